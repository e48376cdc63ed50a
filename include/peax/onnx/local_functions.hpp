#pragma once
//! @file
//! Functions that a file brings along (ModelProto.functions): calls become the nodes of the function.

#include <peax/core/error.hpp>
#include <peax/onnx/model_index.hpp>
#include <peax/onnx/nested_graphs.hpp>

#include <fmt/core.h>
#include <onnx/onnx_pb.h>

#include <cstddef>
#include <string>
#include <unordered_map>
#include <utility>

namespace peax::onnx {

namespace detail {

//! Puts the bodies of functions in the place of their calls. Names inside get the call's name in front.
class function_inliner {
 public:
  explicit function_inliner(::onnx::ModelProto& model) : model_(model) {
    for (auto const& f : model.functions()) functions_.emplace(std::pair(f.domain(), f.name()), &f);
  }

  void run() {
    if (!functions_.empty()) expand(*model_.mutable_graph()->mutable_node(), 0);
  }

 private:
  using nodes = google::protobuf::RepeatedPtrField<::onnx::NodeProto>;
  using renaming = std::unordered_map<std::string, std::string>;
  static constexpr std::size_t most_nodes = 200'000; //!< a few functions that call each other make any number

  struct pair_hash {
    std::size_t operator()(std::pair<std::string, std::string> const& p) const {
      return std::hash<std::string>{}(p.first) * 31 + std::hash<std::string>{}(p.second);
    }
  };

  void expand(nodes& list, int depth) {
    nodes out;
    for (auto& n : list) {
      for (auto& a : *n.mutable_attribute())
        if (a.has_g()) expand(*a.mutable_g()->mutable_node(), depth);
      auto const f = functions_.find(std::pair(n.domain(), n.op_type()));
      if (f == functions_.end())
        *out.Add() = n;
      else
        out.MergeFrom(body_of(*f->second, n, depth));
      if (static_cast<std::size_t>(out.size()) > most_nodes) too_much();
    }
    list.Swap(&out);
  }

  nodes body_of(::onnx::FunctionProto const& f, ::onnx::NodeProto const& call, int depth) {
    if (depth > most_nested_graphs)
      throw bad_input(fmt::format("{}: functions call each other deeper than {}, or without an end",
                                  describe(call), most_nested_graphs));
    if (call.input_size() > f.input_size() || call.output_size() > f.output_size())
      throw bad_input(fmt::format("{}: it has {} inputs and {} outputs, the function takes {} and gives {}",
                                  describe(call), call.input_size(), call.output_size(), f.input_size(),
                                  f.output_size()));
    check_opset(f, call);
    std::string const front =
        (call.name().empty() ? call.op_type() : call.name()) + "/" + std::to_string(calls_++) + "/";
    renaming names;
    for (int i = 0; i < f.input_size(); ++i) names[f.input(i)] = i < call.input_size() ? call.input(i) : "";
    for (int i = 0; i < call.output_size(); ++i)
      if (!call.output(i).empty()) names[f.output(i)] = call.output(i);
    nodes out = f.node();
    for (auto& n : out) {
      take_attributes(n, call);
      rename(n, names, front);
    }
    made_ += static_cast<std::size_t>(out.size());
    if (made_ > most_nodes) too_much();
    expand(out, depth + 1);
    return out;
  }

  [[noreturn]] static void too_much() {
    throw bad_input(fmt::format("its functions expand to more than {} nodes", most_nodes));
  }

  void check_opset(::onnx::FunctionProto const& f, ::onnx::NodeProto const& call) const {
    for (auto const& own : f.opset_import())
      for (auto const& whole : model_.opset_import())
        if (own.domain() == whole.domain() && own.version() != whole.version())
          throw bad_input(
              fmt::format("{}: its function has opset {} where the model has {}; export both with one opset",
                          describe(call), own.version(), whole.version()));
  }

  //! What refers to an attribute of the function gets the call's; else it is left out and has its default.
  static void take_attributes(::onnx::NodeProto& n, ::onnx::NodeProto const& call) {
    google::protobuf::RepeatedPtrField<::onnx::AttributeProto> out;
    for (auto& a : *n.mutable_attribute()) {
      if (a.has_g())
        for (auto& inner : *a.mutable_g()->mutable_node()) take_attributes(inner, call);
      if (a.ref_attr_name().empty()) {
        *out.Add() = a;
        continue;
      }
      for (auto const& given : call.attribute())
        if (given.name() == a.ref_attr_name()) {
          auto& taken = *out.Add();
          taken = given;
          taken.set_name(a.name());
        }
    }
    n.mutable_attribute()->Swap(&out);
  }

  static std::string renamed(std::string const& name, renaming& names, std::string const& front) {
    return name.empty() ? name : names.emplace(name, front + name).first->second;
  }

  static void rename(::onnx::NodeProto& n, renaming& names, std::string const& front) {
    if (!n.name().empty()) n.set_name(front + n.name());
    for (auto& in : *n.mutable_input()) in = renamed(in, names, front);
    for (auto& out : *n.mutable_output()) out = renamed(out, names, front);
    for (auto& a : *n.mutable_attribute()) {
      if (!a.has_g()) continue;
      auto& g = *a.mutable_g();
      for (auto& v : *g.mutable_input()) v.set_name(renamed(v.name(), names, front));
      for (auto& t : *g.mutable_initializer()) t.set_name(renamed(t.name(), names, front));
      for (auto& inner : *g.mutable_node()) rename(inner, names, front);
      for (auto& v : *g.mutable_output()) v.set_name(renamed(v.name(), names, front));
    }
  }

  ::onnx::ModelProto& model_;
  std::unordered_map<std::pair<std::string, std::string>, ::onnx::FunctionProto const*, pair_hash> functions_;
  std::size_t calls_ = 0, made_ = 0;
};

} // namespace detail

//! The model without calls of its functions. Throws bad_input for functions that call each other without an end, for calls that do
//! not fit, and for functions of another opset.
inline void inline_functions(::onnx::ModelProto& model) { detail::function_inliner(model).run(); }

} // namespace peax::onnx
