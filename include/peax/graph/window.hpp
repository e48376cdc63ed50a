#pragma once
//! @file
//! A sliding window along one axis: what convolution and pooling share.

#include <peax/core/error.hpp>
#include <peax/graph/op/base.hpp>
#include <peax/tensor/shape.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace peax {

//! The window of a convolution or pooling along one axis of extent `extent`.
struct window {
  std::int64_t extent = 1, kernel = 1, stride = 1, begin = 0, end = 0, dilation = 1;
  bool ceil = false;

  [[nodiscard]] std::int64_t reach() const { return dilation * (kernel - 1) + 1; }

  //! Number of positions. With ceil a last partial window counts if it starts inside the input or its leading pad.
  [[nodiscard]] std::int64_t output_extent() const {
    std::int64_t const room = extent + begin + end - reach();
    std::int64_t out = (ceil ? room + stride - 1 : room) / stride + 1;
    if (ceil && (out - 1) * stride >= extent + begin) --out;
    return out;
  }
};

//! One window per spatial axis of x [N,C,...]. Empty lists mean strides and dilations of 1 and no pads.
//! Throws bad_input when lists do not fit or a window has no position.
[[nodiscard]] inline std::vector<window> windows_of(shape const& x, op::ints const& kernel,
                                                    op::ints const& strides, op::ints const& pads,
                                                    op::ints const& dilations, bool ceil) {
  std::size_t const axes = x.rank() - 2;
  auto const fits = [&](op::ints const& list, std::size_t n, char const* what) {
    if (!list.empty() && list.size() != n)
      throw bad_input(std::string(what) + " has " + std::to_string(list.size()) + " entries, input " +
                      x.text() + " needs " + std::to_string(n));
  };
  fits(kernel, axes, "kernel_shape");
  fits(strides, axes, "strides");
  fits(dilations, axes, "dilations");
  fits(pads, 2 * axes, "pads");
  if (kernel.empty()) throw bad_input("kernel_shape is missing");
  std::vector<window> windows(axes);
  for (std::size_t i = 0; i < axes; ++i) {
    window& w = windows[i];
    w.extent = x[i + 2];
    w.kernel = kernel[i];
    if (!strides.empty()) w.stride = strides[i];
    if (!dilations.empty()) w.dilation = dilations[i];
    if (!pads.empty()) w.begin = pads[i], w.end = pads[i + axes];
    w.ceil = ceil;
    constexpr std::int64_t limit = std::int64_t{1} << 31;
    bool const sane = w.kernel >= 1 && w.stride >= 1 && w.dilation >= 1 && w.begin >= 0 && w.end >= 0 &&
                      w.kernel < limit && w.stride < limit && w.dilation < limit && w.begin < limit &&
                      w.end < limit;
    if (!sane || w.extent + w.begin + w.end < w.reach())
      throw bad_input("a window of " + std::to_string(w.kernel) + " (stride " + std::to_string(w.stride) +
                      ", dilation " + std::to_string(w.dilation) + ", pads " + std::to_string(w.begin) +
                      " and " + std::to_string(w.end) + ") has no place in input " + x.text());
  }
  return windows;
}

} // namespace peax
