#pragma once
//! @file
//! What is known of a file that cannot be read whole: the part that was read, the nodes that were not, and why. Free of file formats.

#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/graph/editor.hpp>
#include <peax/graph/graph.hpp>
#include <peax/tensor/shape.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace peax {

//! A node that was refused.
struct refused_node {
  std::string op;          //!< "Loop", "com.example::Fancy"
  std::string where;       //!< "'loop_1'", or "that makes 'x'" for a node without a name
  std::string why;         //!< a whole sentence with operator and node; may name shapes
  bool is_unknown = false; //!< peax has no such operator; else it has, and this form of it was refused
};

//! An input or output as the file declares it.
struct outlined_end {
  std::string name;
  std::optional<value_type> type; //!< nothing: not known
};

//! A layer of the file in running order: one of `part`, or one that was not read.
struct outlined_layer {
  std::string name, op;
  node_id in_part = node_id::none;
  std::optional<shape> output_shape; //!< of the first output; nothing: not known
  std::string refusal;               //!< empty too for a layer that waits for one that was refused
};

//! A file, as far as it can be read.
struct outline {
  std::string name;
  std::vector<outlined_end> inputs, outputs;
  //! What was read. What refused layers make has become an input of it where the file states its shape.
  graph part;
  std::vector<outlined_layer> layers;
  std::vector<refused_node> refused; //!< all of them, those inside of branches too

  //! Names and counts of all operators that are not there with the first nodes of each, then what else was refused; bounded in length.
  //! One refused node alone is told by its own sentence.
  [[nodiscard]] PEAX_INLINE std::string refusals() const;

  //! Whether something is not supported: an operator, or a form of one. Else the file contradicts itself.
  [[nodiscard]] PEAX_INLINE bool lacks_support() const;
};

//! "3 Loop ('a', 'b' and 1 more), 1 Scan (that makes 'y')" of the operators that are not there; empty when all are.
[[nodiscard]] PEAX_INLINE std::string unknown_operators(outline const& of);

//! Adds the nodes of the editor from `first` on as layers that were read.
PEAX_INLINE void note_layers(outline& to, graph_editor const& edit, std::size_t first);

//! The outline with its part, which is what the editor holds; its first `inputs` inputs are those of the file. Outputs get the type that
//! was found out.
[[nodiscard]] PEAX_INLINE outline finished(outline so_far, graph_editor& edit, std::size_t inputs);

//! A file with operators that peax does not read. Whoever shows files shows the outline.
class refused_network : public bad_input {
 public:
  refused_network(std::string const& text, outline found)
      : refused_network(text, std::make_shared<outline const>(std::move(found))) {}
  refused_network(std::string const& text, std::shared_ptr<outline const> found)
      : bad_input(text), found_(std::move(found)) {}

  [[nodiscard]] std::shared_ptr<outline const> const& found() const { return found_; }

 private:
  std::shared_ptr<outline const> found_;
};

} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/graph/outline.ipp>
#endif
