// Register tiles of convolution: Pixels x Vectors accumulators, x broadcast, weights by vector.

template <int Pixels, int Vectors> PEAX_KERNEL_TEMPLATE void conv_tile(conv_args const& a) {
  bool const clamped = a.limits.bind();
  bool const partial = a.last_lanes < lanes;
  part const last = first_lanes(a.last_lanes);
  vec const low = broadcast(a.limits.low);
  vec const high = broadcast(a.limits.high);
  for (index row = 0; row < a.rows; ++row) {
    float const* x_tile = a.x + row * a.x_row;
    float* y_tile = a.y + row * a.y_row;
    for (index tile = 0; tile < a.tiles; ++tile, x_tile += Pixels * a.x_pixel, y_tile += Pixels * a.y_pixel) {
      vec acc[Pixels][Vectors];
      PEAX_UNROLL
      for (int v = 0; v < Vectors; ++v) {
        vec start{};
        if (a.bias)
          start = v + 1 < Vectors || !partial ? load(a.bias + v * lanes) : load(a.bias + v * lanes, last);
        PEAX_UNROLL
        for (int p = 0; p < Pixels; ++p) acc[p][v] = start;
      }
      float const* w = a.w;
      for (index r = 0; r < a.tap_rows; ++r) {
        for (index s = 0; s < a.tap_cols; ++s) {
          float const* x = x_tile + r * a.tap_row + s * a.tap_col;
          for (index i = 0; i < a.run; ++i, ++x, w += Vectors * lanes) {
            vec weight[Vectors];
            PEAX_UNROLL
            for (int v = 0; v < Vectors; ++v) weight[v] = load(w + v * lanes);
            PEAX_UNROLL
            for (int p = 0; p < Pixels; ++p) {
              vec const b = broadcast(x[p * a.x_pixel]);
              PEAX_UNROLL
              for (int v = 0; v < Vectors; ++v) acc[p][v] += b * weight[v];
            }
          }
        }
      }
      PEAX_UNROLL
      for (int p = 0; p < Pixels; ++p) {
        PEAX_UNROLL
        for (int v = 0; v < Vectors; ++v) {
          float* const y = y_tile + p * a.y_pixel + v * lanes;
          bool const whole = v + 1 < Vectors || !partial;
          vec result = acc[p][v];
          if (a.add) result += whole ? load(y) : load(y, last);
          if (clamped) result = clamp(result, low, high);
          if (whole) {
            put(y, result);
          } else {
            put(y, result, last);
          }
        }
      }
    }
  }
}

template <int Columns, int Vectors> PEAX_KERNEL_TEMPLATE void gradient_tile(gradient_args const& a) {
  bool const partial = a.last_lanes < lanes;
  part const last = first_lanes(a.last_lanes);
  vec acc[Columns][Vectors];
  PEAX_UNROLL
  for (int c = 0; c < Columns; ++c) {
    PEAX_UNROLL
    for (int v = 0; v < Vectors; ++v) acc[c][v] = vec{};
  }
  for (index row = 0; row < a.rows; ++row) {
    float const* x = a.x + row * a.x_row;
    float const* dy = a.dy + row * a.dy_row;
    for (index col = 0; col < a.cols; ++col, x += a.x_pixel, dy += a.dy_pixel) {
      vec d[Vectors];
      PEAX_UNROLL
      for (int v = 0; v + 1 < Vectors; ++v) d[v] = load(dy + v * lanes);
      d[Vectors - 1] = partial ? load(dy + (Vectors - 1) * lanes, last) : load(dy + (Vectors - 1) * lanes);
      PEAX_UNROLL
      for (int c = 0; c < Columns; ++c) {
        vec const b = broadcast(x[c]);
        PEAX_UNROLL
        for (int v = 0; v < Vectors; ++v) acc[c][v] += b * d[v];
      }
    }
  }
  PEAX_UNROLL
  for (int c = 0; c < Columns; ++c) {
    PEAX_UNROLL
    for (int v = 0; v < Vectors; ++v) {
      float* const w = a.dw + c * a.dw_step + v * lanes;
      put(w, a.overwrite ? acc[c][v] : load(w) + acc[c][v]);
    }
  }
}

// Three neighbouring taps of one vector of channels: every x is loaded once and serves three pixels. One
// broadcast for each product, as `conv_tile` needs with a single vector, is more than the load ports deliver.
template <int Pixels> PEAX_KERNEL_TEMPLATE void conv_three(conv_args const& a) {
  bool const clamped = a.limits.bind();
  bool const partial = a.last_lanes < lanes;
  part const last = first_lanes(a.last_lanes);
  vec const low = broadcast(a.limits.low);
  vec const high = broadcast(a.limits.high);
  index const channels = a.x_pixel; // what lies between two pixels is what lies between two taps
  for (index row = 0; row < a.rows; ++row) {
    float const* x_tile = a.x + row * a.x_row;
    float* y = a.y + row * a.y_row;
    for (index tile = 0; tile < a.tiles; ++tile, x_tile += Pixels * a.x_pixel) {
      vec start{};
      if (a.bias) start = partial ? load(a.bias, last) : load(a.bias);
      vec acc[Pixels];
      PEAX_UNROLL
      for (int p = 0; p < Pixels; ++p) acc[p] = start;
      float const* w = a.w;
      for (index r = 0; r < a.tap_rows; ++r, w += 2 * channels * lanes) {
        float const* x = x_tile + r * a.tap_row;
        for (index i = 0; i < channels; ++i, ++x, w += lanes) {
          vec const weight[3] = {load(w), load(w + channels * lanes), load(w + 2 * channels * lanes)};
          PEAX_UNROLL
          for (int q = 0; q < Pixels + 2; ++q) {
            vec const b = broadcast(x[q * channels]);
            PEAX_UNROLL
            for (int s = 0; s < 3; ++s) {
              if (q - s >= 0 && q - s < Pixels) acc[q - s] += b * weight[s];
            }
          }
        }
      }
      PEAX_UNROLL
      for (int p = 0; p < Pixels; ++p, y += a.y_pixel) {
        vec result = acc[p];
        if (a.add) result += partial ? load(y, last) : load(y);
        if (clamped) result = clamp(result, low, high);
        if (partial) {
          put(y, result, last);
        } else {
          put(y, result);
        }
      }
    }
  }
}
