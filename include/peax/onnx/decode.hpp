#pragma once
//! @file
//! From a node of an ONNX file to an operator of peax: attributes by their table, and what versions of ONNX changed.

#include <peax/core/error.hpp>
#include <peax/graph/any_op.hpp>
#include <peax/graph/axis.hpp>
#include <peax/graph/op.hpp>
#include <peax/onnx/decode_layers.hpp>
#include <peax/onnx/decode_window.hpp>
#include <peax/onnx/float_types.hpp>
#include <peax/onnx/known_operators.hpp>
#include <peax/onnx/node_reader.hpp>
#include <peax/onnx/opset.hpp>
#include <peax/onnx/tensor_codec.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cfloat>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace peax::onnx {

//! How ONNX calls the modes of Pad.
[[nodiscard]] inline std::string_view name_of(op::pad_mode mode) {
  static constexpr std::string_view names[] = {"constant", "reflect", "edge"};
  return names[static_cast<std::size_t>(mode)];
}
[[nodiscard]] inline op::pad_mode pad_mode_of(std::string const& name) {
  for (auto const mode : {op::pad_mode::constant, op::pad_mode::reflect, op::pad_mode::edge})
    if (name == name_of(mode)) return mode;
  throw bad_input(fmt::format("mode '{}' is not supported", name));
}

namespace detail {
//! A list of extents that another value computes, as a target shape: the batch becomes 0 (a copy) on axis 0.
inline op::ints target_shape(node_reader const& node, std::size_t i, std::int64_t batch_becomes) {
  op::ints target;
  bool const batched = node.input(0).dims.is_batched();
  for (auto const& n : node.known_numbers(i, "the target extents")) {
    bool const front = target.empty();
    if (n.is_fixed())
      target.push_back(n.fixed == 1 && front && batched && node.batch_was_one ? batch_becomes : n.fixed);
    else if (n.is_batch() && front && batched)
      target.push_back(batch_becomes);
    else
      throw bad_input(fmt::format(
          "the target shape '{}' puts the batch of {} on another axis than 0, or mixes its samples",
          node.input(i).name, node.input(0).dims.text()));
  }
  return target;
}
} // namespace detail

inline void decode(op::conv& op, node_reader& node) {
  detail::decode_table(op, node);
  detail::resolve_auto_pad(node, detail::kernel_of_weights(node), op.strides, op.dilations, op.pads);
}

inline void decode(op::max_pool& op, node_reader& node) {
  detail::decode_table(op, node);
  node.ignore("storage_order"); // orders the indices, a second output that is not supported
  detail::resolve_auto_pad(node, op.kernel, op.strides, op.dilations, op.pads);
}

inline void decode(op::average_pool& op, node_reader& node) {
  detail::decode_table(op, node);
  for (auto d : node.take_or<op::ints>("dilations", {}))
    if (d != 1) throw bad_input("dilations of AveragePool are not supported");
  detail::resolve_auto_pad(node, op.kernel, op.strides, {}, op.pads);
}

inline void decode(op::batch_normalization& op, node_reader& node) {
  detail::decode_table(op, node);
  if (node.take_or<std::int64_t>("spatial", 1) != 1)
    throw bad_input("spatial = 0 (statistics of every position) is not supported");
  if (node.take_or<std::int64_t>("training_mode", 0) != 0)
    throw bad_input("training_mode = 1 is not supported; export the model for inference");
}

inline void decode(op::clip& op, node_reader& node) {
  if (node.opset < since::clip_inputs) {
    detail::decode_table(op, node);
    if (op.low && *op.low == -FLT_MAX) op.low.reset();
    if (op.high && *op.high == FLT_MAX) op.high.reset();
    return;
  }
  if (node.has_input(1)) op.low = node.fixed_float(1, "the lower limit");
  if (node.has_input(2)) op.high = node.fixed_float(2, "the upper limit");
  node.keep_inputs(1);
}

