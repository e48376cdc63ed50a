#pragma once
//! @file
//! The body of probes.hpp.

#include <peax/deploy/board/probes.hpp>
#include <peax/graph/builder.hpp>
#include <peax/graph/op.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace peax::deploy::board {

namespace detail {

//! Convolutions with any window, over planes and over lines.
inline void add_convolutions(std::vector<graph>& to) {
  network_builder plane("plane", shape{batch_extent, 3, 16, 18}, 1);
  plane.conv(8, {3, 3})
      .relu()
      .conv(16, {3, 3}, {.bias = true})
      .relu()
      .conv(12, {5, 5}, {.stride = {2, 2}})
      .conv(16, {3, 3});
  plane.conv(24, {3, 3}, {.stride = {2, 2}}).relu().conv(10, {3, 3}).conv(32, {3, 3}, {.pads = {0, 0, 0, 0}});
  to.push_back(plane.finish());
  network_builder groups("groups", shape{batch_extent, 8, 9, 7}, 2);
  groups.conv(16, {3, 3}, {.groups = 2})
      .relu()
      .conv(24, {3, 3}, {.groups = 4})
      .conv(8, {3, 5}, {.dilation = {2, 1}});
  to.push_back(groups.finish());
  network_builder wide("wide", shape{batch_extent, 1, 32, 10}, 3);
  wide.conv(16, {10, 4}, {.stride = {2, 2}, .pads = {4, 1, 5, 2}})
      .relu()
      .conv(6, {3, 1})
      .relu()
      .conv(20, {1, 3});
  to.push_back(wide.finish());
  network_builder image("image", shape{batch_extent, 1, 20, 20}, 4);
  image.conv(16, {3, 3}).relu().conv(16, {3, 3}).relu().conv(32, {3, 3}, {.stride = {2, 2}});
  to.push_back(image.finish());
  network_builder line("line", shape{batch_extent, 6, 96}, 5);
  line.conv(16, {5})
      .relu()
      .conv(24, {5}, {.stride = {2}})
      .relu()
      .conv(32, {3})
      .relu()
      .conv(17, {7}, {.stride = {3}})
      .conv(40, {3});
  to.push_back(line.finish());
  network_builder beats("beats", shape{batch_extent, 1, 130}, 6);
  beats.conv(16, {7}).relu().conv(20, {5}, {.stride = {4}}).relu().conv(32, {3}, {.pads = {0, 0}});
  to.push_back(beats.finish());
}

//! One tap, with and without strides.
inline void add_pointwise(std::vector<graph>& to) {
  network_builder plane("pointwise", shape{batch_extent, 8, 12, 11}, 7);
  plane.conv(32, {1, 1})
      .relu()
      .conv(64, {1, 1})
      .relu()
      .conv(16, {1, 1}, {.stride = {2, 2}})
      .conv(30, {1, 1})
      .conv(7, {1, 1});
  plane.conv(48, {1, 1});
  to.push_back(plane.finish());
  network_builder line("pointwise_line", shape{batch_extent, 16, 50}, 8);
  line.conv(32, {1}).conv(24, {1}, {.stride = {2}}).relu().conv(64, {1}).conv(5, {1});
  to.push_back(line.finish());
}

inline void add_depthwise(std::vector<graph>& to) {
  network_builder plane("depthwise", shape{batch_extent, 16, 17, 9}, 9);
  plane.depthwise({3, 3}).relu().conv(40, {1, 1}).depthwise({3, 3}).depthwise({3, 3}, {.pads = {0, 0, 0, 0}});
  plane.depthwise({3, 3}, {.stride = {2, 2}}).depthwise({3, 3});
  to.push_back(plane.finish());
  network_builder strided("depthwise_strided", shape{batch_extent, 6, 24, 22}, 10);
  strided.depthwise({3, 3}, {.stride = {2, 2}})
      .relu()
      .depthwise({3, 3})
      .depthwise({5, 5})
      .depthwise({3, 5}, {.stride = {2, 1}});
  strided.depthwise({3, 3}, {.stride = {2, 2}});
  to.push_back(strided.finish());
  std::uint64_t seed = 30;
  for (std::int64_t const width : {4, 5, 6, 8, 10, 14, 20}) {
    network_builder b("depthwise_" + std::to_string(width), shape{batch_extent, 8, 11, width}, ++seed);
    b.depthwise({3, 3}).relu().depthwise({3, 3}, {.stride = {2, 2}});
    to.push_back(b.finish());
  }
  network_builder line("depthwise_line", shape{batch_extent, 12, 80}, 11);
  line.depthwise({3}).relu().depthwise({5}).conv(30, {1}).depthwise({9}, {.stride = {2}}).depthwise({3});
  to.push_back(line.finish());
}

inline void add_dense(std::vector<graph>& to) {
  network_builder wide("dense", shape{batch_extent, 200}, 12);
  wide.dense(64)
      .relu()
      .dense(33)
      .relu()
      .dense(100)
      .dense(10)
      .apply(op::softmax{}, "softmax_1")
      .dense(16)
      .dense(6)
      .dense(2)
      .apply(op::softmax{}, "softmax_2");
  to.push_back(wide.finish());
  network_builder narrow("dense_narrow", shape{batch_extent, 24}, 13);
  narrow.dense(40)
      .apply(op::softmax{}, "softmax_3")
      .dense(128)
      .relu()
      .dense(12)
      .apply(op::softmax{}, "softmax_4");
  to.push_back(narrow.finish());
}

inline void add_pooling(std::vector<graph>& to) {
  std::uint64_t seed = 40;
  for (std::int64_t const channels : {3, 8, 12, 16, 24, 32, 48, 64}) {
    network_builder b("pools_" + std::to_string(channels), shape{batch_extent, channels, 15, 13}, ++seed);
    b.max_pool({2, 2})
        .average_pool({2, 2}, {1, 1})
        .max_pool({3, 3}, {1, 1})
        .average_pool({3, 2})
        .global_average_pool();
    to.push_back(b.finish());
  }
  for (std::int64_t const channels : {6, 16, 20, 32, 64}) {
    network_builder b("pools_line_" + std::to_string(channels), shape{batch_extent, channels, 90}, ++seed);
    b.max_pool({2}).average_pool({3}, {2}).apply(op::global_max_pool{});
    to.push_back(b.finish());
    network_builder whole("means_" + std::to_string(channels), shape{batch_extent, channels, 9, 7}, ++seed);
    whole.relu().global_average_pool();
    to.push_back(whole.finish());
    network_builder plane("plane_" + std::to_string(channels), shape{batch_extent, channels, 8, 6}, ++seed);
    plane.average_pool({8, 6});
    to.push_back(plane.finish());
  }
}

//! Element by element, on two numbers of elements.
inline void add_element_wise(std::vector<graph>& to, std::int64_t elements, std::uint64_t seed) {
  network_builder b("elements_" + std::to_string(elements), shape{batch_extent, elements}, seed);
  b.apply(op::leaky_relu{})
      .apply(op::sigmoid{})
      .apply(op::tanh{})
      .apply(op::hard_sigmoid{})
      .apply(op::hard_swish{})
      .relu();
  value_id const a = b.at();
  b.apply(op::clip{-0.5F, 0.5F}).batch_normalization();
  value_id const c = b.at();
  b.add(a).apply(op::leaky_relu{}).add(a).relu();
  auto& edit = b.editor();
  value_id x = b.at();
  x = edit.add(op::sub{}, {x, a});
  x = edit.add(op::mul{}, {x, c});
  x = edit.add(op::div{}, {x, a});
  x = edit.add(op::min{}, {x, a});
  x = edit.add(op::max{}, {x, c});
  b.from(x).apply(op::softmax{});
  to.push_back(b.finish());
}

//! What moves elements only.
inline void add_moves(std::vector<graph>& to) {
  network_builder b("moves", shape{batch_extent, 8, 10, 12}, 21);
  b.relu();
  value_id const a = b.at();
  b.conv(4, {1, 1}).relu();
  value_id const c = b.editor().add(op::concat{1}, {a, b.at()});
  b.from(c).apply(op::transpose{{0, 1, 3, 2}}).max_pool({2, 2}).batch_normalization().flatten().dense(3);
  to.push_back(b.finish());
  network_builder line("moves_line", shape{batch_extent, 20, 30}, 22);
  line.conv(16, {1}).relu();
  value_id const d = line.editor().add(op::concat{1}, {line.at(), line.at()});
  line.from(d).apply(op::transpose{{0, 2, 1}}).apply(op::leaky_relu{}).flatten().dense(5);
  to.push_back(line.finish());
}

} // namespace detail

PEAX_INLINE std::vector<graph> probe_graphs() {
  std::vector<graph> out;
  detail::add_convolutions(out);
  detail::add_pointwise(out);
  detail::add_depthwise(out);
  detail::add_dense(out);
  detail::add_pooling(out);
  detail::add_element_wise(out, 90, 19);
  detail::add_element_wise(out, 700, 20);
  detail::add_moves(out);
  return out;
}

} // namespace peax::deploy::board
