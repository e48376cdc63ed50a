#pragma once
//! @file
//! The parts of a plan, made from a graph.

#include <peax/core/config.hpp>
#include <peax/engine/plan/plan_parts.hpp>
#include <peax/graph/any_op.hpp>
#include <peax/graph/graph.hpp>

#include <memory>

namespace peax {
class graph_editor;
} // namespace peax

namespace peax::engine {

//! What a plan asks of an op set: to make steps, and to finish an edited graph.
struct op_functions {
  std::unique_ptr<step> (*make_step)(any_op const&, step_request const&);
  graph (*finish)(graph_editor const&);
};

//! Throws bad_input when the graph holds what the engine cannot compute.
[[nodiscard]] PEAX_INLINE plan_parts make_parts(graph const& g, index batch, plan_options const& options,
                                                op_functions const& ops);

} // namespace peax::engine

#ifndef PEAX_COMPILED
#include <peax/engine/plan/make_parts.ipp>
#endif
