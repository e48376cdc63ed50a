// Transforms of Winograd's convolution F(4x4, 3x3) with the points 0, 1, -1, 2, -2 and infinity (Lavin, Gray 2016). A vector is
// `lanes` channels; every transform is one of lines of numbers, first down, then across.

// Six inputs of a line to the six points.
PEAX_KERNEL_INLINE void winograd_to_points(vec const (&d)[6], vec (&t)[6]) {
  vec const a = d[4] - 4.0F * d[2];
  vec const b = d[3] - 4.0F * d[1];
  vec const c = d[4] - d[2];
  vec const e = 2.0F * (d[3] - d[1]);
  t[0] = 4.0F * d[0] - 5.0F * d[2] + d[4];
  t[1] = a + b;
  t[2] = a - b;
  t[3] = c + e;
  t[4] = c - e;
  t[5] = 4.0F * d[1] - 5.0F * d[3] + d[5];
}

// The six points to the four outputs of a line.
PEAX_KERNEL_INLINE void winograd_from_points(vec const (&m)[6], vec (&o)[4]) {
  vec const s = m[1] + m[2];
  vec const d = m[1] - m[2];
  vec const u = m[3] + m[4];
  vec const v = m[3] - m[4];
  o[0] = m[0] + s + u;
  o[1] = d + 2.0F * v;
  o[2] = s + 4.0F * u;
  o[3] = d + 8.0F * v + m[5];
}

// Gradients of four outputs to the six points: the transpose of the one before.
PEAX_KERNEL_INLINE void winograd_gradient_points(vec const (&y)[4], vec (&w)[6]) {
  vec const p = y[0] + y[2];
  vec const q = y[1] + y[3];
  vec const r = y[0] + 4.0F * y[2];
  vec const s = 2.0F * y[1] + 8.0F * y[3];
  w[0] = y[0];
  w[1] = p + q;
  w[2] = p - q;
  w[3] = r + s;
  w[4] = r - s;
  w[5] = y[3];
}

// Three taps to the six points.
PEAX_KERNEL_INLINE void winograd_tap_points(vec const (&g)[3], vec (&u)[6]) {
  constexpr float sixth = 1.0F / 6.0F;
  constexpr float twelfth = 1.0F / 12.0F;
  constexpr float least = 1.0F / 24.0F;
  vec const s = g[0] + g[2];
  vec const e = least * g[0] + sixth * g[2];
  u[0] = 0.25F * g[0];
  u[1] = -sixth * (s + g[1]);
  u[2] = -sixth * (s - g[1]);
  u[3] = e + twelfth * g[1];
  u[4] = e - twelfth * g[1];
  u[5] = g[2];
}

// Gradients of the six points to those of three taps: the transpose of the one before.
PEAX_KERNEL_INLINE void winograd_gradient_taps(vec const (&u)[6], vec (&g)[3]) {
  constexpr float sixth = 1.0F / 6.0F;
  constexpr float twelfth = 1.0F / 12.0F;
  constexpr float least = 1.0F / 24.0F;
  vec const s = sixth * (u[1] + u[2]);
  vec const e = u[3] + u[4];
  g[0] = 0.25F * u[0] - s + least * e;
  g[1] = sixth * (u[2] - u[1]) + twelfth * (u[3] - u[4]);
  g[2] = u[5] - s + sixth * e;
}

// to(i, j) = transform of from(i, j) in both directions, [In][In] to [Out][Out]. Lines are fetched and stored one at a time: more
// do not fit the registers.
template <int In, int Out, class From, class Transform, class To>
PEAX_KERNEL_INLINE void winograd_square(From const& from, Transform const& transform, To const& to) {
  vec half[Out][In];
  PEAX_UNROLL
  for (int j = 0; j < In; ++j) {
    vec line[In];
    vec done[Out];
    PEAX_UNROLL
    for (int i = 0; i < In; ++i) line[i] = from(i, j);
    transform(line, done);
    PEAX_UNROLL
    for (int i = 0; i < Out; ++i) half[i][j] = done[i];
  }
  PEAX_UNROLL
  for (int i = 0; i < Out; ++i) {
    vec done[Out];
    transform(half[i], done);
    PEAX_UNROLL
    for (int j = 0; j < Out; ++j) to(i, j, done[j]);
  }
}

#define PEAX_WINOGRAD_FROM(expression) [&](int i, int j) PEAX_KERNEL_LAMBDA { return expression; }
#define PEAX_WINOGRAD_TO(statement) [&](int i, int j, vec v) PEAX_KERNEL_LAMBDA { statement; }
#define PEAX_WINOGRAD_LINE(function, In, Out)                                                                \
  [](vec const(&line)[In], vec(&done)[Out]) PEAX_KERNEL_LAMBDA { function(line, done); }

