#pragma once
//! @file
//! If: the plan of each branch is made with the step, and one of them runs.

#include <peax/core/config.hpp>
#include <peax/engine/step.hpp>
#include <peax/graph/op/branch.hpp>

#include <memory>

namespace peax::engine {

//! Only for inference: a training plan refuses branches before it makes steps.
[[nodiscard]] PEAX_INLINE std::unique_ptr<step> make_step(op::if_else const& op, step_request const& r);

} // namespace peax::engine

#ifndef PEAX_COMPILED
#include <peax/engine/op/branch.ipp>
#endif
