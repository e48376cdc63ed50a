#pragma once
//! @file
//! Nodes and constants written into a graph message of ONNX. For bodies: it includes protobuf.

#include <fmt/core.h>
#include <onnx/onnx_pb.h>

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace peax::onnx {

//! Nodes and initializers written into a graph message, under names that are free.
class graph_writer {
 public:
  graph_writer(::onnx::GraphProto& to, std::set<std::string>& names) : to_(to), names_(names) {}

  [[nodiscard]] ::onnx::GraphProto& graph() { return to_; }

  [[nodiscard]] std::string fresh(std::string const& wish) {
    std::string name = wish;
    for (int n = 1; !names_.insert(name).second; ++n) name = fmt::format("{}_{}", wish, n);
    return name;
  }

  ::onnx::NodeProto& node(std::string const& op, std::vector<std::string> const& inputs,
                          std::vector<std::string> const& outputs) {
    auto& n = *to_.add_node();
    n.set_op_type(op);
    n.set_name(fresh("peax/" + op));
    for (auto const& i : inputs) n.add_input(i);
    for (auto const& o : outputs) n.add_output(o);
    return n;
  }

  //! A node with one output, whose name is given back.
  std::string value(std::string const& op, std::vector<std::string> const& inputs) {
    std::string out = fresh("peax/" + op + "/out");
    (void)node(op, inputs, {out});
    return out;
  }
  std::string value(std::string const& op, std::vector<std::string> const& inputs, char const* attribute,
                    std::int64_t i) {
    std::string out = fresh("peax/" + op + "/out");
    add_attribute(node(op, inputs, {out}), attribute, i);
    return out;
  }

  static void add_attribute(::onnx::NodeProto& n, char const* name, std::int64_t i) {
    auto& a = *n.add_attribute();
    a.set_name(name);
    a.set_type(::onnx::AttributeProto::INT);
    a.set_i(i);
  }

  std::string floats(std::vector<float> const& values) {
    auto& t = constant(::onnx::TensorProto::FLOAT, static_cast<std::int64_t>(values.size()));
    for (float const v : values) t.add_float_data(v);
    return t.name();
  }
  std::string integers(std::vector<std::int64_t> const& values) {
    auto& t = constant(::onnx::TensorProto::INT64, static_cast<std::int64_t>(values.size()));
    for (auto const v : values) t.add_int64_data(v);
    return t.name();
  }

  //! A value as an output of the graph, or an input of it.
  static void declare(::onnx::ValueInfoProto& to, std::string const& name, ::onnx::TensorProto_DataType type,
                      std::vector<std::int64_t> const& dims) {
    to.set_name(name);
    auto& t = *to.mutable_type()->mutable_tensor_type();
    t.set_elem_type(type);
    for (auto const d : dims) t.mutable_shape()->add_dim()->set_dim_value(d);
  }

 private:
  ::onnx::TensorProto& constant(::onnx::TensorProto_DataType type, std::int64_t count) {
    auto& t = *to_.add_initializer();
    t.set_name(fresh("peax/constant"));
    t.set_data_type(type);
    t.add_dims(count);
    return t;
  }

  ::onnx::GraphProto& to_;
  std::set<std::string>& names_;
};

} // namespace peax::onnx
