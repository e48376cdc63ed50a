#pragma once
//! @file
//! The step of any operator: one of the engine for those of peax, else one that calls the operator's own kernels. The operators'
//! headers are heavy (kernels, xtensor): they lie behind the body.

#include <peax/core/config.hpp>
#include <peax/engine/step.hpp>
#include <peax/graph/any_op.hpp>

#include <memory>

namespace peax::engine {

//! Throws bad_input when the engine cannot compute what is asked for, or an operator without `backward` is to pass a gradient on; the
//! text names the node.
[[nodiscard]] PEAX_INLINE std::unique_ptr<step> make_step(any_op const& op, step_request const& r);

} // namespace peax::engine

#ifndef PEAX_COMPILED
#include <peax/engine/make_step.ipp>
#endif
