#pragma once
//! @file
//! One node of an ONNX file while it is written: attributes, and inputs that peax holds as attributes.

#include <peax/core/error.hpp>
#include <peax/graph/graph.hpp>
#include <peax/graph/op/base.hpp>
#include <peax/meta/spread.hpp>
#include <peax/onnx/tensor_codec.hpp>

#include <fmt/core.h>
#include <onnx/onnx_pb.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::onnx {

//! Writes one node. Inputs that peax holds as attributes become initializers where the opset wants inputs.
class node_writer {
 public:
  //! `store` keeps an initializer under a free name like the wished one and gives that name.
  using store_initializer = std::function<std::string(std::string const& wish, tensor const& elements)>;
  //! `write_graph` writes a graph that the node holds.
  using write_inner_graph = std::function<void(::onnx::GraphProto& to, graph const& inner)>;

  node_writer(::onnx::NodeProto& to, graph const& g, node const& from, store_initializer store,
              write_inner_graph write_graph)
      : proto(to), store_(std::move(store)), write_graph_(std::move(write_graph)), graph_(g), node_(from) {}

  ::onnx::NodeProto& proto;

  [[nodiscard]] std::int64_t opset() const { return graph_.opset(); }
  [[nodiscard]] shape const& input_dims(std::size_t i) const { return graph_[node_.inputs[i]].dims; }
  [[nodiscard]] bool has_input(std::size_t i) const { return node_.input(i) != value_id::none; }

  //! Refuses what the opset cannot say.
  void need(std::int64_t version, std::string const& what) const {
    if (opset() < version)
      throw bad_input(fmt::format("{} needs opset {}, the network has opset {}", what, version, opset()));
  }

  void attribute(std::string_view name, std::int64_t v) {
    auto& a = add(name, ::onnx::AttributeProto::INT);
    a.set_i(v);
  }
  void attribute(std::string_view name, bool v) { attribute(name, std::int64_t{v}); }
  void attribute(std::string_view name, float v) {
    auto& a = add(name, ::onnx::AttributeProto::FLOAT);
    a.set_f(v);
  }
  void attribute(std::string_view name, std::string const& v) {
    auto& a = add(name, ::onnx::AttributeProto::STRING);
    a.set_s(v);
  }
  //! Empty lists are left out: they mean the default.
  void attribute(std::string_view name, op::ints const& v) {
    if (v.empty()) return;
    auto& a = add(name, ::onnx::AttributeProto::INTS);
    for (auto e : v) a.add_ints(e);
  }
  void attribute(std::string_view name, op::floats const& v) {
    if (v.empty()) return;
    auto& a = add(name, ::onnx::AttributeProto::FLOATS);
    for (auto e : v) a.add_floats(e);
  }
  template <class T> void attribute(std::string_view name, std::optional<T> const& v) {
    if (v) attribute(name, *v);
  }
  void attribute(std::string_view name, tensor const& v) {
    write_tensor(*add(name, ::onnx::AttributeProto::TENSOR).mutable_t(), "", v);
  }

  void attribute(std::string_view name, op::body const& v) {
    write_graph_(*add(name, ::onnx::AttributeProto::GRAPH).mutable_g(), *v);
  }

  void input(char const* role, op::ints const& v) {
    proto.add_input(store_(node_.name + "_" + role, tensor::list(v)));
  }
  void input(char const* role, tensor const& v) { proto.add_input(store_(node_.name + "_" + role, v)); }
  void input(char const* role, std::int64_t v) {
    proto.add_input(store_(node_.name + "_" + role, tensor::scalar(v)));
  }
  void input(char const* role, float v) {
    proto.add_input(store_(node_.name + "_" + role, tensor::scalar(v)));
  }
  void no_input() { proto.add_input(""); }

 private:
  ::onnx::AttributeProto& add(std::string_view name, ::onnx::AttributeProto::AttributeType type) {
    auto& a = *proto.add_attribute();
    a.set_name(std::string(name));
    a.set_type(type);
    return a;
  }

  store_initializer store_;
  write_inner_graph write_graph_;
  graph const& graph_;
  node const& node_;
};

namespace detail {
template <class Op> void encode_table(Op const& op, node_writer& node) {
  meta::spread([&](auto... fields) { (node.attribute(fields.name, op.*fields.member), ...); },
               Op::attributes());
}
} // namespace detail

} // namespace peax::onnx
