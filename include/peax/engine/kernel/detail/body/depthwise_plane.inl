// Depthwise convolution with three by three taps over a whole plane. A tile is `Pixels` neighbours of a row: they share the loads of x. Of a tile at the border
// the first or the last column of x is missing, which counts as zero.
template <int Pixels, int Stride, bool Whole>
PEAX_KERNEL_INLINE void plane_tile(plane_args const& a, float const* x, float const* w, index top,
                                   index bottom, bool left, bool right, index channel, float* y,
                                   part const& m) {
  constexpr int columns = (Pixels - 1) * Stride + 3;
  vec start{};
  if (a.bias) start = take<Whole>(a.bias + channel, m);
  vec acc[Pixels];
  PEAX_UNROLL
  for (int p = 0; p < Pixels; ++p) acc[p] = start;
  PEAX_UNROLL
  for (int r = 0; r < 3; ++r) {
    if (r < top || r >= bottom) continue;
    float const* const x_row = x + r * a.x_row;
    float const* const w_row = w + r * a.w_row;
    vec const tap[3] = {take<Whole>(w_row, m), take<Whole>(w_row + a.w_col, m),
                        take<Whole>(w_row + 2 * a.w_col, m)};
    if (!left) acc[0] += take<Whole>(x_row, m) * tap[0];
    PEAX_UNROLL
    for (int c = 1; c + 1 < columns; ++c) {
      vec const v = take<Whole>(x_row + c * a.channels, m);
      PEAX_UNROLL
      for (int p = 0; p < Pixels; ++p) {
        if (c >= p * Stride && c < p * Stride + 3) acc[p] += v * tap[c - p * Stride];
      }
    }
    if (!right) acc[Pixels - 1] += take<Whole>(x_row + (columns - 1) * a.channels, m) * tap[2];
  }
  vec const low = broadcast(a.limits.low);
  vec const high = broadcast(a.limits.high);
  PEAX_UNROLL
  for (int p = 0; p < Pixels; ++p) {
    float* const to = y + p * a.channels;
    vec result = acc[p];
    if (a.add) result += take<Whole>(to, m);
    result = clamp(result, low, high);
    if constexpr (Whole) {
      put(to, result);
    } else {
      put(to, result, m);
    }
  }
}

template <int Pixels, int Stride>
PEAX_KERNEL_TEMPLATE void plane_tile_channels(plane_args const& a, index top, index bottom, bool left,
                                              bool right, float const* x, float* y) {
  index c = 0;
  part const all = first_lanes(lanes);
  for (; c + lanes <= a.channels; c += lanes)
    plane_tile<Pixels, Stride, true>(a, x + c, a.w + c, top, bottom, left, right, c, y + c, all);
  if (c < a.channels)
    plane_tile<Pixels, Stride, false>(a, x + c, a.w + c, top, bottom, left, right, c, y + c,
                                      first_lanes(a.channels - c));
}

template <int Stride> PEAX_KERNEL_TEMPLATE void plane_rows(plane_args const& a) {
  constexpr index widest = 6;
  index const tiles = (a.out_w + widest - 1) / widest;
  for (index row = a.first_row; row < a.last_row; ++row) {
    index const y_first = row * Stride - a.pad_top;
    index const top = std::max<index>(0, -y_first);
    index const bottom = std::min<index>(3, a.in_h - y_first);
    for (index tile = 0; tile < tiles; ++tile) {
      index const first = tile * a.out_w / tiles;
      index const width = (tile + 1) * a.out_w / tiles - first;
      index const x_first = first * Stride - a.pad_left;
      bool const left = x_first < 0;
      bool const right = x_first + (width - 1) * Stride + 3 > a.in_w;
      float const* const x = a.x + y_first * a.x_row + x_first * a.channels;
      float* const y = a.y + (row * a.out_w + first) * a.channels;
      switch (width) {
      case 1: plane_tile_channels<1, Stride>(a, top, bottom, left, right, x, y); break;
      case 2: plane_tile_channels<2, Stride>(a, top, bottom, left, right, x, y); break;
      case 3: plane_tile_channels<3, Stride>(a, top, bottom, left, right, x, y); break;
      case 4: plane_tile_channels<4, Stride>(a, top, bottom, left, right, x, y); break;
      case 5: plane_tile_channels<5, Stride>(a, top, bottom, left, right, x, y); break;
      default: plane_tile_channels<6, Stride>(a, top, bottom, left, right, x, y); break;
      }
    }
  }
}

