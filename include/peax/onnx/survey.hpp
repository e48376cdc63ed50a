#pragma once
//! @file
//! Takes down which nodes of a file were read and which were not, when it cannot be read whole.

#include <peax/core/error.hpp>
#include <peax/graph/any_op.hpp>
#include <peax/graph/editor.hpp>
#include <peax/graph/outline.hpp>
#include <peax/onnx/input_shape.hpp>
#include <peax/onnx/known_operators.hpp>
#include <peax/onnx/model_index.hpp>
#include <peax/onnx/nested_graphs.hpp>

#include <fmt/core.h>
#include <onnx/onnx_pb.h>

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace peax::onnx::detail {

class survey {
 public:
  //! `batched`: a free leading dimension of a value is the batch; `batch_was_one`: a leading one is.
  survey(::onnx::GraphProto const& of, op_kinds known, bool batched, bool batch_was_one)
      : known_(known), batched_(batched), batch_was_one_(batch_was_one) {
    for (auto const* list : {&of.value_info(), &of.output()})
      for (auto const& v : *list) declared_.emplace(v.name(), &v);
    for (auto const& out : of.output()) found_.outputs.push_back({out.name(), type_of(out.name())});
  }

  //! Type and shape of a value as the file states them; nothing when it leaves some extent open.
  [[nodiscard]] std::optional<value_type> type_of(std::string const& name) const {
    auto const v = declared_.find(name);
    if (v == declared_.end()) return std::nullopt;
    try {
      auto const as = declared(*v->second, nullptr);
      shape dims(as.extents);
      if (as.has_free_front && !batched_) return std::nullopt;
      if (as.has_free_front || (as.has_front_of_one && batch_was_one_)) dims[0] = batch_extent;
      return value_type{as.type, std::move(dims)};
    } catch (bad_input const&) { // says nothing that could be used
      return std::nullopt;
    }
  }

  //! The nodes of the graph from `first` on were read from one of the file.
  void note_read(std::size_t first, graph_editor const& edit) { note_layers(found_, edit, first); }

  //! A node that was not read: for `why`, or, when that is empty, for what it reads is not known.
  void note_unread(::onnx::NodeProto const& n, std::string const& why) {
    std::size_t const before = found_.refused.size();
    if (!is_known_operator(known_, n))
      found_.refused.push_back(refused(n, why, true));
    else
      note_branches(n, {}, 1);
    if (found_.refused.size() == before && !why.empty()) found_.refused.push_back(refused(n, why, false));
    std::optional<shape> dims;
    if (n.output_size() > 0)
      if (auto const type = type_of(n.output(0))) dims = type->dims;
    found_.layers.push_back({n.name().empty() && n.output_size() > 0 ? n.output(0) : n.name(), name_of(n),
                             node_id::none, std::move(dims), why});
  }

  //! All that was found; `edit` holds what was read, with the inputs of the file in front.
  [[nodiscard]] outline finish(graph_editor& edit, std::string name, std::size_t inputs) {
    found_.name = std::move(name);
    return finished(std::move(found_), edit, inputs);
  }

 private:
  static std::string name_of(::onnx::NodeProto const& n) {
    return (domain_of_node(n).empty() ? "" : n.domain() + "::") + n.op_type();
  }

  static refused_node refused(::onnx::NodeProto const& n, std::string const& why, bool is_unknown) {
    std::string where = !n.name().empty()     ? "'" + n.name() + "'"
                        : n.output_size() > 0 ? "that makes '" + n.output(0) + "'"
                                              : "without a name";
    if (!why.empty()) return {name_of(n), std::move(where), why, is_unknown};
    try {
      refuse_operator(n);
    } catch (bad_input const& e) {
      return {name_of(n), std::move(where), fmt::format("{}: {}", describe(n), e.what()), is_unknown};
    }
  }

  //! The unknown operators inside of the branches of a node. `around`: the nodes around it, in words.
  void note_branches(::onnx::NodeProto const& n, std::string const& around, int depth) {
    if (depth > most_nested_graphs) return;
    for (auto const& a : n.attribute()) {
      if (!a.has_g()) continue;
      std::string const place = fmt::format("{}{}: {}: ", around, describe(n), a.name());
      for (auto const& inner : a.g().node()) {
        if (!is_known_operator(known_, inner)) {
          found_.refused.push_back(refused(inner, {}, true));
          found_.refused.back().why.insert(0, place);
        }
        note_branches(inner, place, depth + 1);
      }
    }
  }

  op_kinds known_;
  bool batched_, batch_was_one_;
  std::unordered_map<std::string, ::onnx::ValueInfoProto const*> declared_;
  outline found_;
};

} // namespace peax::onnx::detail
