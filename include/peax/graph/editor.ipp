#pragma once
//! @file
//! The bodies of editor.hpp.

#include <peax/core/error.hpp>
#include <peax/graph/editor.hpp>
#include <peax/graph/infer.hpp>
#include <peax/graph/op.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace peax {

PEAX_INLINE value_id graph_editor::add_input(std::string name, data_type type, shape dims) {
  value_id const id = new_value(std::move(name), {type, std::move(dims)});
  g_.inputs_.push_back(id);
  return id;
}

PEAX_INLINE value_id graph_editor::add_constant(std::string name, tensor elements) {
  value_id const id = new_value(std::move(name), {elements.type(), elements.dims()});
  g_.values_[index_of(id)].constant = std::move(elements);
  return id;
}

PEAX_INLINE void graph_editor::set_constant(value_id id, tensor elements) {
  value& v = g_.values_[index_of(id)];
  v.type = elements.type();
  v.dims = elements.dims();
  v.constant = std::move(elements);
}

PEAX_INLINE void graph_editor::rename(value_id id, std::string name) {
  value& v = g_.values_[index_of(id)];
  if (v.name == name) return;
  if (!names_.insert(name).second)
    throw bad_input(fmt::format("graph {}: the name '{}' is taken", g_.name_, name));
  names_.erase(v.name);
  v.name = std::move(name);
}

PEAX_INLINE void graph_editor::replace_uses(value_id old, value_id with) {
  if (uses_.empty()) {
    uses_.resize(g_.values_.size());
    for (std::size_t i = 0; i < g_.nodes_.size(); ++i) note_uses_of(i);
  }
  if (old != with) {
    auto const uses = std::exchange(uses_[index_of(old)], {});
    for (auto const& at : uses) {
      auto& inputs = g_.nodes_[at.node].inputs;
      if (at.input >= inputs.size() || inputs[at.input] != old)
        continue; // the node reads another value since
      inputs[at.input] = with;
      note_use(with, at);
    }
  }
  bool const was_output = std::find(g_.outputs_.begin(), g_.outputs_.end(), old) != g_.outputs_.end();
  bool const is_other_end = (*this)[with].is_constant() ||
                            std::find(g_.inputs_.begin(), g_.inputs_.end(), with) != g_.inputs_.end() ||
                            std::find(g_.outputs_.begin(), g_.outputs_.end(), with) != g_.outputs_.end();
  if (was_output && is_other_end) return restore_output_through_identity(old, with);
  std::replace(g_.outputs_.begin(), g_.outputs_.end(), old, with);
  if (was_output) swap_names(old, with);
}

PEAX_INLINE value_id graph_editor::new_value(std::string name, value_type type) {
  if (auto const why = misfit_of(type.dims); !why.empty())
    throw bad_input(fmt::format("value '{}': {}", name, why));
  std::string unique = name.empty() ? "value_" + std::to_string(g_.values_.size()) : name;
  if (!names_.insert(unique).second)
    for (int& n = last_number_[name]; !names_.insert(unique).second;)
      unique = name + "_" + std::to_string(++n);
  g_.values_.push_back({std::move(unique), type.type, std::move(type.dims), {}});
  if (!uses_.empty()) uses_.emplace_back();
  return static_cast<value_id>(g_.values_.size() - 1);
}

PEAX_INLINE void graph_editor::restore_output_through_identity(value_id old, value_id with) {
  for (std::size_t i = 0; i < g_.nodes_.size(); ++i)
    if (!removed_[i])
      std::replace(g_.nodes_[i].outputs.begin(), g_.nodes_[i].outputs.end(), old, value_id::none);
  g_.nodes_.push_back({"Identity_" + std::to_string(g_.nodes_.size()), op::identity{}, {with}, {old}});
  note_uses_of(g_.nodes_.size() - 1);
  removed_.push_back(false);
}

