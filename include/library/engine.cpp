// What engine/ has that is compiled once.

#include <peax/engine/run.ipp>