PEAX_KERNEL void depthwise_plane(plane_args const& a) {
  if (a.stride == 1) {
    plane_rows<1>(a);
  } else {
    plane_rows<2>(a);
  }
}

// The weight gradient of one row of outputs: nine sums, neighbours share the loads of x.
template <int Pixels, int Stride, bool Whole>
PEAX_KERNEL_INLINE void plane_gradient_tile(plane_args const& a, float const* x, float const* dy, index top,
                                            index bottom, bool left, bool right, vec (&acc)[3][3],
                                            part const& m) {
  constexpr int columns = (Pixels - 1) * Stride + 3;
  vec d[Pixels];
  PEAX_UNROLL
  for (int p = 0; p < Pixels; ++p) d[p] = take<Whole>(dy + p * a.channels, m);
  PEAX_UNROLL
  for (int r = 0; r < 3; ++r) {
    if (r < top || r >= bottom) continue;
    float const* const x_row = x + r * a.x_row;
    if (!left) acc[r][0] += take<Whole>(x_row, m) * d[0];
    PEAX_UNROLL
    for (int c = 1; c + 1 < columns; ++c) {
      vec const v = take<Whole>(x_row + c * a.channels, m);
      PEAX_UNROLL
      for (int p = 0; p < Pixels; ++p) {
        if (c >= p * Stride && c < p * Stride + 3) acc[r][c - p * Stride] += v * d[p];
      }
    }
    if (!right) acc[r][2] += take<Whole>(x_row + (columns - 1) * a.channels, m) * d[Pixels - 1];
  }
}

template <int Stride, bool Whole>
PEAX_KERNEL_TEMPLATE void plane_gradient_row(plane_args const& a, index row, index channel, part const m) {
  index const y_first = row * Stride - a.pad_top;
  index const top = std::max<index>(0, -y_first);
  index const bottom = std::min<index>(3, a.in_h - y_first);
  float* const w = a.y + channel;
  vec acc[3][3];
  PEAX_UNROLL
  for (int r = 0; r < 3; ++r) {
    PEAX_UNROLL
    for (int s = 0; s < 3; ++s) acc[r][s] = take<Whole>(w + r * a.w_row + s * a.w_col, m);
  }
  for (index first = 0; first < a.out_w;) {
    index const remaining = a.out_w - first;
    index const width = remaining == 4 || remaining >= 6 ? 4 : std::min<index>(remaining, 3);
    index const x_first = first * Stride - a.pad_left;
    bool const left = x_first < 0;
    bool const right = x_first + (width - 1) * Stride + 3 > a.in_w;
    float const* const x = a.x + y_first * a.x_row + x_first * a.channels + channel;
    float const* const dy = a.dy + (row * a.out_w + first) * a.channels + channel;
    switch (width) {
    case 4: plane_gradient_tile<4, Stride, Whole>(a, x, dy, top, bottom, left, right, acc, m); break;
    case 3: plane_gradient_tile<3, Stride, Whole>(a, x, dy, top, bottom, left, right, acc, m); break;
    case 2: plane_gradient_tile<2, Stride, Whole>(a, x, dy, top, bottom, left, right, acc, m); break;
    default: plane_gradient_tile<1, Stride, Whole>(a, x, dy, top, bottom, left, right, acc, m); break;
    }
    first += width;
  }
  PEAX_UNROLL
  for (int r = 0; r < 3; ++r) {
    PEAX_UNROLL
    for (int s = 0; s < 3; ++s) {
      float* const to = w + r * a.w_row + s * a.w_col;
      if constexpr (Whole) {
        put(to, acc[r][s]);
      } else {
        put(to, acc[r][s], m);
      }
    }
  }
}

template <int Stride> PEAX_KERNEL_TEMPLATE void plane_gradient_rows(plane_args const& a) {
  for (index row = a.first_row; row < a.last_row; ++row) {
    index c = 0;
    for (; c + lanes <= a.channels; c += lanes)
      plane_gradient_row<Stride, true>(a, row, c, first_lanes(lanes));
    if (c < a.channels) plane_gradient_row<Stride, false>(a, row, c, first_lanes(a.channels - c));
  }
}

PEAX_KERNEL void depthwise_plane_gradient(plane_args const& a) {
  if (a.stride == 1) {
    plane_gradient_rows<1>(a);
  } else {
    plane_gradient_rows<2>(a);
  }
}
