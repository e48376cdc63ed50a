#pragma once
//! @file
//! From an operator of peax to a node of an ONNX file, in the form of the file's opset.

#include <peax/core/error.hpp>
#include <peax/graph/axis.hpp>
#include <peax/graph/graph.hpp>
#include <peax/graph/op.hpp>
#include <peax/onnx/decode.hpp>
#include <peax/onnx/encode_layers.hpp>
#include <peax/onnx/node_writer.hpp>
#include <peax/onnx/opset.hpp>
#include <peax/onnx/tensor_codec.hpp>

#include <fmt/core.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <array>
#include <cfloat>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

namespace peax::onnx {

inline void encode(op::conv const& op, node_writer& node) {
  auto const w = node.input_dims(1).extents();
  node.attribute("kernel_shape", op::ints(w.begin() + 2, w.end()));
  detail::encode_table(op, node);
}

inline void encode(op::gemm const& op, node_writer& node) {
  detail::encode_table(op, node);
  if (!node.has_input(2) && node.opset() < since::gemm_without_c) node.input("zero", 0.f);
}

inline void encode(op::max_pool const& op, node_writer& node) {
  if (op.ceil_mode) node.need(since::pool_ceil_mode, "ceil_mode");
  if (!op.dilations.empty()) node.need(since::pool_ceil_mode, "dilations");
  node.attribute("kernel_shape", op.kernel);
  node.attribute("strides", op.strides);
  node.attribute("pads", op.pads);
  node.attribute("dilations", op.dilations);
  if (op.ceil_mode) node.attribute("ceil_mode", true);
}

inline void encode(op::average_pool const& op, node_writer& node) {
  if (op.ceil_mode) node.need(since::pool_ceil_mode, "ceil_mode");
  node.attribute("kernel_shape", op.kernel);
  node.attribute("strides", op.strides);
  node.attribute("pads", op.pads);
  if (op.ceil_mode) node.attribute("ceil_mode", true);
  node.attribute("count_include_pad", op.count_include_pad);
}

inline void encode(op::clip const& op, node_writer& node) {
  if (node.opset() < since::clip_inputs) return detail::encode_table(op, node);
  if (op.low)
    node.input("min", *op.low);
  else if (op.high)
    node.no_input();
  if (op.high) node.input("max", *op.high);
}

inline void encode(op::gelu const& op, node_writer& node) {
  if (op.by_tanh) node.attribute("approximate", std::string("tanh"));
}

inline void encode(op::dropout const& op, node_writer& node) {
  if (node.opset() < since::dropout_inputs) return detail::encode_table(op, node);
  node.input("ratio", op.ratio);
}

namespace detail {
//! Before opset 13 all axes from the first named one on were joined.
template <class Softmax> void encode_softmax(Softmax const& op, node_writer& node) {
  if (node.opset() >= since::softmax_along_axis) return detail::encode_table(op, node);
  shape const& x = node.input_dims(0);
  std::size_t const axis = axis_of(op.axis, x.rank());
  if (std::any_of(x.begin() + static_cast<std::ptrdiff_t>(axis) + 1, x.end(),
                  [](std::int64_t e) { return e != 1; }))
    node.need(since::softmax_along_axis,
              fmt::format("{} along axis {} of {}", Softmax::name, axis, x.text()));
  node.attribute("axis", static_cast<std::int64_t>(axis));
}
} // namespace detail

inline void encode(op::softmax const& op, node_writer& node) { detail::encode_softmax(op, node); }

inline void encode(op::log_softmax const& op, node_writer& node) { detail::encode_softmax(op, node); }

inline void encode(op::hardmax const& op, node_writer& node) { detail::encode_softmax(op, node); }

inline void encode(op::cum_sum const& op, node_writer& node) {
  node.attribute("exclusive", op.exclusive);
  node.attribute("reverse", op.reverse);
  node.input("axis", op.axis);
}

inline void encode(op::tile const& op, node_writer& node) { node.input("repeats", op.repeats); }

inline void encode(op::reshape const& op, node_writer& node) { node.input("shape", op.target); }

inline void encode(op::expand const& op, node_writer& node) { node.input("shape", op.target); }

inline void encode(op::squeeze const& op, node_writer& node) {
  if (node.opset() < since::axes_inputs)
    detail::encode_table(op, node);
  else if (!op.axes.empty())
    node.input("axes", op.axes);
}

inline void encode(op::unsqueeze const& op, node_writer& node) {
  if (node.opset() < since::axes_inputs)
    detail::encode_table(op, node);
  else
    node.input("axes", op.axes);
}

namespace detail {
//! Reductions whose axes became an input in an opset.
template <class Op> void encode_reduction(Op const& op, node_writer& node, std::int64_t axes_are_input) {
  if (node.opset() < axes_are_input) return encode_table(op, node);
  node.attribute("keepdims", op.keep_dims);
  if (!op.axes.empty()) node.input("axes", op.axes);
}
} // namespace detail

inline void encode(op::reduce_mean const& op, node_writer& node) {
  detail::encode_reduction(op, node, since::reduce_axes_inputs);
}
template <std::derived_from<op::reduction> Op> void encode(Op const& op, node_writer& node) {
  detail::encode_reduction(
      op, node, std::is_same_v<Op, op::reduce_sum> ? since::axes_inputs : since::reduce_axes_inputs);
}

namespace detail {
inline void encode_place(op::place_of_extreme const& op, node_writer& node) {
  node.attribute("axis", op.axis);
  node.attribute("keepdims", op.keep_dims);
  if (!op.select_last) return;
  node.need(since::select_last_index, "select_last_index");
  node.attribute("select_last_index", true);
}
} // namespace detail

inline void encode(op::arg_max const& op, node_writer& node) { detail::encode_place(op, node); }
inline void encode(op::arg_min const& op, node_writer& node) { detail::encode_place(op, node); }

inline void encode(op::top_k const& op, node_writer& node) {
  node.attribute("axis", op.axis);
  if (!op.largest) node.need(since::top_k_smallest, "TopK of the smallest");
  if (node.opset() >= since::top_k_smallest) {
    node.attribute("largest", op.largest);
    node.attribute("sorted", op.sorted);
  }
  if (node.opset() < since::top_k_input)
    node.attribute("k", op.k);
  else
    node.input("k", op::ints{op.k});
}

inline void encode(op::pad const& op, node_writer& node) {
  node.attribute("mode", std::string(name_of(op.mode)));
  if (node.opset() < since::pad_inputs) {
    node.attribute("pads", op.pads);
    node.attribute("value", op.value);
    return;
  }
  node.input("pads", op.pads);
  if (op.value != 0) node.input("value", op.value);
}

inline void encode(op::slice const& op, node_writer& node) {
  if (node.opset() >= since::slice_inputs) {
    node.input("starts", op.starts);
    node.input("ends", op.ends);
    node.input("axes", op.axes);
    node.input("steps", op.steps);
    return;
  }
  if (std::any_of(op.steps.begin(), op.steps.end(), [](std::int64_t s) { return s != 1; }))
    node.need(since::slice_inputs, "a slice with steps");
  node.attribute("starts", op.starts);
  node.attribute("ends", op.ends);
  node.attribute("axes", op.axes);
}

inline void encode(op::split const& op, node_writer& node) {
  node.attribute("axis", op.axis);
  if (node.opset() < since::axes_inputs)
    node.attribute("split", op.sizes);
  else
    node.input("split", op.sizes);
}

inline void encode(op::shape_of const& op, node_writer& node) {
  if (op.start == 0 && !op.end) return;
  node.need(since::shape_range, "a part of a shape");
  detail::encode_table(op, node);
}

inline void encode(op::cast const& op, node_writer& node) {
  node.attribute("to", static_cast<std::int64_t>(element_code(op.to)));
}

inline void encode(op::constant_of_shape const& op, node_writer& node) {
  shape const one{1};
  switch (op.type) {
  case data_type::float32: return node.attribute("value", tensor(one, std::vector<float>{op.value}));
  case data_type::int64:
    return node.attribute("value",
                          tensor(one, std::vector<std::int64_t>{static_cast<std::int64_t>(op.value)}));
  case data_type::int32:
    return node.attribute("value",
                          tensor(one, std::vector<std::int32_t>{static_cast<std::int32_t>(op.value)}));
  case data_type::boolean:
    return node.attribute("value", tensor::from_bytes(op.type, one, {std::byte{op.value != 0}}));
  default: throw bad_input(fmt::format("a value of {} is not supported", peax::name_of(op.type)));
  }
}

namespace detail {
struct encode_entry {
  op_kind const* kind;
  void (*write)(any_op const&, node_writer&);
};
template <class Op> constexpr encode_entry encoder_of() {
  return {&kind_of_op<Op>, [](any_op const& op, node_writer& node) { encode(op.get<Op>(), node); }};
}

template <class... Ops> constexpr std::array<encode_entry, sizeof...(Ops)> encoders_of() {
  return {encoder_of<Ops>()...};
}

//! The operators whose form in files is more than the table of their attributes.
inline constexpr auto special_encoders =
    encoders_of<op::conv, op::conv_transpose, op::lrn, op::lp_pool, op::resize, op::depth_to_space, op::gemm,
                op::max_pool, op::average_pool, op::clip, op::dropout, op::gelu, op::softmax, op::log_softmax,
                op::hardmax, op::cum_sum, op::tile, op::reshape, op::expand, op::squeeze, op::unsqueeze,
                op::reduce_mean, op::pad, op::slice, op::split, op::shape_of, op::cast, op::constant_of_shape,
                op::reduce_max, op::reduce_min, op::reduce_l1, op::reduce_l2, op::reduce_sum_square,
                op::reduce_prod, op::reduce_log_sum, op::reduce_log_sum_exp, op::reduce_sum, op::arg_max,
                op::arg_min, op::top_k>();

inline void write_attribute(op::named_attribute const& a, node_writer& node) {
  std::visit(
      [&]<class T>(T const& v) {
        if constexpr (std::is_same_v<T, data_type>)
          node.attribute(a.name, static_cast<std::int64_t>(element_code(v)));
        else if constexpr (std::is_same_v<T, op::pad_mode>)
          node.attribute(a.name, std::string(name_of(v)));
        else
          node.attribute(a.name, v);
      },
      a.value);
}
} // namespace detail

//! Writes the attributes and attribute-like inputs of an operator of any kind; the data inputs stand in the node already.
//! Throws bad_input for an operator of ONNX that the file's opset does not have.
inline void encode_any(any_op const& op, node_writer& node) {
  op_kind const& kind = op.kind();
  node.proto.set_op_type(std::string(kind.name));
  node.proto.set_domain(std::string(kind.domain));
  if (kind.domain.empty()) node.need(kind.traits.since, std::string(kind.name));
  if (kind.encode != nullptr) return kind.encode(op.held(), node);
  for (auto const& special : detail::special_encoders)
    if (special.kind == &kind) return special.write(op, node);
  for (auto const& a : op.attributes()) detail::write_attribute(a, node);
}

} // namespace peax::onnx
