#pragma once
//! @file
//! Losses on logits: the value and its gradient at the logits in one pass.
//!
//! Every function gives the mean loss and writes `scale` times its gradient; an empty gradient is not wanted. Sums are
//! double and run in the order of the samples, so that results do not depend on threads.

#include <peax/core/error.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace peax::training {

//! What is minimized at an output. `automatic` goes by the output's task.
enum class loss_kind : std::uint8_t { automatic, cross_entropy, binary_cross_entropy, mean_squared_error };

//! Where the classes of one sample lie: [outer][classes][inner]. A classifier is {1, classes, 1}.
struct class_layout {
  std::size_t outer = 1, classes = 1, inner = 1;

  [[nodiscard]] std::size_t positions() const { return outer * inner; }
  [[nodiscard]] std::size_t size() const { return outer * classes * inner; }
};

namespace detail {

//! Calls what(first, stride, position) for every row of classes in [samples][outer][classes][inner].
template <class What> void each_row(std::size_t values, class_layout const& l, What&& what) {
  std::size_t const blocks = values / (l.classes * l.inner);
  for (std::size_t b = 0; b < blocks; ++b)
    for (std::size_t i = 0; i < l.inner; ++i) what(b * l.classes * l.inner + i, l.inner, b * l.inner + i);
}

inline void require_size(char const* what, std::size_t have, std::size_t wanted) {
  if (have != wanted)
    throw bad_input("loss: " + std::to_string(have) + " " + what + ", " + std::to_string(wanted) +
                    " are needed");
}

//! log(1 + exp(x)) without overflow.
[[nodiscard]] inline double softplus(double x) {
  return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x)));
}
[[nodiscard]] inline double logistic(double x) {
  double const e = std::exp(-std::abs(x));
  return (x >= 0 ? 1.0 : e) / (1.0 + e);
}

//! Largest value and log(sum(exp(z / temperature))) of a row, the latter relative to the largest.
struct row_sum {
  float largest;
  double log_sum;
};
[[nodiscard]] inline row_sum sum_row(float const* z, std::size_t classes, std::size_t stride,
                                     float inverse_temperature) {
  float largest = z[0];
  for (std::size_t c = 1; c < classes; ++c) largest = std::max(largest, z[c * stride]);
  double sum = 0;
  for (std::size_t c = 0; c < classes; ++c)
    sum += static_cast<double>(std::exp((z[c * stride] - largest) * inverse_temperature));
  return {largest, std::log(sum)};
}

} // namespace detail

//! Cross-entropy of softmax(logits) with a class index for each position: [samples, positions]. With class weights the
//! mean is sum(w * loss) / sum(w). Label smoothing e puts e / classes on every class (Szegedy et al. 2016). Both as in
//! PyTorch. Throws bad_input for a label outside the classes.
inline double cross_entropy(std::span<float const> logits, class_layout const& layout,
                            std::span<std::int32_t const> labels, std::span<float const> class_weights,
                            float smoothing, float scale, std::span<float> gradient) {
  std::size_t const classes = layout.classes;
  detail::require_size("labels", labels.size(), logits.size() / classes);
  if (!class_weights.empty()) detail::require_size("class weights", class_weights.size(), classes);
  auto const weight = [&](std::size_t c) { return class_weights.empty() ? 1.0F : class_weights[c]; };
  double total = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] < 0 || static_cast<std::size_t>(labels[i]) >= classes)
      throw bad_input("loss: label " + std::to_string(labels[i]) + " is none of the classes 0 to " +
                      std::to_string(classes - 1));
    total += static_cast<double>(weight(static_cast<std::size_t>(labels[i])));
  }
  double const inverse = total > 0 ? 1.0 / total : 0.0;
  float const everywhere = smoothing / static_cast<float>(classes);
  double loss = 0;
  detail::each_row(logits.size(), layout, [&](std::size_t first, std::size_t stride, std::size_t position) {
    float const* const z = logits.data() + first;
    auto const own = static_cast<std::size_t>(labels[position]);
    auto const [largest, log_sum] = detail::sum_row(z, classes, stride, 1.0F);
    auto const wanted = [&](std::size_t c) {
      return weight(c) * ((c == own ? 1.0F - smoothing : 0.0F) + everywhere);
    };
    double mass = 0;
    if (everywhere > 0)
      for (std::size_t c = 0; c < classes; ++c) {
        mass += static_cast<double>(wanted(c));
        loss += static_cast<double>(wanted(c)) * (log_sum - static_cast<double>(z[c * stride] - largest));
      }
    else {
      mass = static_cast<double>(wanted(own));
      loss += mass * (log_sum - static_cast<double>(z[own * stride] - largest));
    }
    if (gradient.empty()) return;
    auto const factor = static_cast<float>(inverse * static_cast<double>(scale));
    auto const shift = static_cast<float>(log_sum), all = static_cast<float>(mass);
    for (std::size_t c = 0; c < classes; ++c)
      gradient[first + c * stride] = factor * (all * std::exp(z[c * stride] - largest - shift) - wanted(c));
  });
  return loss * inverse;
}

