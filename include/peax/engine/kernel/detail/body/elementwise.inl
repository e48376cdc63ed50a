// Element-wise functions and their derivatives.

PEAX_KERNEL_INLINE vec sigmoid_of(vec x) { return 1.0F / (1.0F + exp(-x)); }

// tanh: near zero x + x^3 P(x^2) (Cephes tanhf), elsewhere by exp, so that small values keep their relative
// accuracy.
PEAX_KERNEL_INLINE vec tanh_of(vec x) {
  vec const size = select(x < 0.0F, -x, x);
  vec const square = x * x;
  vec p = broadcast(-5.70498872745e-3F);
  p = p * square + 2.06390887954e-2F;
  p = p * square - 5.37397155531e-2F;
  p = p * square + 1.33314422036e-1F;
  p = p * square - 3.33332819422e-1F;
  vec const near = x + x * square * p;
  vec const far = 1.0F - 2.0F / (exp(2.0F * size) + 1.0F);
  return select(size < 0.625F, near, select(x < 0.0F, -far, far));
}

template <unary_function F> PEAX_KERNEL_INLINE vec apply(vec x, vec a, vec b) {
  vec const zero{};
  vec const one = broadcast(1.0F);
  if constexpr (F == unary_function::clip) return clamp(x, a, b);
  if constexpr (F == unary_function::leaky_relu) return select(x < zero, a * x, x);
  if constexpr (F == unary_function::sigmoid) return sigmoid_of(x);
  if constexpr (F == unary_function::hard_sigmoid) return clamp(a * x + b, zero, one);
  if constexpr (F == unary_function::hard_swish) return x * clamp(x * (1.0F / 6.0F) + 0.5F, zero, one);
  if constexpr (F == unary_function::tanh) return tanh_of(x);
  if constexpr (F == unary_function::exp) return exp(x);
  if constexpr (F == unary_function::affine) return a * x + b;
}

template <unary_function F> PEAX_KERNEL_INLINE vec derivative(vec x, vec y, vec a, vec b) {
  vec const zero{};
  vec const one = broadcast(1.0F);
  if constexpr (F == unary_function::clip) return select((x > a) & (x < b), one, zero);
  if constexpr (F == unary_function::leaky_relu) return select(x < zero, a, one);
  if constexpr (F == unary_function::sigmoid) return y * (1.0F - y);
  if constexpr (F == unary_function::hard_sigmoid) {
    vec const t = a * x + b;
    return select((t > zero) & (t < one), a, zero);
  }
  if constexpr (F == unary_function::hard_swish) {
    vec const inner = x * (1.0F / 3.0F) + 0.5F;
    return select(x > -3.0F, select(x < 3.0F, inner, one), zero);
  }
  if constexpr (F == unary_function::tanh) return 1.0F - y * y;
  if constexpr (F == unary_function::exp) return y;
  if constexpr (F == unary_function::affine) return a;
}

template <unary_function F>
PEAX_KERNEL_TEMPLATE void unary_loop(float a, float b, float const* x, index count, float* y) {
  for (index i = 0; i < count; i += lanes) {
    store_lanes(y + i, apply<F>(fetch(x + i, count - i), broadcast(a), broadcast(b)), count - i);
  }
}

template <unary_function F>
PEAX_KERNEL_TEMPLATE void unary_gradient_loop(float a, float b, float const* x, float const* y,
                                              float const* dy, index count, float* dx, bool add) {
  constexpr bool needs_x = F == unary_function::clip || F == unary_function::leaky_relu ||
                           F == unary_function::hard_sigmoid || F == unary_function::hard_swish;
  constexpr bool needs_y =
      F == unary_function::sigmoid || F == unary_function::tanh || F == unary_function::exp;
  for (index i = 0; i < count; i += lanes) {
    index const left = count - i;
    vec const xv = needs_x ? fetch(x + i, left) : vec{};
    vec const yv = needs_y ? fetch(y + i, left) : vec{};
    vec d = fetch(dy + i, left);
    if constexpr (F == unary_function::clip) { // a select, so that 0 * infinity does not become NaN
      d = select((xv > a) & (xv < b), d, vec{});
    } else {
      d *= derivative<F>(xv, yv, broadcast(a), broadcast(b));
    }
    if (add) d += fetch(dx + i, left);
    store_lanes(dx + i, d, left);
  }
}

