// Normalization on blocks of rows, one to `strip` vectors of channels at a time.

// Rows that are handled together: in sums all of their channels, x and dy, stay in the nearest cache; in maps, which stream, memory
// is read nearly in order, so that it is fetched ahead.
inline constexpr index sum_floats = 2048;
inline constexpr index map_floats = 512;
inline constexpr index prefetch_floats = 1024;
inline constexpr int strip = PEAX_KERNEL_SET == 2 ? 4 : 2; // what the registers hold

// Calls Body<Vectors, Whole> for all channels of every block of rows.
#define PEAX_KERNEL_FOR_BLOCKS(Body, a, floats)                                                              \
  index const row_block = std::clamp<index>((floats) / (a).channels, 4, 256);                                \
  for (index row = 0; row < (a).rows; row += row_block) {                                                    \
    index const rows = std::min(row_block, (a).rows - row);                                                  \
    index c = 0;                                                                                             \
    for (; c + strip * lanes <= (a).channels; c += strip * lanes) Body<strip, true>(a, row, rows, c);        \
    for (; c + lanes <= (a).channels; c += lanes) Body<1, true>(a, row, rows, c);                            \
    if (c < (a).channels) Body<1, false>(a, row, rows, c);                                                   \
  }

// What one block of rows gave per channel: sums of the values less their pivot, and of their squares.
struct block_lanes {
  float const* sum;
  float const* square;
  float const* pivot;
};

// Joins the mean and the squared deviations of a block with those of the `first` rows before it.
PEAX_KERNEL_INLINE void join_statistics(double* mean, double* squares, block_lanes const& b, index used,
                                        index first, index rows) {
  double const one_of_n = 1.0 / static_cast<double>(rows);
  double const share = static_cast<double>(rows) / static_cast<double>(first + rows);
  double const weight = static_cast<double>(first) * share;
  for (index i = 0; i < used; ++i) {
    double const s = static_cast<double>(b.sum[i]);
    double const block_mean = static_cast<double>(b.pivot[i]) + s * one_of_n;
    double const deviation = static_cast<double>(b.square[i]) - s * s * one_of_n;
    double const block_squares = deviation < 0 ? 0 : deviation;
    double const before = first == 0 ? block_mean : mean[i];
    double const distance = block_mean - before;
    mean[i] = before + distance * share;
    squares[i] = (first == 0 ? 0.0 : squares[i]) + block_squares + distance * distance * weight;
  }
}

// Adds the sums of a block to those of the rows before it, or begins them.
PEAX_KERNEL_INLINE void add_sums(double* to, float const* block, index used, bool begins) {
  for (index i = 0; i < used; ++i) to[i] = (begins ? 0.0 : to[i]) + static_cast<double>(block[i]);
}

// Mean and sum of squared deviations of one block, measured from its first row so that squares do not cancel,
// joined with those of the rows before that the partial already holds.
template <int Vectors, bool Whole>
PEAX_KERNEL_TEMPLATE void block_statistics(row_args const& a, index first, index rows, index c) {
  constexpr int unroll = 4 / Vectors;
  index const step = a.channels;
  part const m = first_lanes(Whole ? lanes : step - c);
  float const* x = a.x + first * step + c;
  vec pivot[Vectors];
  vec sum[Vectors][unroll];
  vec square[Vectors][unroll];
  PEAX_UNROLL
  for (int v = 0; v < Vectors; ++v) {
    pivot[v] = take<Whole>(x + v * lanes, m);
    PEAX_UNROLL
    for (int u = 0; u < unroll; ++u) sum[v][u] = square[v][u] = vec{};
  }
  index row = 0;
  for (; row + unroll <= rows; row += unroll, x += unroll * step) {
    PEAX_UNROLL
    for (int u = 0; u < unroll; ++u) {
      PEAX_UNROLL
      for (int v = 0; v < Vectors; ++v) {
        vec const d = take<Whole>(x + u * step + v * lanes, m) - pivot[v];
        sum[v][u] += d;
        square[v][u] += d * d;
      }
    }
  }
  for (; row < rows; ++row, x += step) {
    PEAX_UNROLL
    for (int v = 0; v < Vectors; ++v) {
      vec const d = take<Whole>(x + v * lanes, m) - pivot[v];
      sum[v][0] += d;
      square[v][0] += d * d;
    }
  }
  index const used = Whole ? Vectors * lanes : step - c;
  PEAX_UNROLL
  for (int v = 0; v < Vectors; ++v) {
    PEAX_UNROLL
    for (int u = 1; u < unroll; ++u) {
      sum[v][0] += sum[v][u];
      square[v][0] += square[v][u];
    }
  }
  float lane_sum[Vectors * lanes];
  float lane_square[Vectors * lanes];
  float lane_pivot[Vectors * lanes];
  PEAX_UNROLL
  for (int v = 0; v < Vectors; ++v) {
    put(lane_sum + v * lanes, sum[v][0]);
    put(lane_square + v * lanes, square[v][0]);
    put(lane_pivot + v * lanes, pivot[v]);
  }
  double* const mean = a.partial + c;
  join_statistics(mean, mean + step, {lane_sum, lane_square, lane_pivot}, used, first, rows);
}

