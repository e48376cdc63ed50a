#pragma once
//! @file
//! Floating-point numbers of other widths: they are read as float32, and it is said which there were.

#include <peax/tensor/data_type.hpp>

#include <onnx/onnx_pb.h>

#include <set>
#include <string>

namespace peax::onnx::detail {

//! float32 for the types that are read as it.
[[nodiscard]] inline data_type computed_as(data_type t) {
  return t == data_type::float64 || t == data_type::float16 ? data_type::float32 : t;
}

inline void add_float_type(int code, std::set<std::string>& to) {
  if (code == ::onnx::TensorProto::FLOAT16) to.insert("float16");
  if (code == ::onnx::TensorProto::BFLOAT16) to.insert("bfloat16");
  if (code == ::onnx::TensorProto::DOUBLE) to.insert("float64");
}

inline void add_float_types(::onnx::GraphProto const& g, std::set<std::string>& to) {
  for (auto const& t : g.initializer()) add_float_type(t.data_type(), to);
  for (auto const& v : g.input()) add_float_type(v.type().tensor_type().elem_type(), to);
  for (auto const& n : g.node())
    for (auto const& a : n.attribute()) {
      if (a.has_t()) add_float_type(a.t().data_type(), to);
      if (a.has_g()) add_float_types(a.g(), to);
      if (n.op_type() == "Cast" && a.name() == "to") add_float_type(static_cast<int>(a.i()), to);
    }
}

//! "float16, float64": what the file holds and peax computes in float32. Empty when there is none.
[[nodiscard]] inline std::string converted_types(::onnx::ModelProto const& model) {
  std::set<std::string> found;
  add_float_types(model.graph(), found);
  std::string out;
  for (auto const& name : found) out += (out.empty() ? "" : ", ") + name;
  return out;
}

} // namespace peax::onnx::detail