PEAX_INLINE std::vector<std::size_t> graph_editor::running_order() const {
  std::vector<std::size_t> producer(g_.values_.size(), g_.nodes_.size());
  for (std::size_t i = 0; i < g_.nodes_.size(); ++i)
    if (!removed_[i])
      for (auto id : g_.nodes_[i].outputs)
        if (id != value_id::none) producer[index_of(id)] = i;
  std::vector<char> live(g_.nodes_.size(), 0), is_input(g_.values_.size(), 0);
  for (auto id : g_.inputs_) is_input[index_of(id)] = 1;
  std::vector<std::size_t> waiting;
  auto const reach = [&](value_id id) {
    if (id == value_id::none) return;
    std::size_t const p = producer[index_of(id)];
    if (p < live.size()) {
      if (!live[p]) live[p] = 1, waiting.push_back(p);
    } else if (!g_.values_[index_of(id)].is_constant() && !is_input[index_of(id)]) {
      throw bad_input(
          fmt::format("graph {}: nothing makes the value '{}'", g_.name_, g_.values_[index_of(id)].name));
    }
  };
  for (auto id : g_.outputs_) reach(id);
  while (!waiting.empty()) {
    std::size_t const i = waiting.back();
    waiting.pop_back();
    for (auto id : g_.nodes_[i].inputs) reach(id);
  }
  // Original order among those that are ready: a graph that is in order already stays as it is.
  std::vector<std::size_t> missing(g_.nodes_.size(), 0), order;
  std::vector<std::vector<std::size_t>> readers(g_.nodes_.size());
  for (std::size_t i = 0; i < g_.nodes_.size(); ++i) {
    if (!live[i]) continue;
    for (auto id : g_.nodes_[i].inputs)
      if (id != value_id::none && producer[index_of(id)] < live.size())
        readers[producer[index_of(id)]].push_back(i), ++missing[i];
  }
  std::vector<std::size_t> ready; // a heap with the smallest index on top
  auto const later = [](std::size_t a, std::size_t b) { return a > b; };
  for (std::size_t i = 0; i < live.size(); ++i)
    if (live[i] && missing[i] == 0) ready.push_back(i);
  std::make_heap(ready.begin(), ready.end(), later);
  while (!ready.empty()) {
    std::pop_heap(ready.begin(), ready.end(), later);
    std::size_t const i = ready.back();
    ready.pop_back();
    order.push_back(i);
    for (auto r : readers[i])
      if (--missing[r] == 0) ready.push_back(r), std::push_heap(ready.begin(), ready.end(), later);
  }
  if (order.size() != static_cast<std::size_t>(std::count(live.begin(), live.end(), 1)))
    throw bad_input(fmt::format("graph {}: its nodes form a cycle", g_.name_));
  return order;
}

PEAX_INLINE void graph_editor::index(graph& g) {
  g.producers_.assign(g.values_.size(), node_id::none);
  g.readers_.assign(g.values_.size(), {});
  g.is_output_.assign(g.values_.size(), false);
  for (auto id : g.outputs_) g.is_output_[index_of(id)] = true;
  for (std::size_t i = 0; i < g.nodes_.size(); ++i) {
    for (auto id : g.nodes_[i].outputs)
      if (id != value_id::none) g.producers_[index_of(id)] = static_cast<node_id>(i);
    for (auto id : g.nodes_[i].inputs) {
      if (id == value_id::none) continue;
      auto& list = g.readers_[index_of(id)];
      if (list.empty() || list.back() != static_cast<node_id>(i)) list.push_back(static_cast<node_id>(i));
    }
  }
}

PEAX_INLINE std::vector<value_id> graph_editor::add_node(any_op op, std::vector<value_id> inputs,
                                                         std::vector<std::string> output_names,
                                                         std::string name) {
  if (name.empty()) name = std::string(op.name()) + "_" + std::to_string(g_.nodes_.size());
  std::vector<value const*> read;
  for (auto id : inputs) read.push_back(id == value_id::none ? nullptr : &g_.values_[index_of(id)]);
  auto const types = infer_types(op, name, read, output_names.size());
  node made{std::move(name), std::move(op), std::move(inputs), {}};
  for (std::size_t i = 0; i < types.size(); ++i)
    made.outputs.push_back(
        new_value(output_names[i].empty() ? made.name + "_out" : std::move(output_names[i]), types[i]));
  std::vector<value_id> outputs = made.outputs;
  g_.nodes_.push_back(std::move(made));
  note_uses_of(g_.nodes_.size() - 1);
  removed_.push_back(false);
  return outputs;
}

PEAX_INLINE graph graph_editor::finish() const {
  graph out;
  out.name_ = g_.name_, out.opset_ = g_.opset_, out.metadata_ = g_.metadata_, out.notes_ = g_.notes_;
  std::vector<std::size_t> const order = running_order();
  std::vector<value_id> renumbered(g_.values_.size(), value_id::none);
  auto const keep = [&](value_id id) {
    if (id == value_id::none) return id;
    value_id& to = renumbered[index_of(id)];
    if (to == value_id::none) {
      to = static_cast<value_id>(out.values_.size());
      out.values_.push_back(g_.values_[index_of(id)]);
    }
    return to;
  };
  for (auto id : g_.inputs_) out.inputs_.push_back(keep(id));
  for (auto i : order) {
    node n = g_.nodes_[i];
    std::vector<value const*> read;
    for (auto& id : n.inputs) id = keep(id);
    for (auto id : n.inputs) read.push_back(id == value_id::none ? nullptr : &out.values_[index_of(id)]);
    auto const types = infer_types(n.op, n.name, read, n.outputs.size());
    for (std::size_t k = 0; k < n.outputs.size(); ++k) {
      n.outputs[k] = keep(n.outputs[k]);
      if (n.outputs[k] == value_id::none) continue;
      value& v = out.values_[index_of(n.outputs[k])];
      v.type = types[k].type, v.dims = types[k].dims;
    }
    out.nodes_.push_back(std::move(n));
  }
  for (auto id : g_.outputs_) out.outputs_.push_back(keep(id));
  index(out);
  return out;
}

} // namespace peax
