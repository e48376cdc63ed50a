#pragma once
//! @file
//! The body of make_parts.hpp.

#include <peax/engine/plan/make_parts.hpp>
#include <peax/engine/plan/plan_builder.hpp>

namespace peax::engine {

PEAX_INLINE plan_parts make_parts(graph const& g, index batch, plan_options const& options) {
  return plan_builder(g, batch, options).build();
}

} // namespace peax::engine
