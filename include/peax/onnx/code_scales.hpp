#pragma once
//! @file
//! Scales and zero points in a graph of ONNX: as tensors say them, and as the readers of an input take it.

#include <peax/core/error.hpp>
#include <peax/graph/quantization.hpp>
#include <peax/onnx/codes.hpp>
#include <peax/onnx/known_operators.hpp>
#include <peax/onnx/known_value.hpp>
#include <peax/onnx/nested_graphs.hpp>
#include <peax/onnx/node_reader.hpp>
#include <peax/onnx/opset.hpp>

#include <fmt/core.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace peax::onnx::detail {

//! What a scale and a zero point say; nullptr stands for 1 and 0.
[[nodiscard]] inline quantization quantization_by(tensor const* scale, tensor const* zero, data_type type,
                                                  std::int64_t axis) {
  quantization q{type, {1.0F}, {0}, axis};
  if (scale != nullptr) {
    want(scale->dims().rank() <= 1 && scale->size() > 0 && scale->type() == data_type::float32,
         "a scale is neither a number nor a list of numbers; scales of blocks are not supported");
    q.scales.assign(scale->floats().begin(), scale->floats().end());
    for (float const s : q.scales)
      want(s >= 0 && std::isfinite(s), fmt::format("the scale {} is not above 0", s));
  }
  if (zero != nullptr) {
    q.type = zero->type();
    q.zero_points = integers_of(*zero);
  }
  if (q.zero_points.size() == 1) q.zero_points.resize(q.scales.size(), q.zero_points[0]);
  if (q.scales.size() == 1) q.scales.resize(q.zero_points.size(), q.scales[0]);
  want(q.scales.size() == q.zero_points.size(),
       fmt::format("{} scales and {} zero points do not fit", q.scales.size(), q.zero_points.size()));
  if (q.scales.size() == 1) q.axis = 0;
  return q;
}

//! Of int32 that is added to products of codes.
[[nodiscard]] inline quantization scale_of_bias(quantization const& x, quantization weights, float factor) {
  want(x.scales.size() == 1, "the input of a layer has scales along an axis, which is not supported");
  for (float& s : weights.scales) s *= x.scales[0] * factor;
  return weights;
}

//! Whether codes are the numbers that they mean.
[[nodiscard]] inline bool means_itself(quantization const& q) {
  return q.scales.size() == 1 && q.scales[0] == 1 && q.zero_points[0] == 0;
}

//! Who reads values in a graph with operators on codes. Of a graph without any nothing is noted.
class code_scales {
 public:
  //! Gives what is known of a value, nullptr before that.
  using find_value = std::function<known_value*(std::string const& name)>;
  code_scales(std::vector<::onnx::NodeProto const*> const& nodes, ::onnx::GraphProto const& g,
              find_value find)
      : find_(std::move(find)) {
    if (std::none_of(nodes.begin(), nodes.end(),
                     [](auto const* n) { return is_quantized_operator(n->op_type(), domain_of_node(*n)); }))
      return;
    for (auto const* n : nodes) {
      for (auto const& in : names_read(*n)) readers_[in].push_back(n);
      if (n->op_type() == "Constant" && n->output_size() == 1) constants_.emplace(n->output(0), n);
    }
    for (auto const& out : g.output()) readers_[out.name()].push_back(nullptr);
  }

  //! Whether one node alone reads a value, or the graph's outputs do.
  [[nodiscard]] bool has_one_reader(std::string const& name) const {
    auto const found = readers_.find(name);
    return found != readers_.end() && found->second.size() == 1;
  }

  //! How the operators that read an input of integers take them; nothing when none has a constant scale for them.
  [[nodiscard]] std::optional<quantization> of_input(std::string const& input, data_type type) const {
    std::vector<std::string> open{input};
    for (std::size_t i = 0; i < open.size(); ++i) {
      auto const readers = readers_.find(open[i]);
      if (readers == readers_.end()) continue;
      for (auto const* n : readers->second) {
        if (n == nullptr) continue;
        if (auto q = as_read_by(*n, open[i], type)) return q;
        if (domain_of_node(*n).empty() && moves_codes(n->op_type()) && n->output_size() == 1 &&
            std::find(open.begin(), open.end(), n->output(0)) == open.end() && open.size() < most_moves)
          open.push_back(n->output(0));
      }
    }
    return std::nullopt;
  }

 private:
  [[nodiscard]] std::optional<quantization> as_read_by(::onnx::NodeProto const& n, std::string const& value,
                                                       data_type type) const {
    auto const at = [&](int i) { return i >= 0 && i < n.input_size() ? n.input(i) : std::string(); };
    auto const by = [&](coded_operand const& o) -> std::optional<quantization> {
      tensor const scale = constant_called(at(o.scale)), zero = constant_called(at(o.zero_point));
      if ((!scale && !at(o.scale).empty()) || (!zero && !at(o.zero_point).empty())) return std::nullopt;
      if (zero && zero.type() != type) return std::nullopt; // the node refuses it in words
      return quantization_by(scale ? &scale : nullptr, zero ? &zero : nullptr, type, o.axis);
    };
    if (n.op_type() == "DequantizeLinear" && at(0) == value) {
      coded_operand pair{0, 1, 2, 1};
      for (auto const& a : n.attribute())
        if (a.name() == "axis") pair.axis = a.i();
      return by(pair);
    }
    if (n.op_type() == "QLinearConcat")
      for (int i = 2; i < n.input_size(); i += 3)
        if (at(i) == value) return by({i, i + 1, i + 2});
    if (auto const* o = find_coded(n.op_type(), domain_of_node(n)))
      for (auto const& operand : o->operands)
        if (at(operand.value) == value) return by(operand);
    return std::nullopt;
  }

  //! A constant of the file that is known before any node is read; no tensor for another value.
  [[nodiscard]] tensor constant_called(std::string const& name) const {
    if (name.empty()) return {};
    if (auto const* v = find_(name)) return v->constant;
    auto const found = constants_.find(name);
    if (found == constants_.end()) return {};
    node_reader node(*found->second, newest_opset, {}, false);
    return constant_of(node);
  }

  static constexpr std::size_t most_moves = 64; //!< of an input, until an operator with a scale reads it
  find_value find_;
  std::unordered_map<std::string, std::vector<::onnx::NodeProto const*>>
      readers_;                                                         //!< nullptr: the graph's output
  std::unordered_map<std::string, ::onnx::NodeProto const*> constants_; //!< nodes that hold one
};

} // namespace peax::onnx::detail