inline void decode(op::gelu& op, node_reader& node) {
  auto const form = node.take_or<std::string>("approximate", "none");
  if (form != "none" && form != "tanh") throw bad_input(fmt::format("approximate '{}' does not exist", form));
  op.by_tanh = form == "tanh";
}

inline void decode(op::dropout& op, node_reader& node) {
  node.ignore("seed");
  if (node.opset < since::dropout_inputs) return detail::decode_table(op, node);
  if (node.has_input(1)) op.ratio = node.fixed_float(1, "the ratio");
  if (node.has_input(2)) {
    auto const& mode = node.input(2).constant;
    bool const off = mode && mode.type() == data_type::boolean && mode.size() == 1 && !mode.as<bool>()[0];
    if (!off) throw bad_input("training_mode is not the constant 'false'; export the model for inference");
  }
  node.keep_inputs(1);
}

template <class Op>
  requires(std::is_same_v<Op, op::softmax> || std::is_same_v<Op, op::log_softmax> ||
           std::is_same_v<Op, op::hardmax>)
void decode(Op& op, node_reader& node) {
  op.axis = node.opset < since::softmax_along_axis ? 1 : -1;
  detail::decode_table(op, node);
}

inline void decode(op::cum_sum& op, node_reader& node) {
  node.take("exclusive", op.exclusive);
  node.take("reverse", op.reverse);
  op::ints const axis = node.fixed_ints(1, "the axis");
  want(axis.size() == 1, "the axis is no single number");
  op.axis = axis[0];
  node.keep_inputs(1);
}

inline void decode(op::tile& op, node_reader& node) {
  op.repeats = node.fixed_ints(1, "the repeats");
  node.keep_inputs(1);
}

inline void decode(op::reshape& op, node_reader& node) {
  if (node.take_or<std::int64_t>("allowzero", 0) != 0)
    for (auto const& e : node.known_numbers(1, "the target extents"))
      want(e != number{},
           "an extent of 0 with allowzero = 1 makes a tensor without elements, which is not supported");
  op.target = detail::target_shape(node, 1, 0);
  node.keep_inputs(1);
}

inline void decode(op::expand& op, node_reader& node) {
  op.target = detail::target_shape(node, 1, 1);
  if (node.input(0).dims.is_batched())
    want(op.target.size() <= node.input(0).dims.rank(),
         "Expand puts axes before the batch of " + node.input(0).dims.text());
  for (auto e : op.target) want(e >= 0, "a target extent is negative");
  node.keep_inputs(1);
}

inline void decode(op::squeeze& op, node_reader& node) {
  if (node.opset < since::axes_inputs)
    detail::decode_table(op, node);
  else if (node.has_input(1))
    op.axes = node.fixed_ints(1, "the axes");
  if (op.axes.empty() && node.batch_was_one && node.input(0).dims.is_batched())
    throw bad_input("Squeeze without axes removes the batch");
  node.keep_inputs(1);
}

inline void decode(op::unsqueeze& op, node_reader& node) {
  if (node.opset < since::axes_inputs)
    detail::decode_table(op, node);
  else
    op.axes = node.fixed_ints(1, "the axes");
  node.keep_inputs(1);
}

namespace detail {
//! What is reduced over a batch of 1 is the sample itself.
template <class Op> void leave_batch_of_one(Op& op, node_reader const& node) {
  shape const& x = node.input(0).dims;
  if (!node.batch_was_one || !x.is_batched() || !op.keep_dims || x.rank() < 2) return;
  auto gone = axis_set(op.axes, x.rank());
  if (op.axes.empty())
    for (std::size_t i = 0; i < x.rank(); ++i) gone.insert(i);
  if (gone.erase(0) == 0 || gone.empty()) return;
  op.axes.assign(gone.begin(), gone.end());
}

//! Reductions whose axes became an input in an opset.
template <class Op> void decode_reduction(Op& op, node_reader& node, std::int64_t axes_are_input) {
  if (node.opset < axes_are_input) {
    decode_table(op, node);
  } else {
    node.take("keepdims", op.keep_dims);
    if (node.has_input(1)) op.axes = node.fixed_ints(1, "the axes");
    if (node.take_or<std::int64_t>("noop_with_empty_axes", 0) != 0 && op.axes.empty())
      throw bad_input("noop_with_empty_axes without axes is not supported");
    node.keep_inputs(1);
  }
  leave_batch_of_one(op, node);
}
} // namespace detail

