// What engine/ has that is compiled once.

#include <peax/engine/plan.ipp>
#include <peax/engine/run.ipp>
