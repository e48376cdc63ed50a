#pragma once
//! @file
//! The bodies of branch.hpp: shape rule, work, and values computed plainly. They ask whole graphs, so graph.hpp includes them.

#include <peax/core/error.hpp>
#include <peax/graph/axis.hpp>
#include <peax/graph/cost.hpp>
#include <peax/graph/evaluate.hpp>
#include <peax/graph/graph.hpp>
#include <peax/graph/op/branch.hpp>

#include <fmt/core.h>

#include <cstddef>
#include <string>
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

//! The outputs of a graph, node by node.
inline std::vector<tensor> values_of(graph const& g, std::vector<tensor> const& inputs) {
  std::vector<tensor> held;
  for (auto const& v : g.values()) held.push_back(v.constant);
  for (std::size_t i = 0; i < g.inputs().size(); ++i) held[index_of(g.inputs()[i])] = inputs[i];
  for (auto const& n : g.nodes()) {
    std::vector<tensor> read;
    for (auto const id : n.inputs) read.push_back(id == value_id::none ? tensor() : held[index_of(id)]);
    auto const made = peax::evaluate(n.op, n.name, read, n.outputs.size());
    for (std::size_t i = 0; i < made.size(); ++i)
      if (n.outputs[i] != value_id::none) held[index_of(n.outputs[i])] = made[i];
  }
  std::vector<tensor> out;
  for (auto const id : g.outputs()) out.push_back(held[index_of(id)]);
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
  cost const a = cost_of(*then_branch), b = cost_of(*else_branch);
  cost const& more = a.macs < b.macs || (a.macs == b.macs && a.elements < b.elements) ? b : a;
  return {more.macs.value, more.elements.value};
}

PEAX_INLINE std::vector<tensor> if_else::evaluate(evaluation const& e) const {
  bool const taken = e.in(0).as<bool>()[0];
  return detail::values_of(taken ? *then_branch : *else_branch, {e.inputs.begin() + 1, e.inputs.end()});
}

} // namespace peax::op