PEAX_KERNEL void statistics(row_args const& a) { PEAX_KERNEL_FOR_BLOCKS(block_statistics, a, sum_floats) }

// Sums of dz and dz * (x - mean) of one block, added to (or, for the first, written to) the partial.
template <int Vectors, bool Whole>
PEAX_KERNEL_TEMPLATE void block_sums(row_args const& a, index first, index rows, index c) {
  constexpr int unroll = 4 / Vectors;
  index const step = a.channels;
  part const m = first_lanes(Whole ? lanes : step - c);
  vec const low = broadcast(a.limits.low);
  vec const high = broadcast(a.limits.high);
  vec scale[Vectors];
  vec shift[Vectors];
  vec mean[Vectors];
  vec sum[Vectors][unroll];
  vec product[Vectors][unroll];
  PEAX_UNROLL
  for (int v = 0; v < Vectors; ++v) {
    scale[v] = take<Whole>(a.scale + c + v * lanes, m);
    shift[v] = take<Whole>(a.shift + c + v * lanes, m);
    mean[v] = take<Whole>(a.mean + c + v * lanes, m);
    PEAX_UNROLL
    for (int u = 0; u < unroll; ++u) sum[v][u] = product[v][u] = vec{};
  }
  float const* x = a.x + first * step + c;
  float const* dy = a.dy + first * step + c;
  index row = 0;
  for (; row + unroll <= rows; row += unroll, x += unroll * step, dy += unroll * step) {
    PEAX_UNROLL
    for (int u = 0; u < unroll; ++u) {
      PEAX_UNROLL
      for (int v = 0; v < Vectors; ++v) {
        vec const value = take<Whole>(x + u * step + v * lanes, m);
        vec const z = value * scale[v] + shift[v];
        vec const dz = select((z > low) & (z < high), take<Whole>(dy + u * step + v * lanes, m), vec{});
        sum[v][u] += dz;
        product[v][u] += dz * (value - mean[v]);
      }
    }
  }
  for (; row < rows; ++row, x += step, dy += step) {
    PEAX_UNROLL
    for (int v = 0; v < Vectors; ++v) {
      vec const value = take<Whole>(x + v * lanes, m);
      vec const z = value * scale[v] + shift[v];
      vec const dz = select((z > low) & (z < high), take<Whole>(dy + v * lanes, m), vec{});
      sum[v][0] += dz;
      product[v][0] += dz * (value - mean[v]);
    }
  }
  float lane_sum[Vectors * lanes];
  float lane_product[Vectors * lanes];
  PEAX_UNROLL
  for (int v = 0; v < Vectors; ++v) {
    PEAX_UNROLL
    for (int u = 1; u < unroll; ++u) {
      sum[v][0] += sum[v][u];
      product[v][0] += product[v][u];
    }
    put(lane_sum + v * lanes, sum[v][0]);
    put(lane_product + v * lanes, product[v][0]);
  }
  index const used = Whole ? Vectors * lanes : step - c;
  add_sums(a.partial + c, lane_sum, used, first == 0);
  add_sums(a.partial + c + step, lane_product, used, first == 0);
}

PEAX_KERNEL void normalization_sums(row_args const& a) { PEAX_KERNEL_FOR_BLOCKS(block_sums, a, sum_floats) }