//! Binary cross-entropy of sigmoid(logits) with targets 0..1, mean over all elements. Equal to the cross-entropy of the
//! two logits (0, z); `class_weights` holds the weights of 0 and 1 or nothing.
inline double binary_cross_entropy(std::span<float const> logits, std::span<float const> targets,
                                   std::span<float const> class_weights, float smoothing, float scale,
                                   std::span<float> gradient) {
  detail::require_size("targets", targets.size(), logits.size());
  if (!class_weights.empty()) detail::require_size("class weights", class_weights.size(), 2);
  double const w0 = class_weights.empty() ? 1.0 : static_cast<double>(class_weights[0]);
  double const w1 = class_weights.empty() ? 1.0 : static_cast<double>(class_weights[1]);
  double total = 0;
  for (float const t : targets) {
    if (!(t >= 0 && t <= 1))
      throw bad_input("loss: a target of binary cross-entropy is " + std::to_string(t) +
                      "; targets are 0 to 1");
    total += w0 + (w1 - w0) * static_cast<double>(t);
  }
  double const inverse = total > 0 ? 1.0 / total : 0.0, half = static_cast<double>(smoothing) / 2;
  double loss = 0;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    double const z = static_cast<double>(logits[i]), t = static_cast<double>(targets[i]);
    double const yes = w1 * ((1 - 2 * half) * t + half), no = w0 * ((1 - 2 * half) * (1 - t) + half);
    loss += yes * detail::softplus(-z) + no * detail::softplus(z);
    if (!gradient.empty())
      gradient[i] =
          static_cast<float>(static_cast<double>(scale) * inverse * ((yes + no) * detail::logistic(z) - yes));
  }
  return loss * inverse;
}

//! Mean squared difference over all elements.
inline double squared_error(std::span<float const> values, std::span<float const> targets, float scale,
                            std::span<float> gradient) {
  detail::require_size("targets", targets.size(), values.size());
  if (values.empty()) return 0;
  double const inverse = 1.0 / static_cast<double>(values.size());
  auto const factor = static_cast<float>(2 * inverse * static_cast<double>(scale));
  double loss = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    float const d = values[i] - targets[i];
    loss += static_cast<double>(d) * static_cast<double>(d);
    if (!gradient.empty()) gradient[i] = factor * d;
  }
  return loss * inverse;
}

//! Distillation (Hinton et al. 2015): T^2 times the mean Kullback-Leibler divergence of softmax(logits / T) from
//! softmax(teacher / T). ADDS its gradient, so that it follows the loss of the labels.
inline double distillation(std::span<float const> logits, std::span<float const> teacher,
                           class_layout const& layout, float temperature, float scale,
                           std::span<float> gradient) {
  detail::require_size("teacher logits", teacher.size(), logits.size());
  std::size_t const classes = layout.classes;
  float const cool = 1.0F / temperature;
  double const inverse =
      static_cast<double>(classes) / static_cast<double>(std::max<std::size_t>(logits.size(), 1));
  double const squared = static_cast<double>(temperature) * static_cast<double>(temperature);
  auto const factor =
      static_cast<float>(inverse * static_cast<double>(temperature) * static_cast<double>(scale));
  double loss = 0;
  detail::each_row(logits.size(), layout, [&](std::size_t first, std::size_t stride, std::size_t) {
    float const *const z = logits.data() + first, *const t = teacher.data() + first;
    auto const mine = detail::sum_row(z, classes, stride, cool),
               other = detail::sum_row(t, classes, stride, cool);
    for (std::size_t c = 0; c < classes; ++c) {
      double const log_q = static_cast<double>((z[c * stride] - mine.largest) * cool) - mine.log_sum;
      double const log_p = static_cast<double>((t[c * stride] - other.largest) * cool) - other.log_sum;
      double const p = std::exp(log_p);
      loss += p * (log_p - log_q);
      if (!gradient.empty()) gradient[first + c * stride] += factor * static_cast<float>(std::exp(log_q) - p);
    }
  });
  return loss * inverse * squared;
}

//! Distillation of single logits: the same for the two logits (0, z). Adds its gradient.
inline double binary_distillation(std::span<float const> logits, std::span<float const> teacher,
                                  float temperature, float scale, std::span<float> gradient) {
  detail::require_size("teacher logits", teacher.size(), logits.size());
  double const cool = 1.0 / static_cast<double>(temperature),
               inverse = 1.0 / static_cast<double>(std::max<std::size_t>(logits.size(), 1));
  double loss = 0;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    double const z = static_cast<double>(logits[i]) * cool, t = static_cast<double>(teacher[i]) * cool;
    double const p = detail::logistic(t);
    loss += p * (detail::softplus(-z) - detail::softplus(-t)) +
            (1 - p) * (detail::softplus(z) - detail::softplus(t));
    if (!gradient.empty())
      gradient[i] += static_cast<float>(static_cast<double>(scale) * inverse *
                                        static_cast<double>(temperature) * (detail::logistic(z) - p));
  }
  return loss * inverse * static_cast<double>(temperature) * static_cast<double>(temperature);
}

} // namespace peax::training