inline void decode(op::reduce_mean& op, node_reader& node) {
  detail::decode_reduction(op, node, since::reduce_axes_inputs);
}
template <std::derived_from<op::reduction> Op> void decode(Op& op, node_reader& node) {
  detail::decode_reduction(
      op, node, std::is_same_v<Op, op::reduce_sum> ? since::axes_inputs : since::reduce_axes_inputs);
}

inline void decode(op::top_k& op, node_reader& node) {
  node.take("axis", op.axis);
  node.take("largest", op.largest);
  node.take("sorted", op.sorted);
  if (node.opset < since::top_k_input) {
    want(node.take("k", op.k), "attribute k is missing");
    return;
  }
  op::ints const k = node.fixed_ints(1, "the number k");
  want(k.size() == 1, "k is no single number");
  op.k = k[0];
  node.keep_inputs(1);
}

inline void decode(op::pad& op, node_reader& node) {
  op.mode = pad_mode_of(node.take_or<std::string>("mode", "constant"));
  if (node.opset < since::pad_inputs) {
    node.take("pads", op.pads);
    node.take("value", op.value);
    return;
  }
  op.pads = node.fixed_ints(1, "the pads");
  if (node.has_input(2)) op.value = node.fixed_float(2, "the value");
  if (node.has_input(3)) {
    std::size_t const rank = node.input(0).dims.rank();
    op::ints const axes = node.fixed_ints(3, "the axes"), given = op.pads;
    want(given.size() == 2 * axes.size() && axis_set(axes, rank).size() == axes.size(),
         "pads and axes do not fit");
    op.pads.assign(2 * rank, 0);
    for (std::size_t i = 0; i < axes.size(); ++i) {
      std::size_t const axis = axis_of(axes[i], rank);
      op.pads[axis] = given[i];
      op.pads[axis + rank] = given[i + axes.size()];
    }
  }
  node.keep_inputs(1);
}

inline void decode(op::slice& op, node_reader& node) {
  if (node.opset < since::slice_inputs) {
    detail::decode_table(op, node);
  } else {
    op.starts = node.fixed_ints(1, "the starts");
    op.ends = node.fixed_ints(2, "the ends");
    if (node.has_input(3)) op.axes = node.fixed_ints(3, "the axes");
    if (node.has_input(4)) op.steps = node.fixed_ints(4, "the steps");
  }
  if (op.axes.empty())
    for (std::size_t i = 0; i < op.starts.size(); ++i) op.axes.push_back(static_cast<std::int64_t>(i));
  if (op.steps.empty()) op.steps.assign(op.starts.size(), 1);
  node.keep_inputs(1);
}

inline void decode(op::split& op, node_reader& node) {
  node.take("axis", op.axis);
  if (node.opset < since::axes_inputs)
    node.take("split", op.sizes);
  else if (node.has_input(1))
    op.sizes = node.fixed_ints(1, "the sizes");
  auto const parts = static_cast<std::int64_t>(node.outputs.size());
  want(node.take_or<std::int64_t>("num_outputs", parts) == parts, "num_outputs is not the number of outputs");
  node.keep_inputs(1);
  if (!op.sizes.empty()) return;
  shape const& x = node.input(0).dims;
  std::int64_t const extent = x[axis_of(op.axis, x.rank())];
  want(parts > 0 && extent > 0, "axis " + std::to_string(op.axis) + " of " + x.text() + " cannot be split");
  std::int64_t const size = (extent + parts - 1) / parts;
  op.sizes.assign(static_cast<std::size_t>(parts), size);
  op.sizes.back() = extent - size * (parts - 1);
}

