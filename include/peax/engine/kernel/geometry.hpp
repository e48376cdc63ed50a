#pragma once
//! @file
//! Sizes that kernels are called with. Activations are NHWC; 1-D signals have height 1.

#include <cstddef>
#include <limits>

namespace peax::engine::kernel {

using index = std::ptrdiff_t;

//! One axis of a window that slides over a line: convolution and pooling.
struct window_axis {
  index in = 1;     //!< extent of the input
  index kernel = 1; //!< taps
  index stride = 1;
  index dilation = 1;
  index pad_begin = 0;
  index pad_end = 0;
  index out = 1; //!< extent of the output; see `extent_out`
};

//! Extent of a window's output; `ceil_mode` keeps a last window that sticks out at the end, if it starts
//! inside.
[[nodiscard]] constexpr index extent_out(index in, index kernel, index stride, index dilation,
                                         index pad_begin, index pad_end, bool ceil_mode = false) noexcept {
  index const room = in + pad_begin + pad_end - ((kernel - 1) * dilation + 1);
  if (room < 0) return 0;
  index out = (room + (ceil_mode ? stride - 1 : 0)) / stride + 1;
  if (ceil_mode && (out - 1) * stride >= in + pad_begin) --out;
  return out;
}

//! A convolution of one sample [in_h][in_w][in_c] to [out_h()][out_w()][out_c].
struct conv_geometry {
  index in_h = 1, in_w = 1, in_c = 1;
  index out_c = 1;
  index kernel_h = 1, kernel_w = 1;
  index stride_h = 1, stride_w = 1;
  index dilation_h = 1, dilation_w = 1;
  index pad_top = 0, pad_left = 0, pad_bottom = 0, pad_right = 0;
  index groups = 1;

  [[nodiscard]] constexpr index out_h() const noexcept {
    return extent_out(in_h, kernel_h, stride_h, dilation_h, pad_top, pad_bottom);
  }
  [[nodiscard]] constexpr index out_w() const noexcept {
    return extent_out(in_w, kernel_w, stride_w, dilation_w, pad_left, pad_right);
  }
  [[nodiscard]] constexpr index in_size() const noexcept { return in_h * in_w * in_c; }
  [[nodiscard]] constexpr index out_size() const noexcept { return out_h() * out_w() * out_c; }
  //! Floats of the weights in graph order, [out_c][in_c / groups][kernel_h][kernel_w].
  [[nodiscard]] constexpr index weight_size() const noexcept {
    return out_c * (in_c / groups) * kernel_h * kernel_w;
  }
  //! Each channel is filtered by itself: `depthwise_convolution` is the kernel for it.
  [[nodiscard]] constexpr bool is_depthwise() const noexcept {
    return groups == in_c && out_c == in_c && in_c > 1;
  }
  //! One tap, no stride, no padding: pixels (and samples) are rows of one matrix product.
  [[nodiscard]] constexpr bool is_pointwise() const noexcept {
    return kernel_h == 1 && kernel_w == 1 && stride_h == 1 && stride_w == 1 && pad_top == 0 &&
           pad_left == 0 && pad_bottom == 0 && pad_right == 0;
  }
  [[nodiscard]] constexpr window_axis axis_h() const noexcept {
    return {in_h, kernel_h, stride_h, dilation_h, pad_top, pad_bottom, out_h()};
  }
  [[nodiscard]] constexpr window_axis axis_w() const noexcept {
    return {in_w, kernel_w, stride_w, dilation_w, pad_left, pad_right, out_w()};
  }
};

//! A pooling window over one sample [in_h][in_w][channels].
struct pool_geometry {
  index channels = 1;
  window_axis h{}, w{};
  bool count_include_pad =
      false; //!< average only: padding (not what sticks out in ceil mode) counts as zeros

  [[nodiscard]] constexpr index in_size() const noexcept { return h.in * w.in * channels; }
  [[nodiscard]] constexpr index out_size() const noexcept { return h.out * w.out * channels; }
};

//! Bounds that a kernel applies to its result: none, ReLU, or a clip. A NaN stays a NaN.
struct bounds {
  float low = -std::numeric_limits<float>::infinity();
  float high = std::numeric_limits<float>::infinity();

  [[nodiscard]] static constexpr bounds none() noexcept { return {}; }
  [[nodiscard]] static constexpr bounds relu() noexcept {
    return {0.0F, std::numeric_limits<float>::infinity()};
  }
  [[nodiscard]] constexpr bool bind() const noexcept {
    return low > -std::numeric_limits<float>::infinity() || high < std::numeric_limits<float>::infinity();
  }
};

//! Output rows [begin, end) of one sample: a share of the work of a single inference.
struct row_range {
  index begin = 0;
  index end = -1; //!< -1: to the last row
};

//! Whether a result is written or added to what is there.
enum class store { overwrite, add };

} // namespace peax::engine::kernel
