#pragma once
//! @file
//! Arithmetic, activations and changes of quantization of .tflite files.

#include <peax/graph/op.hpp>
#include <peax/tflite/operator_reader.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace peax::tflite::detail {

//! Channels first if one operand is there in no other order, and all can be turned.
inline order common_order(operator_reader const& r) {
  bool any = false, all = true;
  for (std::size_t i = 0; i < r.node.inputs.size(); ++i) {
    any = any || r.order_of(i) == order::channels_first;
    all = all && (r.is_constant(i) ? r.dims(i).rank() <= 4 : r.dims(i).rank() == 4);
  }
  return any && all ? order::channels_first : order::of_file;
}

//! An operator of two operands that are broadcast. `field`: where its options name the activation, -1 where they do not.
template <class Op> void read_binary(operator_reader& r, Op op, int field = 0) {
  want(r.node.inputs.size() == 2, fmt::format("it has {} inputs, wanted 2", r.node.inputs.size()));
  auto const o = common_order(r);
  r.give(op, {r.value(0, o), r.value(1, o)}, o, {},
         field < 0 ? activation::none : activation_of(r.node, field));
}

//! An operator of one operand, each element for itself.
inline void read_unary(operator_reader& r, any_op op, real_range const& may_be, double tolerance = 0) {
  auto const o = r.order_of(0);
  r.give(std::move(op), {r.value(0, o)}, o, may_be, activation::none, tolerance);
}

//! RELU and its kin: limits of their own, which may be those of the integers, too.
inline void read_limits(operator_reader& r, activation as) { r.give_input(0, as); }

inline void read_leaky_relu(operator_reader& r) { read_unary(r, op::leaky_relu{r.option<float>(0, 0)}, {}); }

//! Softmax along the last axis. Probabilities reach 1, their integers 255/256: a step that is not worth a node.
inline void read_softmax(operator_reader& r) {
  float const beta = r.option<float>(0, 0);
  want(std::isfinite(beta) && beta != 0,
       fmt::format("its beta is {}: the outputs would not depend on the input", beta));
  auto const rank = r.dims(0).rank();
  want(rank >= 1, "its input is a single number");
  auto const o = r.order_of(0);
  auto x = r.value(0, o);
  if (beta != 1) x = r.add(op::mul{}, {x, r.add_constant(tensor::scalar(beta), "beta")}, "scaled");
  r.give(op::softmax{r.axis_in(o, -1, rank)}, {x}, o, {0, 1}, activation::none, 1);
}

inline void read_log_softmax(operator_reader& r) {
  auto const rank = r.dims(0).rank();
  want(rank >= 1, "its input is a single number");
  auto const o = r.order_of(0);
  r.give(op::log_softmax{r.axis_in(o, -1, rank)}, {r.value(0, o)}, o,
         {-std::numeric_limits<double>::infinity(), 0});
}

//! To other integers, or to and from real numbers: the value itself, held to what the new integers can mean.
inline void read_requantization(operator_reader& r) {
  if (r.is_constant(0)) return r.give_constant(r.constant(0, "elements"));
  r.give_input(0);
}

} // namespace peax::tflite::detail
