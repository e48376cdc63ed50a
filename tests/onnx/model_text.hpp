#pragma once
//! @file
//! Small ONNX models written as protobuf text, for tests.

#include <peax/onnx/load.hpp>

#include <google/protobuf/text_format.h>
#include <onnx/onnx_pb.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace peax::testing {

inline std::string input_text(std::string const& name, std::vector<std::string> const& dims, int type = 1,
                              char const* role = "input") {
  std::string out = std::string(role) + " { name: '" + name +
                    "' type { tensor_type { elem_type: " + std::to_string(type) + " shape {";
  for (auto const& d : dims)
    out += d.empty()                                                 ? " dim {}"
           : d.find_first_not_of("-0123456789") == std::string::npos ? " dim { dim_value: " + d + " }"
                                                                     : " dim { dim_param: '" + d + "' }";
  return out + " } } } }\n";
}
inline std::string output_text(std::string const& name) { return "output { name: '" + name + "' }\n"; }

inline std::string node_text(std::string const& type, std::vector<std::string> const& inputs,
                             std::vector<std::string> const& outputs, std::string const& attributes = "") {
  std::string out = "node { op_type: '" + type + "' name: '" + outputs.at(0) + "_node'";
  for (auto const& i : inputs) out += " input: '" + i + "'";
  for (auto const& o : outputs) out += " output: '" + o + "'";
  return out + " " + attributes + " }\n";
}
inline std::string int_attribute(std::string const& name, std::int64_t v) {
  return "attribute { name: '" + name + "' type: INT i: " + std::to_string(v) + " } ";
}
inline std::string float_attribute(std::string const& name, double v) {
  return "attribute { name: '" + name + "' type: FLOAT f: " + std::to_string(v) + " } ";
}
inline std::string text_attribute(std::string const& name, std::string const& v) {
  return "attribute { name: '" + name + "' type: STRING s: '" + v + "' } ";
}
inline std::string ints_attribute(std::string const& name, std::vector<std::int64_t> const& v) {
  std::string out = "attribute { name: '" + name + "' type: INTS";
  for (auto e : v) out += " ints: " + std::to_string(e);
  return out + " } ";
}

inline std::string dims_text(std::vector<std::int64_t> const& dims) {
  std::string out;
  for (auto d : dims) out += " dims: " + std::to_string(d);
  return out;
}
inline std::string ints_text(std::string const& name, std::vector<std::int64_t> const& dims,
                             std::vector<std::int64_t> const& values) {
  std::string out = "initializer { name: '" + name + "' data_type: 7" + dims_text(dims);
  for (auto v : values) out += " int64_data: " + std::to_string(v);
  return out + " }\n";
}
inline std::string floats_text(std::string const& name, std::vector<std::int64_t> const& dims,
                               std::vector<float> const& values) {
  std::string out = "initializer { name: '" + name + "' data_type: 1" + dims_text(dims);
  for (auto v : values) out += " float_data: " + std::to_string(v);
  return out + " }\n";
}

//! The bytes of a model of one operator set.
inline std::string model_bytes(int opset, std::string const& graph, std::string const& more = "") {
  ::onnx::ModelProto model;
  std::string const text = "ir_version: 7 opset_import { version: " + std::to_string(opset) + " } " + more +
                           " graph { name: 'small' " + graph + " }";
  if (!google::protobuf::TextFormat::ParseFromString(text, &model))
    throw std::runtime_error("the test's model is malformed:\n" + text);
  return model.SerializeAsString();
}

//! The words of the error, or "" when the model loads.
inline std::string refusal_of(std::string const& bytes, onnx::load_options const& options = {}) {
  try {
    (void)onnx::load_bytes(bytes, options);
  } catch (error const& e) {
    return e.what();
  }
  return "";
}

inline bool contains(std::string const& text, std::string const& part) {
  return text.find(part) != std::string::npos;
}

} // namespace peax::testing
