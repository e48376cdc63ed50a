#pragma once
//! @file
//! Operators of .tflite files that move elements: shapes, slices, pads, joins.

#include <peax/core/checked.hpp>
#include <peax/graph/op.hpp>
#include <peax/tflite/operator_reader.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace peax::tflite::detail {

//! To a shape that the file states for one sample; `target` may hold one -1.
inline void reshape_to(operator_reader& r, op::ints target) {
  shape const x = r.dims(0);
  std::int64_t known = 1, open = -1;
  for (std::size_t i = 0; i < target.size(); ++i) {
    want(target[i] >= -1, fmt::format("its target has the extent {}", target[i]));
    want(target[i] != -1 || open == -1, "its target leaves two extents open");
    if (target[i] == -1)
      open = static_cast<std::int64_t>(i);
    else
      known = checked_product(known, target[i]);
  }
  if (open != -1) {
    want(known > 0 && x.elements() % known == 0, fmt::format("{} does not fit its target", x.text()));
    target[static_cast<std::size_t>(open)] = x.elements() / known;
    known = x.elements();
  }
  want(known == x.elements(),
       fmt::format("{} has {} elements, its target {}", x.text(), x.elements(), known));
  want(!x.is_batched() || (!target.empty() && target[0] == 1),
       fmt::format("its target mixes the samples of {}", x.text()));
  if (x.is_batched()) target[0] = 0; // the batch, as it is
  r.give(op::reshape{std::move(target)}, {r.value(0)}, order::of_file, r.range(0));
}

inline void read_reshape(operator_reader& r) {
  if (r.has(1)) return reshape_to(r, r.integers(1, "the target's extents"));
  auto const stated = r.node.options.list<std::int32_t>(0);
  reshape_to(r, op::ints(stated.begin(), stated.end()));
}

inline void read_squeeze(operator_reader& r) {
  shape const x = r.dims(0);
  op::squeeze out;
  for (auto const a : r.node.options.list<std::int32_t>(0))
    out.axes.push_back(static_cast<std::int64_t>(axis_of(a, x.rank())));
  if (out.axes.empty()) {
    want(!x.is_batched(), "it takes all axes of 1 away, the samples' too");
    for (std::size_t a = 0; a < x.rank(); ++a)
      if (x[a] == 1) out.axes.push_back(static_cast<std::int64_t>(a));
  }
  std::sort(out.axes.begin(), out.axes.end());
  r.give(out, {r.value(0)}, order::of_file, r.range(0));
}

inline void read_expand_dims(operator_reader& r) {
  auto const axis = r.integers(1, "the axis");
  want(axis.size() == 1, fmt::format("it has {} axes, wanted 1", axis.size()));
  r.give(op::unsqueeze{{static_cast<std::int64_t>(axis_of(axis[0], r.dims(0).rank() + 1))}}, {r.value(0)},
         order::of_file, r.range(0));
}

inline void read_transpose(operator_reader& r) {
  auto permutation = r.integers(1, "the permutation");
  auto const rank = r.dims(0).rank();
  want(permutation.size() == rank,
       fmt::format("its permutation has {} axes, its input {}", permutation.size(), rank));
  for (auto& a : permutation) a = static_cast<std::int64_t>(axis_of(a, rank));
  r.give(op::transpose{std::move(permutation)}, {r.value(0)}, order::of_file, r.range(0));
}

//! PAD and PADV2. What is filled in counts for the range of the output.
inline void read_pad(operator_reader& r) {
  auto const o = r.order_of(0);
  auto const rank = r.dims(0).rank();
  auto const stated = r.integers(1, "the paddings");
  want(stated.size() == 2 * rank, fmt::format("it has {} paddings, its input {} axes", stated.size(), rank));
  op::pad pad;
  pad.pads.resize(2 * rank);
  for (std::size_t a = 0; a < rank; ++a) {
    auto const to = static_cast<std::size_t>(r.axis_in(o, static_cast<std::int64_t>(a), rank));
    want(stated[2 * a] >= 0 && stated[2 * a + 1] >= 0,
         fmt::format("it has the padding {}", std::min(stated[2 * a], stated[2 * a + 1])));
    pad.pads[to] = stated[2 * a], pad.pads[to + rank] = stated[2 * a + 1];
  }
  if (r.node.kind() == code::padv2) {
    auto const value = r.constant(2, "what it fills in");
    want(value.size() == 1, "it fills in more than one number");
    pad.value = value.floats()[0];
  }
  real_range may_be = r.range(0);
  may_be.low = std::min(may_be.low, static_cast<double>(pad.value)),
  may_be.high = std::max(may_be.high, static_cast<double>(pad.value));
  r.give(pad, {r.value(0, o)}, o, may_be);
}

inline void read_concatenation(operator_reader& r) {
  want(!r.node.inputs.empty(), "it has no input");
  std::size_t const rank = r.dims(0).rank();
  bool any = false, all = rank == 4;
  real_range may_be{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
  for (std::size_t i = 0; i < r.node.inputs.size(); ++i) {
    any = any || r.order_of(i) == order::channels_first;
    all = all && r.dims(i).rank() == 4;
    may_be.low = std::min(may_be.low, r.range(i).low), may_be.high = std::max(may_be.high, r.range(i).high);
  }
  auto const o = any && all ? order::channels_first : order::of_file;
  std::vector<value_id> inputs;
  for (std::size_t i = 0; i < r.node.inputs.size(); ++i) inputs.push_back(r.value(i, o));
  r.give(op::concat{r.axis_in(o, r.option<std::int32_t>(0, 0), rank)}, std::move(inputs), o, may_be,
         activation_of(r.node, 1));
}

inline void split_into(operator_reader& r, std::size_t x, std::int64_t axis, op::ints sizes) {
  auto const o = r.order_of(x);
  shape const from = r.dims(x);
  auto const extent = from[axis_of(axis, from.rank())];
  want(sizes.size() == r.node.outputs.size(),
       fmt::format("it makes {} pieces and has {} outputs", sizes.size(), r.node.outputs.size()));
  std::int64_t known = 0;
  for (auto const s : sizes) known = checked_sum(known, std::max<std::int64_t>(0, s));
  want(std::count(sizes.begin(), sizes.end(), -1) <= 1, "it leaves the sizes of two pieces open");
  for (auto& s : sizes)
    if (s == -1) s = extent - known;
  r.give_all(op::split{r.axis_in(o, axis, from.rank()), std::move(sizes)}, {r.value(x, o)}, o, r.range(x));
}

inline void read_split(operator_reader& r) { // the axis stands first
  auto const axis = r.integers(0, "the axis");
  auto const pieces = static_cast<std::int64_t>(r.node.outputs.size());
  want(axis.size() == 1 && pieces > 0, "it has no axis or no output");
  shape const x = r.dims(1);
  auto const extent = x[axis_of(axis[0], x.rank())];
  want(extent > 0 && extent % pieces == 0,
       fmt::format("{} cannot be split into {} equal pieces", x.text(), pieces));
  split_into(r, 1, axis[0], op::ints(r.node.outputs.size(), extent / pieces));
}

inline void read_split_v(operator_reader& r) {
  auto const axis = r.integers(2, "the axis");
  want(axis.size() == 1, fmt::format("it has {} axes, wanted 1", axis.size()));
  split_into(r, 0, axis[0], r.integers(1, "the sizes"));
}

} // namespace peax::tflite::detail