template <bool Whole>
PEAX_KERNEL_INLINE void winograd_input_channels(winograd_args const& a, index c, part const& m) {
  float const* const from = a.from + c;
  float* const to = a.to + c;
  index const row = a.row, pixel = a.pixel, plane = a.plane;
  winograd_square<6, 6>(PEAX_WINOGRAD_FROM(take<Whole>(from + i * row + j * pixel, m)),
                        PEAX_WINOGRAD_LINE(winograd_to_points, 6, 6),
                        PEAX_WINOGRAD_TO(put(to + (i * 6 + j) * plane, v)));
}

PEAX_KERNEL void winograd_input(winograd_args const& a) {
  index c = 0;
  for (; c + lanes <= a.channels; c += lanes) winograd_input_channels<true>(a, c, first_lanes(lanes));
  if (c < a.channels) winograd_input_channels<false>(a, c, first_lanes(a.channels - c));
}

template <bool Whole>
PEAX_KERNEL_INLINE void winograd_gradient_input_channels(winograd_args const& a, index c, part const& m) {
  float const* const from = a.from + c;
  float* const to = a.to + c;
  index const row = a.row, pixel = a.pixel, plane = a.plane;
  winograd_square<4, 6>(PEAX_WINOGRAD_FROM(take<Whole>(from + i * row + j * pixel, m)),
                        PEAX_WINOGRAD_LINE(winograd_gradient_points, 4, 6),
                        PEAX_WINOGRAD_TO(put(to + (i * 6 + j) * plane, v)));
}

PEAX_KERNEL void winograd_gradient_input(winograd_args const& a) {
  index c = 0;
  for (; c + lanes <= a.channels; c += lanes)
    winograd_gradient_input_channels<true>(a, c, first_lanes(lanes));
  if (c < a.channels) winograd_gradient_input_channels<false>(a, c, first_lanes(a.channels - c));
}

template <bool Whole>
PEAX_KERNEL_INLINE void winograd_output_channels(winograd_args const& a, index c, part const& m) {
  float const* const from = a.from + c;
  float* const to = a.to + c;
  index const row = a.row, pixel = a.pixel, plane = a.plane, rows = a.rows, cols = a.cols;
  vec start{};
  if (a.bias) start = take<Whole>(a.bias + c, m);
  vec const low = broadcast(a.limits.low);
  vec const high = broadcast(a.limits.high);
  bool const add = a.add;
  winograd_square<6, 4>(PEAX_WINOGRAD_FROM(load(from + (i * 6 + j) * plane)),
                        PEAX_WINOGRAD_LINE(winograd_from_points, 6, 4), PEAX_WINOGRAD_TO({
                          if (i >= rows || j >= cols) return;
                          float* const y = to + i * row + j * pixel;
                          v += start;
                          if (add) v += take<Whole>(y, m);
                          v = clamp(v, low, high);
                          if constexpr (Whole) {
                            put(y, v);
                          } else {
                            put(y, v, m);
                          }
                        }));
}

PEAX_KERNEL void winograd_output(winograd_args const& a) {
  index c = 0;
  for (; c + lanes <= a.channels; c += lanes) winograd_output_channels<true>(a, c, first_lanes(lanes));
  if (c < a.channels) winograd_output_channels<false>(a, c, first_lanes(a.channels - c));
}

// Taps as planes [3 x 3] of whole vectors to points as planes [6 x 6].
PEAX_KERNEL void winograd_weights(winograd_args const& a) {
  index const row = a.row, plane = a.plane;
  for (index c = 0; c < a.channels; c += lanes) {
    float const* const from = a.from + c;
    float* const to = a.to + c;
    winograd_square<3, 6>(PEAX_WINOGRAD_FROM(load(from + (i * 3 + j) * row)),
                          PEAX_WINOGRAD_LINE(winograd_tap_points, 3, 6),
                          PEAX_WINOGRAD_TO(put(to + (i * 6 + j) * plane, v)));
  }
}

// Gradients of points as planes [6 x 6] of whole vectors, added to gradients of taps as planes [3 x 3].
PEAX_KERNEL void winograd_gradient(winograd_args const& a) {
  index const row = a.row, plane = a.plane;
  for (index c = 0; c < a.channels; c += lanes) {
    float const* const from = a.from + c;
    float* const to = a.to + c;
    winograd_square<6, 3>(PEAX_WINOGRAD_FROM(load(from + (i * 6 + j) * plane)),
                          PEAX_WINOGRAD_LINE(winograd_gradient_taps, 6, 3), PEAX_WINOGRAD_TO({
                            float* const tap = to + (i * 3 + j) * row;
                            put(tap, load(tap) + v);
                          }));
  }
}

#undef PEAX_WINOGRAD_FROM
#undef PEAX_WINOGRAD_TO
#undef PEAX_WINOGRAD_LINE
