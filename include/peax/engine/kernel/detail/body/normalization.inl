// Normalization on blocks of rows, a vector of channels at a time.

inline constexpr index row_block = 256;
inline constexpr int row_unroll = 4;

// Mean and sum of squared deviations of one block, measured from its first row so that squares do not cancel, joined
// with those of the `before` rows that partial already holds.
template <bool Whole>
PEAX_KERNEL_TEMPLATE void block_statistics(float const* x, index rows, index step, index before, double* mean_at,
                                           double* squares_at, index left) {
  part const m = first_lanes(Whole ? lanes : left);
  vec const pivot = Whole ? load(x) : load(x, m);
  vec sum[row_unroll]{};
  vec square[row_unroll]{};
  index row = 0;
  for (; row + row_unroll <= rows; row += row_unroll, x += row_unroll * step) {
    PEAX_UNROLL
    for (int u = 0; u < row_unroll; ++u) {
      vec const d = (Whole ? load(x + u * step) : load(x + u * step, m)) - pivot;
      sum[u] += d;
      square[u] += d * d;
    }
  }
  for (; row < rows; ++row, x += step) {
    vec const d = (Whole ? load(x) : load(x, m)) - pivot;
    sum[0] += d;
    square[0] += d * d;
  }
  vec const sums = (sum[0] + sum[1]) + (sum[2] + sum[3]);
  vec const squares = (square[0] + square[1]) + (square[2] + square[3]);
  double const n = static_cast<double>(rows);
  double const b = static_cast<double>(before);
  index const used = Whole ? lanes : left;
  for (index i = 0; i < used; ++i) {
    double const s = static_cast<double>(sums[i]);
    double const mean = static_cast<double>(pivot[i]) + s / n;
    double const deviation = static_cast<double>(squares[i]) - s * s / n;
    if (before == 0) {
      mean_at[i] = mean;
      squares_at[i] = deviation > 0 ? deviation : deviation < 0 ? 0 : deviation;
    } else {
      double const step_mean = mean - mean_at[i];
      mean_at[i] += step_mean * n / (b + n);
      squares_at[i] += (deviation > 0 ? deviation : deviation < 0 ? 0 : deviation) + step_mean * step_mean * b * n / (b + n);
    }
  }
}

PEAX_KERNEL void statistics(row_args const& a) {
  for (index row = 0; row < a.rows; row += row_block) {
    index const rows = std::min(row_block, a.rows - row);
    for (index c = 0; c < a.channels; c += lanes) {
      float const* const x = a.x + row * a.channels + c;
      double* const mean = a.partial + c;
      double* const squares = a.partial + a.channels + c;
      index const left = a.channels - c;
      if (left >= lanes) {
        block_statistics<true>(x, rows, a.channels, row, mean, squares, left);
      } else {
        block_statistics<false>(x, rows, a.channels, row, mean, squares, left);
      }
    }
  }
}

// Sums of dz and dz * (x - mean) of one block, added to (or, for the first, written to) the partial.
template <bool Whole>
PEAX_KERNEL_TEMPLATE void block_sums(row_args const& a, index first, index rows, index c) {
  index const step = a.channels;
  index const left = a.channels - c;
  part const m = first_lanes(Whole ? lanes : left);
  auto const take = [m](float const* p) PEAX_KERNEL_LAMBDA { return Whole ? load(p) : load(p, m); };
  vec const scale = take(a.scale + c);
  vec const shift = take(a.shift + c);
  vec const mean = take(a.mean + c);
  vec const low = broadcast(a.limits.low);
  vec const high = broadcast(a.limits.high);
  float const* x = a.x + first * step + c;
  float const* dy = a.dy + first * step + c;
  vec sum[row_unroll]{};
  vec product[row_unroll]{};
  index row = 0;
  for (; row + row_unroll <= rows; row += row_unroll, x += row_unroll * step, dy += row_unroll * step) {
    PEAX_UNROLL
    for (int u = 0; u < row_unroll; ++u) {
      vec const v = take(x + u * step);
      vec const z = v * scale + shift;
      vec const dz = select((z > low) & (z < high), take(dy + u * step), vec{});
      sum[u] += dz;
      product[u] += dz * (v - mean);
    }
  }
  for (; row < rows; ++row, x += step, dy += step) {
    vec const v = take(x);
    vec const z = v * scale + shift;
    vec const dz = select((z > low) & (z < high), take(dy), vec{});
    sum[0] += dz;
    product[0] += dz * (v - mean);
  }
  vec const sums = (sum[0] + sum[1]) + (sum[2] + sum[3]);
  vec const products = (product[0] + product[1]) + (product[2] + product[3]);
  index const used = Whole ? lanes : left;
  for (index i = 0; i < used; ++i) {
    double& s = a.partial[c + i];
    double& p = a.partial[a.channels + c + i];
    s = (first == 0 ? 0.0 : s) + static_cast<double>(sums[i]);
    p = (first == 0 ? 0.0 : p) + static_cast<double>(products[i]);
  }
}

