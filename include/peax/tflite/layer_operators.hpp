#pragma once
//! @file
//! Convolution, dense layers, pooling and means of .tflite files.

#include <peax/core/checked.hpp>
#include <peax/graph/op.hpp>
#include <peax/tflite/operator_reader.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace peax::tflite::detail {

//! The sliding window of an operator, height before width.
struct plane_window {
  op::ints kernel, strides, dilations{1, 1}, pads{0, 0, 0, 0};
  bool is_same = false;
};

//! Padding and strides from the first three options. Pads of SAME follow from the input: the odd one lies behind.
inline plane_window window_of(operator_reader const& r, op::ints kernel, op::ints dilations) {
  plane_window w{
      std::move(kernel), {r.option<std::int32_t>(2, 0), r.option<std::int32_t>(1, 0)}, std::move(dilations)};
  auto const padding = r.option<std::int8_t>(0, 0);
  want(padding == 0 || padding == 1, fmt::format("its padding {} is not known", padding));
  w.is_same = padding == 0;
  shape const x = r.dims(0);
  want(x.rank() == 4, "its input " + x.text() + " is no image [N,H,W,C]");
  for (std::size_t i = 0; i < 2; ++i) {
    want(w.strides[i] >= 1, fmt::format("its stride is {}", w.strides[i]));
    want(w.dilations[i] >= 1, fmt::format("its dilation is {}", w.dilations[i]));
    want(w.kernel[i] >= 1, fmt::format("its window has the extent {}", w.kernel[i]));
    if (!w.is_same) continue;
    auto const extent = x[i + 1], made = (extent + w.strides[i] - 1) / w.strides[i];
    auto const reach = checked_sum(checked_product(w.kernel[i] - 1, w.dilations[i]), 1);
    auto const total =
        std::max<std::int64_t>(0, checked_sum(checked_product(made - 1, w.strides[i]), reach) - extent);
    w.pads[i] = total / 2, w.pads[i + 2] = total - total / 2;
  }
  return w;
}

inline void read_conv(operator_reader& r) {
  shape const w = r.tensor_of(1).dims; // [O,H,W,I]
  want(w.rank() == 4, "its weights " + w.text() + " are not [O,H,W,I]");
  auto const window =
      window_of(r, {w[1], w[2]}, {r.option<std::int32_t>(5, 1), r.option<std::int32_t>(4, 1)});
  auto const channels = r.dims(0)[3];
  want(w[3] >= 1 && channels % w[3] == 0,
       fmt::format("its weights {} do not fit {} channels", w.text(), channels));
  op::conv conv{window.strides, window.pads, window.dilations, channels / w[3]};
  std::vector<value_id> inputs{r.value(0, order::channels_first),
                               r.weights(1, to_channels_first, "the weights")};
  if (r.has(2)) inputs.push_back(r.bias(2));
  r.give(conv, std::move(inputs), order::channels_first, {}, activation_of(r.node, 3));
}

inline void read_depthwise_conv(operator_reader& r) {
  shape const w = r.tensor_of(1).dims; // [1,H,W,O], output c * multiplier + m
  want(w.rank() == 4 && w[0] == 1, "its weights " + w.text() + " are not [1,H,W,O]");
  auto const window =
      window_of(r, {w[1], w[2]}, {r.option<std::int32_t>(6, 1), r.option<std::int32_t>(5, 1)});
  auto const channels = r.dims(0)[3];
  want(channels >= 1 && w[3] % channels == 0,
       fmt::format("its weights {} do not fit {} channels", w.text(), channels));
  op::conv conv{window.strides, window.pads, window.dilations, channels};
  std::vector<value_id> inputs{r.value(0, order::channels_first), r.weights(1, {3, 0, 1, 2}, "the weights")};
  if (r.has(2)) inputs.push_back(r.bias(2));
  r.give(conv, std::move(inputs), order::channels_first, {}, activation_of(r.node, 4));
}

