#pragma once
//! @file
//! Softmax, LogSoftmax and Hardmax before opset 13, which join all axes from `axis` on.

#include <peax/graph/any_op.hpp>
#include <peax/graph/axis.hpp>
#include <peax/graph/op.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace peax::onnx::detail {

//! One of them as three operators.
struct softmax_of_rows {
  op::reshape to_rows;
  any_op along;
  op::reshape back;
};

template <class Op> std::optional<softmax_of_rows> rows_of(any_op const& op, shape const& x) {
  auto const* of = op.get_if<Op>();
  if (of == nullptr) return std::nullopt;
  std::size_t const axis = axis_of(of->axis, x.rank());
  auto const is_one = [](std::int64_t e) { return e == 1; };
  if (std::all_of(x.begin() + static_cast<std::ptrdiff_t>(axis) + 1, x.end(), is_one)) return std::nullopt;
  op::ints rows(axis, 0), back;
  rows.push_back(-1);
  for (auto e : x) back.push_back(e == batch_extent ? 0 : e);
  return softmax_of_rows{{rows}, Op{static_cast<std::int64_t>(axis)}, {back}};
}

//! The three operators where one axis does not suffice.
[[nodiscard]] inline std::optional<softmax_of_rows> softmax_before_13(any_op const& op, shape const& x) {
  if (auto rows = rows_of<op::softmax>(op, x)) return rows;
  if (auto rows = rows_of<op::log_softmax>(op, x)) return rows;
  return rows_of<op::hardmax>(op, x);
}

} // namespace peax::onnx::detail