inline void decode(op::cast& op, node_reader& node) {
  node.ignore("saturate"); // concerns 8-bit floating-point numbers
  std::int64_t to = 0;
  want(node.take("to", to), "attribute to is missing");
  op.to = detail::computed_as(element_type(static_cast<std::int32_t>(to)));
}

inline void decode(op::constant_of_shape& op, node_reader& node) {
  auto const* value = node.take_message("value");
  if (value == nullptr) return;
  tensor const t = read_tensor(value->t(), {});
  want(t.size() == 1, "the value is no single number");
  op.type = t.type();
  if (t.type() == data_type::float32)
    op.value = t.floats()[0];
  else if (t.type() == data_type::int64)
    op.value = static_cast<float>(t.as<std::int64_t>()[0]);
  else if (t.type() == data_type::int32)
    op.value = static_cast<float>(t.as<std::int32_t>()[0]);
  else if (t.type() == data_type::boolean)
    op.value = t.as<bool>()[0] ? 1.f : 0.f;
  else
    throw bad_input(fmt::format("a value of {} is not supported", peax::name_of(t.type())));
  auto const read_back =
      t.type() == data_type::int64 && static_cast<std::int64_t>(op.value) != t.as<std::int64_t>()[0];
  want(!read_back, "the value is too large");
}

namespace detail {
struct decode_entry {
  op_kind const* kind;
  std::shared_ptr<void const> (*make)(node_reader&);
};
template <class Op> constexpr decode_entry decoder_of() {
  return {&kind_of_op<Op>, [](node_reader& node) -> std::shared_ptr<void const> {
            auto made = std::make_shared<Op>();
            decode(*made, node);
            return made;
          }};
}

template <class... Ops> constexpr std::array<decode_entry, sizeof...(Ops)> decoders_of() {
  return {decoder_of<Ops>()...};
}

//! The operators whose form in files is more than the table of their attributes.
inline constexpr auto special_decoders =
    decoders_of<op::conv, op::conv_transpose, op::lrn, op::lp_pool, op::resize, op::depth_to_space,
                op::layer_normalization, op::max_pool, op::average_pool, op::batch_normalization, op::clip,
                op::dropout, op::gelu, op::fake_quantize, op::softmax, op::log_softmax, op::hardmax,
                op::cum_sum, op::tile, op::reshape, op::expand, op::squeeze, op::unsqueeze, op::reduce_mean,
                op::pad, op::slice, op::split, op::cast, op::constant_of_shape, op::reduce_max,
                op::reduce_min, op::reduce_l1, op::reduce_l2, op::reduce_sum_square, op::reduce_prod,
                op::reduce_log_sum, op::reduce_log_sum_exp, op::reduce_sum, op::top_k>();

inline void take_attribute(node_reader& node, op::named_attribute& a) {
  std::visit(
      [&]<class T>(T& v) {
        if constexpr (std::is_same_v<T, data_type>) {
          std::int64_t code = element_code(v);
          if (node.take(std::string(a.name), code)) v = element_type(static_cast<std::int32_t>(code));
        } else if constexpr (std::is_same_v<T, op::pad_mode>) {
          v = pad_mode_of(node.take_or<std::string>(std::string(a.name), std::string(name_of(v))));
        } else {
          node.take(std::string(a.name), v);
        }
      },
      a.value);
}
} // namespace detail

//! The operator of a node; nothing when none of the known kinds has that name.
[[nodiscard]] inline std::optional<any_op> decode(op_kinds known, std::string_view type,
                                                  std::string_view domain, node_reader& node) {
  op_kind const* const found = kind_called(known, type, domain);
  if (found == nullptr) return std::nullopt;
  op_kind const& kind = *found;
  if (kind.decode != nullptr) return any_op(kind, kind.decode(node));
  for (auto const& special : detail::special_decoders)
    if (special.kind == &kind) return any_op(kind, special.make(node));
  std::vector<op::attribute_value> values;
  for (auto& a : kind.attributes(kind.make({}).get())) {
    detail::take_attribute(node, a);
    values.push_back(std::move(a.value));
  }
  return any_op(kind, kind.make(values));
}

} // namespace peax::onnx
