//! @file
//! What most of the rejected programs include, the lower rooms first, so that an error is said to come from here and from nowhere
//! between. Both compilers read it precompiled.

#include <peax/meta/record.hpp>

#include <peax/tensor/view.hpp>

#include <peax/graph/any_op.hpp>

#include <peax/solution/any_decision.hpp>

#include <peax/analysis/analysis.hpp>

#include "support/toy_flow.hpp"