PEAX_KERNEL void unary(unary_function f, float a, float b, float const* x, index n, float* y) {
  using enum unary_function;
  switch (f) {
  case clip: return unary_loop<clip>(a, b, x, n, y);
  case leaky_relu: return unary_loop<leaky_relu>(a, b, x, n, y);
  case sigmoid: return unary_loop<sigmoid>(a, b, x, n, y);
  case hard_sigmoid: return unary_loop<hard_sigmoid>(a, b, x, n, y);
  case hard_swish: return unary_loop<hard_swish>(a, b, x, n, y);
  case unary_function::tanh: return unary_loop<unary_function::tanh>(a, b, x, n, y);
  case unary_function::exp: return unary_loop<unary_function::exp>(a, b, x, n, y);
  case affine: return unary_loop<affine>(a, b, x, n, y);
  }
}

PEAX_KERNEL void unary_gradient(unary_function f, float a, float b, float const* x, float const* y,
                                float const* dy, index n, float* dx, bool add) {
  using enum unary_function;
  switch (f) {
  case clip: return unary_gradient_loop<clip>(a, b, x, y, dy, n, dx, add);
  case leaky_relu: return unary_gradient_loop<leaky_relu>(a, b, x, y, dy, n, dx, add);
  case sigmoid: return unary_gradient_loop<sigmoid>(a, b, x, y, dy, n, dx, add);
  case hard_sigmoid: return unary_gradient_loop<hard_sigmoid>(a, b, x, y, dy, n, dx, add);
  case hard_swish: return unary_gradient_loop<hard_swish>(a, b, x, y, dy, n, dx, add);
  case unary_function::tanh: return unary_gradient_loop<unary_function::tanh>(a, b, x, y, dy, n, dx, add);
  case unary_function::exp: return unary_gradient_loop<unary_function::exp>(a, b, x, y, dy, n, dx, add);
  case affine: return unary_gradient_loop<affine>(a, b, x, y, dy, n, dx, add);
  }
}

template <binary_function F>
PEAX_KERNEL_TEMPLATE void binary_loop(float const* x, float const* y, index count, float* z) {
  for (index i = 0; i < count; i += lanes) {
    index const left = count - i;
    vec const a = fetch(x + i, left);
    vec const b = fetch(y + i, left);
    vec result;
    if constexpr (F == binary_function::add) result = a + b;
    if constexpr (F == binary_function::subtract) result = a - b;
    if constexpr (F == binary_function::multiply) result = a * b;
    if constexpr (F == binary_function::divide) result = a / b;
    if constexpr (F == binary_function::minimum) result = select((b < a) | (b != b), b, a);
    if constexpr (F == binary_function::maximum) result = select((b > a) | (b != b), b, a);
    store_lanes(z + i, result, left);
  }
}

PEAX_KERNEL void binary(binary_function f, float const* x, float const* y, index n, float* z) {
  switch (f) {
  case binary_function::add: return binary_loop<binary_function::add>(x, y, n, z);
  case binary_function::subtract: return binary_loop<binary_function::subtract>(x, y, n, z);
  case binary_function::multiply: return binary_loop<binary_function::multiply>(x, y, n, z);
  case binary_function::divide: return binary_loop<binary_function::divide>(x, y, n, z);
  case binary_function::minimum: return binary_loop<binary_function::minimum>(x, y, n, z);
  case binary_function::maximum: return binary_loop<binary_function::maximum>(x, y, n, z);
  }
}

PEAX_KERNEL void prelu(float const* x, float const* slope, index rows, index channels, float* y) {
  for (index row = 0; row < rows; ++row, x += channels, y += channels) {
    for (index c = 0; c < channels; c += lanes) {
      vec const v = fetch(x + c, channels - c);
      store_lanes(y + c, select(v < 0.0F, v * fetch(slope + c, channels - c), v), channels - c);
    }
  }
}

PEAX_KERNEL void prelu_gradient(float const* x, float const* slope, float const* dy, index rows,
                                index channels, float* dx, float* dslope, bool add) {
  for (index c = 0; c < channels; c += lanes) {
    index const left = channels - c;
    vec const factor = fetch(slope + c, left);
    vec sum{};
    for (index row = 0; row < rows; ++row) {
      index const at = row * channels + c;
      vec const v = fetch(x + at, left);
      vec const d = fetch(dy + at, left);
      sum += select(v < 0.0F, v * d, vec{});
      vec result = select(v < 0.0F, factor * d, d);
      if (add) result += fetch(dx + at, left);
      store_lanes(dx + at, result, left);
    }
    store_lanes(dslope + c, fetch(dslope + c, left) + sum, left);
  }
}

PEAX_KERNEL void add_scaled(float factor, float const* x, index count, float* y) {
  for (index i = 0; i < count; i += lanes) {
    index const left = count - i;
    store_lanes(y + i, fetch(y + i, left) + factor * fetch(x + i, left), left);
  }
}
