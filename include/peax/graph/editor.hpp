#pragma once
//! @file
//! The editor: the only way to make or change a graph.

#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/graph/graph.hpp>
#include <peax/graph/infer.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace peax {

//! A graph being made or changed. Ids stay valid until finish(), which removes what no output needs, puts the nodes in
//! running order and infers all types again. Nodes get their types when they are added, so that a misfit throws at once.
class graph_editor {
 public:
  graph_editor() = default;
  explicit graph_editor(std::string name) { g_.name_ = std::move(name); }
  explicit graph_editor(graph const& from) : g_(from), removed_(from.nodes().size(), false) {
    for (auto const& v : g_.values_) names_.insert(v.name);
  }

  void set_name(std::string name) { g_.name_ = std::move(name); }
  void set_opset(std::int64_t version) { g_.opset_ = version; }
  void set_metadata(std::string key, std::string text) { g_.metadata_[std::move(key)] = std::move(text); }

  // ---- reading while editing
  [[nodiscard]] value const& operator[](value_id id) const { return g_.values_[index_of(id)]; }
  [[nodiscard]] node const& operator[](node_id id) const { return g_.nodes_[index_of(id)]; }
  [[nodiscard]] std::size_t node_count() const { return g_.nodes_.size(); }
  [[nodiscard]] std::vector<value_id> const& inputs() const { return g_.inputs_; }
  [[nodiscard]] std::vector<value_id> const& outputs() const { return g_.outputs_; }

  // ---- adding
  value_id add_input(std::string name, data_type type, shape dims) {
    value_id const id = new_value(std::move(name), {type, std::move(dims)});
    g_.inputs_.push_back(id);
    return id;
  }

  value_id add_constant(std::string name, tensor elements) {
    value_id const id = new_value(std::move(name), {elements.type(), elements.dims()});
    g_.values_[index_of(id)].constant = std::move(elements);
    return id;
  }

  //! Adds a node with any number of outputs. Empty names are made up; taken names get a number behind.
  template <class Ops = default_ops>
  std::vector<value_id> add_node(any_op op, std::vector<value_id> inputs,
                                 std::vector<std::string> output_names, std::string name = "");

  //! Adds a node with one output.
  template <class Ops = default_ops>
  value_id add(any_op op, std::vector<value_id> inputs, std::string name = "") {
    return add_node<Ops>(std::move(op), std::move(inputs), {std::string()}, std::move(name)).front();
  }

  void add_output(value_id id) { g_.outputs_.push_back(id); }

  // ---- changing
  void set_outputs(std::vector<value_id> outputs) { g_.outputs_ = std::move(outputs); }
  void remove_input(value_id id) { std::erase(g_.inputs_, id); }
  void set_node_input(node_id at, std::size_t index, value_id with) {
    g_.nodes_[index_of(at)].inputs[index] = with;
  }
  void set_node_inputs(node_id at, std::vector<value_id> inputs) {
    g_.nodes_[index_of(at)].inputs = std::move(inputs);
  }
  void set_op(node_id at, any_op op) { g_.nodes_[index_of(at)].op = std::move(op); }
  void remove(node_id at) { removed_[index_of(at)] = true; }

  //! Gives a constant other elements (and shape).
  void set_constant(value_id id, tensor elements) {
    value& v = g_.values_[index_of(id)];
    v.type = elements.type();
    v.dims = elements.dims();
    v.constant = std::move(elements);
  }

  //! Renames a value; the name must be free.
  void rename(value_id id, std::string name) {
    value& v = g_.values_[index_of(id)];
    if (v.name == name) return;
    if (!names_.insert(name).second)
      throw bad_input("graph " + g_.name_ + ": the name '" + name + "' is taken");
    names_.erase(v.name);
    v.name = std::move(name);
  }

  //! Every reader of `old`, and the graph's outputs, read `with` instead. A graph output keeps the user's name:
  //! when `old` is an output, `with` takes its name over (unless it is an input, a constant or an output itself).
  void replace_uses(value_id old, value_id with) {
    for (auto& n : g_.nodes_) std::replace(n.inputs.begin(), n.inputs.end(), old, with);
    bool const was_output = std::find(g_.outputs_.begin(), g_.outputs_.end(), old) != g_.outputs_.end();
    bool const is_other_end = (*this)[with].is_constant() ||
                              std::find(g_.inputs_.begin(), g_.inputs_.end(), with) != g_.inputs_.end() ||
                              std::find(g_.outputs_.begin(), g_.outputs_.end(), with) != g_.outputs_.end();
    if (was_output && is_other_end) return restore_output_through_identity(old, with);
    std::replace(g_.outputs_.begin(), g_.outputs_.end(), old, with);
    if (was_output) std::swap(g_.values_[index_of(old)].name, g_.values_[index_of(with)].name);
  }

