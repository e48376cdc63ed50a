// Depthwise convolution of a rectangle of pixels that see the same taps; a vector is `lanes` channels.

template <int Pixels, bool Whole>
PEAX_KERNEL_INLINE void depthwise_tile(region_args const& a, float const* x, float const* w, vec start,
                                       float* y, part const& m, vec low, vec high) {
  vec acc[Pixels];
  PEAX_UNROLL
  for (int p = 0; p < Pixels; ++p) acc[p] = start;
  for (index r = 0; r < a.tap_rows; ++r) {
    float const* x_tap = x + r * a.tap_row;
    float const* w_tap = w + r * a.w_row;
    for (index s = 0; s < a.tap_cols; ++s, x_tap += a.tap_col, w_tap += a.w_col) {
      vec const weight = Whole ? load(w_tap) : load(w_tap, m);
      PEAX_UNROLL
      for (int p = 0; p < Pixels; ++p) {
        acc[p] += weight * (Whole ? load(x_tap + p * a.x_pixel) : load(x_tap + p * a.x_pixel, m));
      }
    }
  }
  PEAX_UNROLL
  for (int p = 0; p < Pixels; ++p) {
    float* const to = y + p * a.y_pixel;
    vec result = acc[p];
    if (a.add) result += Whole ? load(to) : load(to, m);
    result = clamp(result, low, high);
    if constexpr (Whole) {
      put(to, result);
    } else {
      put(to, result, m);
    }
  }
}

template <bool Whole>
PEAX_KERNEL_TEMPLATE void depthwise_channels(region_args const& a, index channel, part const m) {
  vec const low = broadcast(a.limits.low);
  vec const high = broadcast(a.limits.high);
  float const* const w = a.w + channel;
  vec start{};
  if (a.bias) start = Whole ? load(a.bias + channel) : load(a.bias + channel, m);
  for (index row = 0; row < a.rows; ++row) {
    float const* x = a.x + channel + row * a.x_row;
    float* y = a.y + channel + row * a.y_row;
    index left = a.cols;
    for (; left >= 8 || left == 4; left -= 4, x += 4 * a.x_pixel, y += 4 * a.y_pixel) {
      if (left >= 8) {
        depthwise_tile<8, Whole>(a, x, w, start, y, m, low, high);
        left -= 4;
        x += 4 * a.x_pixel;
        y += 4 * a.y_pixel;
      } else {
        depthwise_tile<4, Whole>(a, x, w, start, y, m, low, high);
      }
    }
    switch (left) {
    case 7: depthwise_tile<7, Whole>(a, x, w, start, y, m, low, high); break;
    case 6: depthwise_tile<6, Whole>(a, x, w, start, y, m, low, high); break;
    case 5: depthwise_tile<5, Whole>(a, x, w, start, y, m, low, high); break;
    case 3: depthwise_tile<3, Whole>(a, x, w, start, y, m, low, high); break;
    case 2: depthwise_tile<2, Whole>(a, x, w, start, y, m, low, high); break;
    case 1: depthwise_tile<1, Whole>(a, x, w, start, y, m, low, high); break;
    default: break;
    }
  }
}

// A few rows at a time, all channels of them: memory is then read in order.
inline constexpr index depthwise_rows = 4;

PEAX_KERNEL void depthwise(region_args const& a) {
  region_args block = a;
  for (index row = 0; row < a.rows; row += depthwise_rows) {
    block.rows = std::min(depthwise_rows, a.rows - row);
    index channel = 0;
    for (; channel + lanes <= a.channels; channel += lanes)
      depthwise_channels<true>(block, channel, first_lanes(lanes));
    if (channel < a.channels) depthwise_channels<false>(block, channel, first_lanes(a.channels - channel));
    block.x += depthwise_rows * a.x_row;
    block.y += depthwise_rows * a.y_row;
  }
}

// Rows x Cols taps of the weight gradient at once.
template <int Rows, int Cols, bool Whole>
PEAX_KERNEL_TEMPLATE void depthwise_gradient_taps(region_args const& a, float const* x, float const* dy,
                                                  float* w, part const m) {
  vec acc[Rows][Cols];
  PEAX_UNROLL
  for (int r = 0; r < Rows; ++r) {
    PEAX_UNROLL
    for (int s = 0; s < Cols; ++s) acc[r][s] = vec{};
  }
  for (index row = 0; row < a.rows; ++row) {
    float const* x_pixel = x + row * a.x_row;
    float const* d_pixel = dy + row * a.dy_row;
    for (index col = 0; col < a.cols; ++col, x_pixel += a.x_pixel, d_pixel += a.dy_pixel) {
      vec const d = Whole ? load(d_pixel) : load(d_pixel, m);
      PEAX_UNROLL
      for (int r = 0; r < Rows; ++r) {
        PEAX_UNROLL
        for (int s = 0; s < Cols; ++s) {
          float const* const from = x_pixel + r * a.tap_row + s * a.tap_col;
          acc[r][s] += d * (Whole ? load(from) : load(from, m));
        }
      }
    }
  }
  PEAX_UNROLL
  for (int r = 0; r < Rows; ++r) {
    PEAX_UNROLL
    for (int s = 0; s < Cols; ++s) {
      float* const to = w + r * a.w_row + s * a.w_col;
      if constexpr (Whole) {
        put(to, load(to) + acc[r][s]);
      } else {
        put(to, load(to, m) + acc[r][s], m);
      }
    }
  }
}

template <bool Whole>
PEAX_KERNEL_INLINE void depthwise_gradient_channels(region_args const& a, index channel, part const& m) {
  float const* const dy = a.dy + channel;
  for (index r = 0; r < a.tap_rows;) {
    index const rows = a.tap_rows - r >= 3 && a.tap_cols >= 3 ? 3 : 1;
    for (index s = 0; s < a.tap_cols;) {
      float const* const x = a.x + channel + r * a.tap_row + s * a.tap_col;
      float* const w = a.y + channel + r * a.w_row + s * a.w_col;
      index const left = a.tap_cols - s;
      if (rows == 3 && left >= 3) {
        depthwise_gradient_taps<3, 3, Whole>(a, x, dy, w, m);
        s += 3;
      } else if (rows == 3 && left == 2) {
        depthwise_gradient_taps<3, 2, Whole>(a, x, dy, w, m);
        s += 2;
      } else if (rows == 3) {
        depthwise_gradient_taps<3, 1, Whole>(a, x, dy, w, m);
        s += 1;
      } else if (left >= 7) {
        depthwise_gradient_taps<1, 7, Whole>(a, x, dy, w, m);
        s += 7;
      } else if (left >= 5) {
        depthwise_gradient_taps<1, 5, Whole>(a, x, dy, w, m);
        s += 5;
      } else if (left >= 3) {
        depthwise_gradient_taps<1, 3, Whole>(a, x, dy, w, m);
        s += 3;
      } else if (left == 2) {
        depthwise_gradient_taps<1, 2, Whole>(a, x, dy, w, m);
        s += 2;
      } else {
        depthwise_gradient_taps<1, 1, Whole>(a, x, dy, w, m);
        s += 1;
      }
    }
    r += rows;
  }
}

PEAX_KERNEL void depthwise_gradient(region_args const& a) {
  index channel = 0;
  for (; channel + lanes <= a.channels; channel += lanes) {
    depthwise_gradient_channels<true>(a, channel, first_lanes(lanes));
  }
  if (channel < a.channels) depthwise_gradient_channels<false>(a, channel, first_lanes(a.channels - channel));
}
