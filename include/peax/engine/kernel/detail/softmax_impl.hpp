#pragma once
//! @file
//! Softmax and cross-entropy by rows; see softmax.hpp.

#include <peax/engine/kernel/softmax.hpp>

#include <algorithm>
#include <cmath>

namespace peax::engine::kernel {

namespace detail {

//! log(sum(exp(row * factor))), and the probabilities where they are wanted (through a small buffer where
//! they are not).
inline double log_sum_exp(table const& t, float const* row, float factor, index classes,
                          float* probabilities) {
  constexpr index strip = 256;
  if (probabilities || classes <= strip) {
    float buffer[strip];
    return t.softmax_row(row, factor, classes, probabilities ? probabilities : buffer);
  }
  double total = 0;
  double top = 0;
  for (index first = 0; first < classes; first += strip) {
    float buffer[strip];
    double const part = t.softmax_row(row + first, factor, std::min(strip, classes - first), buffer);
    double const high = first == 0 ? part : std::max(top, part);
    total = (first == 0 ? 0.0 : total * std::exp(top - high)) + std::exp(part - high);
    top = high;
  }
  return top + std::log(total);
}

} // namespace detail

inline void softmax(float const* x, index rows, index classes, float* y) {
  detail::table_for(current_instruction_set(), classes).softmax(x, rows, classes, y);
}

inline void softmax_gradient(float const* y, float const* dy, index rows, index classes, float* dx,
                             store mode) {
  detail::table_for(current_instruction_set(), classes)
      .softmax_gradient(y, dy, rows, classes, dx, mode == store::add);
}

inline void log_softmax(float const* x, index rows, index classes, float* y) {
  auto const& t = detail::table_for(current_instruction_set(), classes);
  for (index row = 0; row < rows; ++row, x += classes, y += classes) {
    double const total = detail::log_sum_exp(t, x, 1.0F, classes, nullptr);
    for (index i = 0; i < classes; ++i) y[i] = static_cast<float>(static_cast<double>(x[i]) - total);
  }
}

inline void log_softmax_gradient(float const* y, float const* dy, index rows, index classes, float* dx,
                                 store mode) {
  for (index row = 0; row < rows; ++row, y += classes, dy += classes, dx += classes) {
    float sum = 0;
    for (index i = 0; i < classes; ++i) sum += dy[i];
    for (index i = 0; i < classes; ++i)
      dx[i] = (mode == store::add ? dx[i] : 0.0F) + dy[i] - std::exp(y[i]) * sum;
  }
}

inline double cross_entropy(float const* logits, std::int64_t const* labels, index rows, index classes,
                            float const* class_weights, float scale, float* dlogits) {
  auto const& t = detail::table_for(current_instruction_set(), classes);
  double loss = 0;
  for (index row = 0; row < rows; ++row, logits += classes) {
    index const label = static_cast<index>(labels[row]);
    float const weight = class_weights ? class_weights[label] : 1.0F;
    double const target = static_cast<double>(logits[label]);
    double const total = detail::log_sum_exp(t, logits, 1.0F, classes, dlogits);
    loss += static_cast<double>(weight) * (total - target);
    if (!dlogits) continue;
    dlogits[label] -= 1.0F;
    t.unary(unary_function::affine, scale * weight, 0.0F, dlogits, classes, dlogits);
    dlogits += classes;
  }
  return loss;
}

inline double soft_cross_entropy(float const* logits, float const* targets, index rows, index classes,
                                 float temperature, float scale, float* dlogits) {
  auto const& t = detail::table_for(current_instruction_set(), classes);
  double loss = 0;
  for (index row = 0; row < rows; ++row, logits += classes, targets += classes) {
    double mass = 0;
    double product = 0;
    for (index i = 0; i < classes; ++i) {
      mass += static_cast<double>(targets[i]);
      if (targets[i] != 0.0F) product += static_cast<double>(targets[i]) * static_cast<double>(logits[i]);
    }
    double const total = detail::log_sum_exp(t, logits, 1.0F / temperature, classes, dlogits);
    loss += mass * total - product / static_cast<double>(temperature);
    if (!dlogits) continue;
    t.unary(unary_function::affine, static_cast<float>(mass) * scale / temperature, 0.0F, dlogits, classes,
            dlogits);
    t.add_scaled(-scale / temperature, targets, classes, dlogits);
    dlogits += classes;
  }
  return loss;
}

} // namespace peax::engine::kernel