  //! Removes dead nodes and values, orders, infers types, and gives the graph. Throws bad_input on a cycle or a misfit.
  template <class Ops = default_ops> [[nodiscard]] graph finish() const;

 private:
  value_id new_value(std::string name, value_type type) {
    if (!is_sane(type.dims))
      throw bad_input("value '" + name + "': shape " + type.dims.text() + " is impossible or too large");
    std::string unique = name.empty() ? "value_" + std::to_string(g_.values_.size()) : name;
    for (int n = 1; !names_.insert(unique).second; ++n) unique = name + "_" + std::to_string(n);
    g_.values_.push_back({std::move(unique), type.type, std::move(type.dims), {}});
    return static_cast<value_id>(g_.values_.size() - 1);
  }

  template <class Ops>
  value_types infer(any_op const& op, std::string const& name, std::vector<value_id> const& inputs,
                    std::size_t outputs) const {
    std::vector<value const*> read;
    for (auto id : inputs) read.push_back(id == value_id::none ? nullptr : &g_.values_[index_of(id)]);
    return infer_types<Ops>(op, name, read, outputs);
  }

  void restore_output_through_identity(value_id old, value_id with) {
    for (std::size_t i = 0; i < g_.nodes_.size(); ++i)
      if (!removed_[i])
        std::replace(g_.nodes_[i].outputs.begin(), g_.nodes_[i].outputs.end(), old, value_id::none);
    g_.nodes_.push_back({"Identity_" + std::to_string(g_.nodes_.size()), op::identity{}, {with}, {old}});
    removed_.push_back(false);
  }

  //! Live nodes so that each comes behind what it reads: depth first from the outputs, without recursion.
  [[nodiscard]] std::vector<std::size_t> running_order() const {
    std::vector<std::size_t> producer(g_.values_.size(), g_.nodes_.size());
    for (std::size_t i = 0; i < g_.nodes_.size(); ++i)
      if (!removed_[i])
        for (auto id : g_.nodes_[i].outputs)
          if (id != value_id::none) producer[index_of(id)] = i;
    std::vector<char> live(g_.nodes_.size(), 0);
    std::vector<std::size_t> waiting;
    auto const reach = [&](value_id id) {
      if (id == value_id::none) return;
      std::size_t const p = producer[index_of(id)];
      if (p < live.size()) {
        if (!live[p]) live[p] = 1, waiting.push_back(p);
      } else if (!g_.values_[index_of(id)].is_constant() &&
                 std::find(g_.inputs_.begin(), g_.inputs_.end(), id) == g_.inputs_.end()) {
        throw bad_input("graph " + g_.name_ + ": nothing makes the value '" + g_.values_[index_of(id)].name +
                        "'");
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
      throw bad_input("graph " + g_.name_ + ": its nodes form a cycle");
    return order;
  }

  static void index(graph& g) {
    g.producers_.assign(g.values_.size(), node_id::none);
    g.readers_.assign(g.values_.size(), {});
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

  graph g_;
  std::vector<bool> removed_;
  std::unordered_set<std::string> names_;
};

template <class Ops>
std::vector<value_id> graph_editor::add_node(any_op op, std::vector<value_id> inputs,
                                             std::vector<std::string> output_names, std::string name) {
  if (name.empty()) name = std::string(op.name()) + "_" + std::to_string(g_.nodes_.size());
  auto const types = infer<Ops>(op, name, inputs, output_names.size());
  node made{std::move(name), std::move(op), std::move(inputs), {}};
  for (std::size_t i = 0; i < types.size(); ++i)
    made.outputs.push_back(
        new_value(output_names[i].empty() ? made.name + "_out" : std::move(output_names[i]), types[i]));
  std::vector<value_id> outputs = made.outputs;
  g_.nodes_.push_back(std::move(made));
  removed_.push_back(false);
  return outputs;
}

template <class Ops> graph graph_editor::finish() const {
  graph out;
  out.name_ = g_.name_, out.opset_ = g_.opset_, out.metadata_ = g_.metadata_;
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
    auto const types = infer_types<Ops>(n.op, n.name, read, n.outputs.size());
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

PEAX_COMPILED_ONCE(std::vector<value_id> graph_editor::add_node<default_ops>(any_op, std::vector<value_id>,
                                                                             std::vector<std::string>,
                                                                             std::string));
PEAX_COMPILED_ONCE(graph graph_editor::finish<default_ops>() const);

} // namespace peax
