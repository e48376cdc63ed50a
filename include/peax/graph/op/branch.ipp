#pragma once
//! @file
//! The bodies of branch.hpp: shape rule, work, and values computed plainly. They ask and run whole graphs, so interpret.hpp includes them.

#include <peax/core/checked.hpp>
#include <peax/core/error.hpp>
#include <peax/graph/axis.hpp>
#include <peax/graph/graph.hpp>
#include <peax/graph/interpret.hpp>
#include <peax/graph/op/branch.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace peax::detail {

inline void check_branch(graph const& g, char const* which, shape_question const& q) {
  if (g.inputs().size() + 1 != q.inputs.size())
    throw bad_input(
        fmt::format("its {} reads {} values, {} are given", which, g.inputs().size(), q.inputs.size() - 1));
  for (std::size_t i = 0; i < g.inputs().size(); ++i) {
    value const &own = g[g.inputs()[i]], &given = q.in(i + 1);
    if (own.type != given.type || own.dims != given.dims)
      throw bad_input(fmt::format("its {} takes '{}' as {} {}, it is {} {}", which, own.name,
                                  name_of(own.type), own.dims.text(), name_of(given.type),
                                  given.dims.text()));
  }
  if (g.outputs().size() != q.outputs)
    throw bad_input(fmt::format("its {} gives {} values, the node {}", which, g.outputs().size(), q.outputs));
}

//! Added here, for cost.hpp asks operators and stands above them.
inline work work_of_nodes(graph const& g) {
  work out{};
  for (auto const& n : g.nodes()) {
    std::vector<value const*> read;
    for (auto const id : n.inputs) read.push_back(id == value_id::none ? nullptr : &g[id]);
    work const one = n.op.kind().work_of(n.op.held(), {read, g[n.outputs.front()]});
    out.macs = checked_sum(out.macs, one.macs);
    out.elements = checked_sum(out.elements, one.elements);
  }
  return out;
}
} // namespace peax::detail

namespace peax::op {

PEAX_INLINE value_types if_else::output_types(shape_question const& q) const {
  want(static_cast<bool>(then_branch) && static_cast<bool>(else_branch), "a branch is missing");
  value const& condition = q.in(0);
  want(condition.type == data_type::boolean, "the condition is no boolean");
  for (auto const* in : q.inputs)
    want(in == nullptr || !in->dims.is_batched(),
         "it decides for one sample, and the batch is free; export with a fixed batch of 1");
  want(condition.dims.elements() == 1, "the condition " + condition.dims.text() + " has not one element");
  detail::check_branch(*then_branch, "then_branch", q);
  detail::check_branch(*else_branch, "else_branch", q);
  value_types out;
  for (std::size_t i = 0; i < q.outputs; ++i) {
    value const &a = (*then_branch)[then_branch->outputs()[i]],
                &b = (*else_branch)[else_branch->outputs()[i]];
    if (a.type != b.type || a.dims != b.dims)
      throw bad_input(fmt::format("its branches differ in output {}: {} {} or {} {}; peax wants one shape", i,
                                  name_of(a.type), a.dims.text(), name_of(b.type), b.dims.text()));
    out.push_back({a.type, a.dims});
  }
  return out;
}

PEAX_INLINE work if_else::work_of(cost_question const&) const {
  work const a = detail::work_of_nodes(*then_branch), b = detail::work_of_nodes(*else_branch);
  return {std::max(a.macs, b.macs), std::max(a.elements, b.elements)};
}

PEAX_INLINE std::vector<tensor> if_else::evaluate(evaluation const& e) const {
  graph const& taken = e.in(0).as<bool>()[0] ? *then_branch : *else_branch;
  auto const held = interpret_values(taken, {e.inputs.begin() + 1, e.inputs.end()});
  std::vector<tensor> out;
  for (auto const id : taken.outputs()) out.push_back(held[index_of(id)]);
  return out;
}

} // namespace peax::op