PEAX_KERNEL void normalization_sums(row_args const& a) {
  for (index row = 0; row < a.rows; row += row_block) {
    index const rows = std::min(row_block, a.rows - row);
    for (index c = 0; c < a.channels; c += lanes) {
      if (a.channels - c >= lanes) {
        block_sums<true>(a, row, rows, c);
      } else {
        block_sums<false>(a, row, rows, c);
      }
    }
  }
}

// y = f(x, dy) for every row of a block. Kind 0: bounds(x * scale + shift). Kind 1: the gradient in training.
// Kind 2: the gradient with frozen statistics.
template <int Kind, bool Whole>
PEAX_KERNEL_TEMPLATE void block_map(row_args const& a, index first, index rows, index c) {
  index const step = a.channels;
  part const m = first_lanes(Whole ? lanes : a.channels - c);
  auto const take = [m](float const* p) PEAX_KERNEL_LAMBDA { return Whole ? load(p) : load(p, m); };
  vec const scale = take(a.scale + c);
  vec const shift = take(a.shift + c);
  vec const low = broadcast(a.limits.low);
  vec const high = broadcast(a.limits.high);
  vec factor[3]{};
  if constexpr (Kind == 1) {
    PEAX_UNROLL
    for (int i = 0; i < 3; ++i) factor[i] = take(a.coefficients + i * a.channels + c);
  }
  index const from = first * step + c;
  for (index row = 0; row < rows; ++row) {
    index const at = from + row * step;
    vec const x = take(a.x + at);
    vec const z = x * scale + shift;
    vec result;
    if constexpr (Kind == 0) {
      result = clamp(z, low, high);
    } else {
      vec const dz = select((z > low) & (z < high), take(a.dy + at), vec{});
      result = Kind == 1 ? factor[0] * dz + (factor[1] * x + factor[2]) : scale * dz;
      if (a.add) result += take(a.y + at);
    }
    if constexpr (Whole) {
      put(a.y + at, result);
    } else {
      put(a.y + at, result, m);
    }
  }
}

template <int Kind>
PEAX_KERNEL_INLINE void map_rows(row_args const& a) {
  for (index row = 0; row < a.rows; row += row_block) {
    index const rows = std::min(row_block, a.rows - row);
    for (index c = 0; c < a.channels; c += lanes) {
      if (a.channels - c >= lanes) {
        block_map<Kind, true>(a, row, rows, c);
      } else {
        block_map<Kind, false>(a, row, rows, c);
      }
    }
  }
}

PEAX_KERNEL void scale_shift(row_args const& a) { map_rows<0>(a); }
PEAX_KERNEL void normalization_apply(row_args const& a) { map_rows<1>(a); }
PEAX_KERNEL void scale_shift_gradient(row_args const& a) { map_rows<2>(a); }

PEAX_KERNEL void add_row_sums(float const* x, index rows, index channels, float* sums) {
  for (index c = 0; c < channels; c += lanes) {
    index const left = channels - c;
    float const* p = x + c;
    vec sum[row_unroll]{};
    index row = 0;
    for (; row + row_unroll <= rows; row += row_unroll, p += row_unroll * channels) {
      PEAX_UNROLL
      for (int u = 0; u < row_unroll; ++u) sum[u] += fetch(p + u * channels, left);
    }
    for (; row < rows; ++row, p += channels) sum[0] += fetch(p, left);
    store_lanes(sums + c, fetch(sums + c, left) + ((sum[0] + sum[1]) + (sum[2] + sum[3])), left);
  }
}
