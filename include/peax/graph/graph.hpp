#pragma once
//! @file
//! The graph: a value. Nodes in an order in which they can run, values with their names, types and shapes, weights shared.

#include <peax/core/config.hpp>
#include <peax/core/hash.hpp>
#include <peax/graph/any_op.hpp>
#include <peax/graph/file_notes.hpp>
#include <peax/graph/value.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace peax {

struct node {
  std::string name;
  any_op op;
  std::vector<value_id> inputs; //!< value_id::none where an optional input is absent
  std::vector<value_id> outputs;

  [[nodiscard]] value_id input(std::size_t i) const { return i < inputs.size() ? inputs[i] : value_id::none; }
};

class graph_editor;
class graph;
[[nodiscard]] PEAX_INLINE digest content_hash(graph const& g);

//! An operator graph with its weights. Made by graph_editor, by the builder, or by loading a file; never changed in place.
class graph {
 public:
  [[nodiscard]] std::string const& name() const { return name_; }
  [[nodiscard]] std::span<value const> values() const { return {values_.data(), values_.size()}; }
  [[nodiscard]] std::span<node const> nodes() const { return {nodes_.data(), nodes_.size()}; }
  [[nodiscard]] value const& operator[](value_id id) const { return values_[index_of(id)]; }
  [[nodiscard]] node const& operator[](node_id id) const { return nodes_[index_of(id)]; }
  [[nodiscard]] std::span<value_id const> inputs() const { return {inputs_.data(), inputs_.size()}; }
  [[nodiscard]] std::span<value_id const> outputs() const { return {outputs_.data(), outputs_.size()}; }

  //! The opset of the file it came from and the file's metadata (ONNX metadata_props); kept for saving.
  [[nodiscard]] std::int64_t opset() const { return opset_; }
  [[nodiscard]] std::map<std::string, std::string> const& metadata() const { return metadata_; }

  //! What the file says beside: how the batch is called, texts about the model; kept for saving too.
  [[nodiscard]] file_notes const& notes() const { return notes_; }

  //! The node that makes a value; none for inputs and constants.
  [[nodiscard]] node_id producer(value_id id) const { return producers_[index_of(id)]; }

  //! The nodes that read a value, in running order, each once.
  [[nodiscard]] std::span<node_id const> readers(value_id id) const {
    auto const& all = readers_[index_of(id)];
    return {all.data(), all.size()};
  }

  [[nodiscard]] bool is_output(value_id id) const { return is_output_[index_of(id)]; }

  //! The value of that name, or none.
  [[nodiscard]] value_id find(std::string_view value_name) const {
    for (std::size_t i = 0; i < values_.size(); ++i)
      if (values_[i].name == value_name) return static_cast<value_id>(i);
    return value_id::none;
  }

  //! Hash of structure, names, attributes and weights.
  friend digest content_hash(graph const& g);

 private:
  friend class graph_editor;

  std::string name_;
  std::vector<value> values_;
  std::vector<node> nodes_;
  std::vector<value_id> inputs_, outputs_;
  std::int64_t opset_ = 13;
  std::map<std::string, std::string> metadata_;
  file_notes notes_;
  std::vector<node_id> producers_;
  std::vector<std::vector<node_id>> readers_;
  std::vector<bool> is_output_;
};

//! Whether a value is read by one node alone and is no output: rewriting may remove it.
[[nodiscard]] inline bool is_private(graph const& g, value_id id) {
  return id != value_id::none && g.readers(id).size() == 1 && !g.is_output(id);
}

//! Whether both have the same structure: names, operators, connections, shapes and constants.
[[nodiscard]] PEAX_INLINE bool equal(graph const& a, graph const& b);

} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/graph/graph.ipp>
#include <peax/graph/op/branch.ipp> // asks whole graphs
#endif