//! The input of a dense layer as rows of `columns`.
inline value_id rows_of(operator_reader& r, std::int64_t columns) {
  shape const x = r.dims(0);
  auto const in = r.value(0);
  if (x.rank() == 2 && x[1] == columns) return in;
  if (x.rank() >= 1 && x.behind_batch().elements() == columns) return r.add(op::flatten{1}, {in}, "rows");
  want(!x.is_batched(),
       fmt::format("its weights take rows of {}, which mix the samples of {}", columns, x.text()));
  return r.add(op::reshape{{-1, columns}}, {in}, "rows");
}

inline void read_fully_connected(operator_reader& r) {
  want(r.option<std::int8_t>(1, 0) == 0, "its weights are shuffled, which is not supported");
  auto const after = activation_of(r.node, 0);
  shape const w = r.is_constant(1) ? r.tensor_of(1).dims : r.dims(1); // [O,I]
  want(w.rank() == 2, "its weights " + w.text() + " are not [O,I]");
  if (r.option<std::uint8_t>(2, 0) != 0 && r.dims(0).rank() > 2) { // a dense layer along the last axis
    std::vector<value_id> inputs{r.value(0), r.is_constant(1)
                                                 ? r.weights(1, {1, 0}, "the weights")
                                                 : r.add(op::transpose{{1, 0}}, {r.value(1)}, "columns")};
    if (!r.has(2)) return r.give(op::matmul{}, std::move(inputs), order::of_file, {}, after);
    auto const product = r.add(op::matmul{}, std::move(inputs), "product");
    return r.give(op::add{}, {product, r.bias(2)}, order::of_file, {}, after);
  }
  op::gemm gemm;
  gemm.transpose_b = true;
  std::vector<value_id> inputs{rows_of(r, w[1]),
                               r.is_constant(1) ? r.weights(1, {0, 1}, "the weights") : r.value(1)};
  if (r.has(2)) inputs.push_back(r.bias(2));
  r.give(gemm, std::move(inputs), order::of_file, {}, after);
}

inline void read_pool(operator_reader& r) {
  auto const window = window_of(r, {r.option<std::int32_t>(4, 0), r.option<std::int32_t>(3, 0)}, {1, 1});
  shape const x = r.dims(0);
  auto const after = activation_of(r.node, 5);
  bool const is_max = r.node.kind() == code::max_pool;
  bool const whole = window.kernel == op::ints{x[1], x[2]} && window.pads == op::ints{0, 0, 0, 0};
  std::vector<value_id> const inputs{r.value(0, order::channels_first)};
  auto const give = [&](any_op op) {
    r.give(std::move(op), inputs, order::channels_first, r.range(0), after);
  };
  if (whole && is_max) return give(op::global_max_pool{});
  if (whole) return give(op::global_average_pool{});
  if (is_max) return give(op::max_pool{window.kernel, window.strides, window.pads, {}, false});
  give(op::average_pool{window.kernel, window.strides, window.pads, false, false});
}

inline void read_mean(operator_reader& r) {
  auto const o = r.order_of(0);
  auto const rank = r.dims(0).rank();
  op::reduce_mean mean{{}, r.option<std::uint8_t>(0, 0) != 0};
  for (auto const a : r.integers(1, "the axes")) mean.axes.push_back(r.axis_in(o, a, rank));
  want(!mean.axes.empty(), "it takes the mean along no axis");
  std::sort(mean.axes.begin(), mean.axes.end());
  mean.axes.erase(std::unique(mean.axes.begin(), mean.axes.end()), mean.axes.end());
  // Without the reduced axes the order of those that are left is the file's, unless the channels and an axis of the plane stay.
  bool const keeps_order = mean.keep_dims || o == order::of_file || mean.axes == op::ints{2, 3} ||
                           std::find(mean.axes.begin(), mean.axes.end(), 1) != mean.axes.end();
  if (keeps_order) return r.give(mean, {r.value(0, o)}, mean.keep_dims ? o : order::of_file, r.range(0));
  for (auto& a : mean.axes) a = a == 0 ? 0 : a == 1 ? 3 : a - 1;
  std::sort(mean.axes.begin(), mean.axes.end());
  r.give(mean, {r.value(0)}, order::of_file, r.range(0));
}

} // namespace peax::tflite::detail
