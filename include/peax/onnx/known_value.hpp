#pragma once
//! @file
//! Values of a file while it is read, and the nodes that say constants.

#include <peax/core/error.hpp>
#include <peax/graph/axis.hpp>
#include <peax/graph/op/comparison.hpp>
#include <peax/graph/quantization.hpp>
#include <peax/graph/value.hpp>
#include <peax/onnx/node_reader.hpp>
#include <peax/onnx/shape_numbers.hpp>
#include <peax/onnx/tensor_codec.hpp>
#include <peax/onnx/turned_axes.hpp>

#include <onnx/onnx_pb.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace peax::onnx::detail {

//! A value of the file while it is read; a constant enters the graph when an operator reads it.
struct known_value {
  std::string name;
  value_id id = value_id::none;
  data_type type = data_type::float32;
  shape dims;
  tensor constant;
  std::optional<numbers> content;
  std::optional<quantization> codes =
      {}; //!< the file has integers here; the graph has the real numbers that they mean
  std::optional<axis_view> view{}; //!< a value of the graph with its axes turned
  tensor repeated{}; //!< a constant of one sample that all samples repeat; the batch is an axis of `dims`
};

//! By their names in the file.
using known_values = std::unordered_map<std::string, std::shared_ptr<known_value>>;

inline bool is_constant(known_value const& v) { return v.constant || v.content; }

//! The truth of a constant boolean of one element.
inline std::optional<bool> constant_truth(input_facts const& in) {
  if (in.type != data_type::boolean || in.dims.elements() != 1) return std::nullopt;
  if (in.content) return in.content->elements[0].fixed != 0;
  if (in.constant) return in.constant.as<bool>()[0];
  return std::nullopt;
}

//! Comparisons and logic: a branch may hang on them.
inline bool gives_truth(any_op const& op) {
  return op.is<op::equal>() || op.is<op::less>() || op.is<op::less_or_equal>() || op.is<op::greater>() ||
         op.is<op::greater_or_equal>() || op.is<op::logical_and>() || op.is<op::logical_or>() ||
         op.is<op::logical_xor>() || op.is<op::logical_not>();
}

//! The elements of a constant.
inline tensor elements_of(known_value const& v) {
  return v.constant ? v.constant : tensor_of(*v.content, v.name);
}

//! What a Constant node holds.
inline tensor constant_of(node_reader& node) {
  if (auto const* value = node.take_message("value")) return read_tensor(value->t(), {});
  std::int64_t i = 0;
  float f = 0;
  op::ints list;
  std::vector<float> floats;
  if (node.take("value_int", i)) return tensor::scalar(i);
  if (node.take("value_float", f)) return tensor::scalar(f);
  if (node.take("value_ints", list)) return tensor::list(list);
  if (node.take("value_floats", floats)) return tensor::list(floats);
  node.refuse_leftovers();
  throw bad_input("holds no value");
}

//! What a Shape node gives.
inline numbers extents_of(node_reader& node) {
  numbers const all = numbers_of(node.input(0).dims);
  auto const rank = static_cast<std::int64_t>(all.elements.size());
  auto const range =
      range_of(node.take_or<std::int64_t>("start", 0), node.take_or<std::int64_t>("end", rank), 1, rank);
  auto const from = all.elements.begin() + range.start;
  return {data_type::int64, false, {from, from + range.count}};
}

//! What a Size node gives.
inline numbers size_of(node_reader const& node) {
  number all{1, 0};
  for (auto e : node.input(0).dims) all = times(all, e == batch_extent ? number{0, 1} : number{e, 0});
  return {data_type::int64, true, {all}};
}

//! What a Range node makes.
inline numbers range_numbers(node_reader const& node) {
  std::int64_t limits[3];
  for (std::size_t i = 0; i < 3; ++i) {
    op::ints const one = node.fixed_ints(i, "the limits");
    want(one.size() == 1, "a limit is no single number");
    limits[i] = one[0];
  }
  auto const [start, limit, step] = limits;
  numbers out{node.input(0).type, false, {}};
  want(step != 0, "the step is 0");
  for (std::int64_t at = start; step > 0 ? at < limit : at > limit;) {
    out.elements.push_back({at, 0});
    want(out.elements.size() <= most_numbers, "the range is too long");
    if (__builtin_add_overflow(at, step, &at)) break;
  }
  return out;
}

} // namespace peax::onnx::detail
