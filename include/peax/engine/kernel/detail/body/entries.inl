// The table of this instruction set.

// Accumulators, weights and one broadcast must fit the registers: 32 with AVX-512, 16 otherwise. The portable
// family has fewer tiles, for the sake of compile time.
inline constexpr tile_limits pixel_limits = PEAX_KERNEL_SET == 2   ? tile_limits{16, 12, 8, 6}
                                            : PEAX_KERNEL_SET == 1 ? tile_limits{12, 6, 4, 3}
                                                                   : tile_limits{8, 6, 0, 0};

// The weight gradient holds its vectors of dy in registers too.
inline constexpr tile_limits column_limits = PEAX_KERNEL_SET == 1 ? tile_limits{12, 6, 4, 2} : pixel_limits;

template <int Vectors, int... Pixels>
constexpr void fill_tiles(table& t, std::integer_sequence<int, Pixels...>) {
  ((t.conv[Vectors - 1][Pixels] = &conv_tile<Pixels + 1, Vectors>), ...);
}
template <int Vectors, int... Columns>
constexpr void fill_gradients(table& t, std::integer_sequence<int, Columns...>) {
  ((t.gradient[Vectors - 1][Columns] = &gradient_tile<Columns + 1, Vectors>), ...);
}

template <int... Pixels> constexpr void fill_three(table& t, std::integer_sequence<int, Pixels...>) {
  ((t.conv_three[Pixels] = &conv_three<Pixels + 1>), ...);
}

[[nodiscard]] constexpr table make_table() {
  table t{};
  t.set = static_cast<instruction_set>(PEAX_KERNEL_SET);
  t.lanes = lanes;
  t.pixel_limit = pixel_limits;
  t.column_limit = column_limits;
  fill_tiles<1>(t, std::make_integer_sequence<int, pixel_limits[0]>{});
  fill_tiles<2>(t, std::make_integer_sequence<int, pixel_limits[1]>{});
  fill_tiles<3>(t, std::make_integer_sequence<int, pixel_limits[2]>{});
  fill_tiles<4>(t, std::make_integer_sequence<int, pixel_limits[3]>{});
  fill_gradients<1>(t, std::make_integer_sequence<int, column_limits[0]>{});
  fill_gradients<2>(t, std::make_integer_sequence<int, column_limits[1]>{});
  fill_gradients<3>(t, std::make_integer_sequence<int, column_limits[2]>{});
  fill_gradients<4>(t, std::make_integer_sequence<int, column_limits[3]>{});
  fill_three(t, std::make_integer_sequence<int, pixel_limits[0]>{});
  t.depthwise = &depthwise;
  t.depthwise_gradient = &depthwise_gradient;
  t.depthwise_plane = &depthwise_plane;
  t.depthwise_plane_gradient = &depthwise_plane_gradient;
  t.max_pool = &max_pool;
  t.max_pool_gradient = &max_pool_gradient;
  t.average_pool = &average_pool;
  t.average_pool_gradient = &average_pool_gradient;
  t.statistics = &statistics;
  t.scale_shift = &scale_shift;
  t.normalization_sums = &normalization_sums;
  t.normalization_apply = &normalization_apply;
  t.scale_shift_gradient = &scale_shift_gradient;
  t.add_row_sums = &add_row_sums;
  t.unary = &unary;
  t.unary_gradient = &unary_gradient;
  t.binary = &binary;
  t.prelu = &prelu;
  t.prelu_gradient = &prelu_gradient;
  t.add_scaled = &add_scaled;
  t.adam = &adam;
  t.softmax = &softmax;
  t.softmax_gradient = &softmax_gradient;
  t.softmax_row = &softmax_row;
  t.transpose = &transpose;
  t.winograd_input = &winograd_input;
  t.winograd_output = &winograd_output;
  t.winograd_weights = &winograd_weights;
  t.winograd_gradient_input = &winograd_gradient_input;
  t.winograd_gradient = &winograd_gradient;
  t.lstm_forward = &lstm_forward;
  t.lstm_backward = &lstm_backward;
  return t;
}

inline constexpr table entries = make_table();
