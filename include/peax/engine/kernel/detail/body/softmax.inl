// Softmax by rows: subtract the maximum, exponentiate, divide by the sum.

PEAX_KERNEL double softmax_row(float const* x, float factor, index classes, float* y) {
  vec const lowest = broadcast(-std::numeric_limits<float>::infinity());
  float top = -std::numeric_limits<float>::infinity();
  index i = 0;
  if (classes >= lanes) {
    vec best = lowest;
    for (; i + lanes <= classes; i += lanes) {
      vec const v = load(x + i);
      best = select((v > best) | (v != v), v, best);
    }
    for (int k = 0; k < lanes; ++k) top = best[k] > top || best[k] != best[k] ? best[k] : top;
  }
  for (; i < classes; ++i) top = x[i] > top || x[i] != x[i] ? x[i] : top;
  vec sum{};
  float total = 0;
  for (i = 0; i < classes; i += lanes) {
    index const left = classes - i;
    vec const e = exp((fetch(x + i, left) - top) * factor);
    store_lanes(y + i, e, left);
    if (left >= lanes) {
      sum += e;
    } else {
      for (index k = 0; k < left; ++k) total += e[k];
    }
  }
  total += sum_lanes(sum);
  float const inverse = 1.0F / total;
  for (i = 0; i < classes; i += lanes) store_lanes(y + i, fetch(y + i, classes - i) * inverse, classes - i);
  return static_cast<double>(top) * static_cast<double>(factor) + std::log(static_cast<double>(total));
}

PEAX_KERNEL void softmax(float const* x, index rows, index classes, float* y) {
  for (index row = 0; row < rows; ++row) softmax_row(x + row * classes, 1.0F, classes, y + row * classes);
}

PEAX_KERNEL void softmax_gradient(float const* y, float const* dy, index rows, index classes, float* dx,
                                  bool add) {
  for (index row = 0; row < rows; ++row, y += classes, dy += classes, dx += classes) {
    vec sum{};
    for (index i = 0; i < classes; i += lanes) sum += fetch(y + i, classes - i) * fetch(dy + i, classes - i);
    float const mean = sum_lanes(sum);
    for (index i = 0; i < classes; i += lanes) {
      index const left = classes - i;
      vec result = fetch(y + i, left) * (fetch(dy + i, left) - mean);
      if (add) result += fetch(dx + i, left);
      store_lanes(dx + i, result, left);
    }
  }
}