// y = f(x, dy) for every row of a block. Kind 0: bounds(x * scale + shift). Kind 1: the gradient in training.
// Kind 2: the gradient with frozen statistics.
template <int Kind, int Vectors, bool Whole>
PEAX_KERNEL_INLINE void block_map(row_args const& a, index first, index rows, index c) {
  index const step = a.channels;
  part const m = first_lanes(Whole ? lanes : step - c);
  vec const low = broadcast(a.limits.low);
  vec const high = broadcast(a.limits.high);
  vec scale[Vectors];
  vec shift[Vectors];
  vec factor[3][Vectors];
  PEAX_UNROLL
  for (int v = 0; v < Vectors; ++v) {
    scale[v] = take<Whole>(a.scale + c + v * lanes, m);
    shift[v] = take<Whole>(a.shift + c + v * lanes, m);
    PEAX_UNROLL
    for (int i = 0; i < 3; ++i) {
      factor[i][v] = Kind == 1 ? take<Whole>(a.coefficients + i * step + c + v * lanes, m) : vec{};
    }
  }
  for (index row = 0; row < rows; ++row) {
    index const at = (first + row) * step + c;
    PEAX_UNROLL
    for (int v = 0; v < Vectors; ++v) {
      float* const y = a.y + at + v * lanes;
      // Where the stream goes on; beyond the end it is a hint without effect.
      __builtin_prefetch(a.x + at + v * lanes + prefetch_floats);
      if constexpr (Kind != 0) __builtin_prefetch(a.dy + at + v * lanes + prefetch_floats);
      vec const x = take<Whole>(a.x + at + v * lanes, m);
      vec const z = x * scale[v] + shift[v];
      vec result;
      if constexpr (Kind == 0) {
        result = clamp(z, low, high);
      } else {
        vec const dz = select((z > low) & (z < high), take<Whole>(a.dy + at + v * lanes, m), vec{});
        result = Kind == 1 ? factor[0][v] * dz + (factor[1][v] * x + factor[2][v]) : scale[v] * dz;
        if (a.add) result += take<Whole>(y, m);
      }
      if constexpr (Whole) {
        put(y, result);
      } else {
        put(y, result, m);
      }
    }
  }
}

template <int Vectors, bool Whole>
PEAX_KERNEL_TEMPLATE void block_scale_shift(row_args const& a, index first, index rows, index c) {
  block_map<0, Vectors, Whole>(a, first, rows, c);
}
template <int Vectors, bool Whole>
PEAX_KERNEL_TEMPLATE void block_apply(row_args const& a, index first, index rows, index c) {
  block_map<1, Vectors, Whole>(a, first, rows, c);
}
template <int Vectors, bool Whole>
PEAX_KERNEL_TEMPLATE void block_scale_gradient(row_args const& a, index first, index rows, index c) {
  block_map<2, Vectors, Whole>(a, first, rows, c);
}

PEAX_KERNEL void scale_shift(row_args const& a){
    PEAX_KERNEL_FOR_BLOCKS(block_scale_shift, a, map_floats)} PEAX_KERNEL
    void normalization_apply(row_args const& a){
        PEAX_KERNEL_FOR_BLOCKS(block_apply, a, map_floats)} PEAX_KERNEL
    void scale_shift_gradient(row_args const& a){PEAX_KERNEL_FOR_BLOCKS(block_scale_gradient, a, map_floats)}

#undef PEAX_KERNEL_FOR_BLOCKS

PEAX_KERNEL void add_row_sums(float const* x, index rows, index channels, float* sums) {
  for (index c = 0; c < channels; c += lanes) {
    index const left = channels - c;
    float const* p = x + c;
    vec sum[4]{};
    index row = 0;
    for (; row + 4 <= rows; row += 4, p += 4 * channels) {
      PEAX_UNROLL
      for (int u = 0; u < 4; ++u) sum[u] += fetch(p + u * channels, left);
    }
    for (; row < rows; ++row, p += channels) sum[0] += fetch(p, left);
    store_lanes(sums + c, fetch(sums + c, left) + ((sum[0] + sum[1]) + (sum[2] + sum[3])), left);
  }
}
