#pragma once
//! @file
//! The editor: the only way to make or change a graph.

#include <peax/core/config.hpp>
#include <peax/graph/graph.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
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
    names_.reserve(g_.values_.size());
    for (auto const& v : g_.values_) names_.insert(v.name);
  }

  void set_name(std::string name) { g_.name_ = std::move(name); }
  void set_opset(std::int64_t version) { g_.opset_ = version; }
  void set_metadata(std::string key, std::string text) { g_.metadata_[std::move(key)] = std::move(text); }
  void set_notes(file_notes notes) { g_.notes_ = std::move(notes); }

  // ---- reading while editing
  [[nodiscard]] value const& operator[](value_id id) const { return g_.values_[index_of(id)]; }
  [[nodiscard]] node const& operator[](node_id id) const { return g_.nodes_[index_of(id)]; }
  [[nodiscard]] std::size_t node_count() const { return g_.nodes_.size(); }
  [[nodiscard]] std::vector<value_id> const& inputs() const { return g_.inputs_; }
  [[nodiscard]] std::vector<value_id> const& outputs() const { return g_.outputs_; }

  // ---- adding
  PEAX_INLINE value_id add_input(std::string name, data_type type, shape dims);

  PEAX_INLINE value_id add_constant(std::string name, tensor elements);

  //! Adds a node with any number of outputs. Empty names are made up; taken names get a number behind.
  PEAX_INLINE std::vector<value_id> add_node(any_op op, std::vector<value_id> inputs,
                                             std::vector<std::string> output_names, std::string name = "");

  //! Adds a node with one output.
  value_id add(any_op op, std::vector<value_id> inputs, std::string name = "") {
    return add_node(std::move(op), std::move(inputs), {std::string()}, std::move(name)).front();
  }

  void add_output(value_id id) { g_.outputs_.push_back(id); }

  // ---- changing
  void set_outputs(std::vector<value_id> outputs) { g_.outputs_ = std::move(outputs); }
  void remove_input(value_id id) { std::erase(g_.inputs_, id); }
  void set_node_input(node_id at, std::size_t index, value_id with) {
    g_.nodes_[index_of(at)].inputs[index] = with;
    note_use(with, {index_of(at), index});
  }
  void set_node_inputs(node_id at, std::vector<value_id> inputs) {
    g_.nodes_[index_of(at)].inputs = std::move(inputs);
    note_uses_of(index_of(at));
  }
  void set_op(node_id at, any_op op) { g_.nodes_[index_of(at)].op = std::move(op); }
  void remove(node_id at) { removed_[index_of(at)] = true; }

  //! Gives a constant other elements (and shape).
  PEAX_INLINE void set_constant(value_id id, tensor elements);

  //! Renames a value; the name must be free.
  PEAX_INLINE void rename(value_id id, std::string name);

  //! Exchanges the names of two values: what replaces one takes its name over.
  void swap_names(value_id a, value_id b) {
    std::swap(g_.values_[index_of(a)].name, g_.values_[index_of(b)].name);
  }

  //! Every reader of `old`, and the graph's outputs, read `with` instead. A graph output keeps the user's name:
  //! when `old` is an output, `with` takes its name over (unless it is an input, a constant or an output itself).
  PEAX_INLINE void replace_uses(value_id old, value_id with);

  //! Removes dead nodes and values, orders, infers types, and gives the graph. Throws bad_input on a cycle or a misfit.
  [[nodiscard]] PEAX_INLINE graph finish() const;

 private:
  PEAX_INLINE value_id new_value(std::string name, value_type type);

  //! A place that reads a value: an input of a node.
  struct use {
    std::size_t node, input;
  };

  //! Notes a use for replace_uses, once that was called.
  void note_use(value_id id, use at) {
    if (!uses_.empty() && id != value_id::none) uses_[index_of(id)].push_back(at);
  }
  void note_uses_of(std::size_t node) {
    auto const& inputs = g_.nodes_[node].inputs;
    for (std::size_t i = 0; i < inputs.size(); ++i) note_use(inputs[i], {node, i});
  }

  PEAX_INLINE void restore_output_through_identity(value_id old, value_id with);

  //! Live nodes so that each comes behind what it reads: depth first from the outputs, without recursion.
  [[nodiscard]] PEAX_INLINE std::vector<std::size_t> running_order() const;

  static PEAX_INLINE void index(graph& g);

  graph g_;
  std::vector<bool> removed_;
  std::unordered_set<std::string> names_;
  std::unordered_map<std::string, int> last_number_; // behind names that were wished for more than once
  std::vector<std::vector<use>> uses_; // by value, and places that were; empty until it is asked for
};

} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/graph/editor.ipp>
#endif
