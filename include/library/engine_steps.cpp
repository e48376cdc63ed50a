// The steps of all operators and the making of plans.

#include <peax/engine/make_step.ipp>
#include <peax/engine/op/branch.ipp>
#include <peax/engine/plan/make_parts.ipp>
