#pragma once
//! @file
//! Layer normalization in files of opsets that have none: as means, differences and a quotient.

#include <peax/graph/axis.hpp>
#include <peax/graph/graph.hpp>
#include <peax/graph/op.hpp>
#include <peax/onnx/encode_recurrent.hpp>
#include <peax/onnx/node_writer.hpp>
#include <peax/tensor/tensor.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace peax::onnx {

namespace detail {

class normalization_encoder {
 public:
  normalization_encoder(op::layer_normalization const& op, graph const& g, node const& n,
                        writing_services const& s)
      : n_(n), s_(s), epsilon_(op.epsilon), x_(s.called(n.inputs[0])) {
    std::size_t const rank = g[n.inputs[0]].dims.rank();
    for (std::size_t i = axis_of(op.axis, rank); i < rank; ++i) axes_.push_back(static_cast<std::int64_t>(i));
  }

  void write() {
    std::string const mean = mean_of(x_, output(1, "mean"));
    std::string const centred = made("Sub", {x_, mean}, fresh("centred"));
    std::string const square = made("Mul", {centred, centred}, fresh("square"));
    std::string const variance = mean_of(square, fresh("variance"));
    std::string const epsilon = s_.store(n_.name + "_epsilon", tensor::scalar(epsilon_));
    std::string const root = made("Sqrt", {made("Add", {variance, epsilon}, fresh("sum"))}, fresh("root"));
    if (has(2)) made("Reciprocal", {root}, output(2, ""));
    std::string const normal = made("Div", {centred, root}, fresh("normal"));
    bool const has_bias = n_.input(2) != value_id::none;
    std::string const scaled =
        made("Mul", {normal, s_.called(n_.inputs[1])}, has_bias ? fresh("scaled") : s_.called(n_.outputs[0]));
    if (has_bias) made("Add", {scaled, s_.called(n_.inputs[2])}, s_.called(n_.outputs[0]));
  }

 private:
  [[nodiscard]] bool has(std::size_t i) const {
    return i < n_.outputs.size() && n_.outputs[i] != value_id::none;
  }
  std::string fresh(char const* what) { return s_.fresh(n_.name + "_" + what); }
  std::string output(std::size_t i, char const* what) {
    return has(i) ? s_.called(n_.outputs[i]) : fresh(what);
  }
  ::onnx::NodeProto& add(std::string const& type, std::vector<std::string> const& inputs,
                         std::string const& to) {
    auto& made = *s_.to.add_node();
    made.set_op_type(type);
    made.set_name(s_.fresh(n_.name + "_" + type));
    for (auto const& i : inputs) made.add_input(i);
    made.add_output(to);
    return made;
  }
  std::string made(std::string const& type, std::vector<std::string> const& inputs, std::string to) {
    add(type, inputs, to);
    return to;
  }
  std::string mean_of(std::string const& of, std::string to) {
    s_.writer(add("ReduceMean", {of}, to)).attribute("axes", axes_);
    return to;
  }

  node const& n_;
  writing_services const& s_;
  float epsilon_;
  std::string x_;
  op::ints axes_;
};

} // namespace detail

//! Writes the node if it is a layer normalization and the opset has none.
inline bool write_in_pieces(graph const& g, node const& n, writing_services const& s) {
  auto const* const layer = n.op.get_if<op::layer_normalization>();
  if (layer == nullptr || g.opset() >= op::layer_normalization::traits.since) return false;
  detail::normalization_encoder(*layer, g, n, s).write();
  return true;
}

} // namespace peax::onnx
