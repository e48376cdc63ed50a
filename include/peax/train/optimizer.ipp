#pragma once
//! @file
//! The bodies of optimizer.hpp.

#include <peax/core/error.hpp>
#include <peax/engine/kernel/adam.hpp>
#include <peax/train/optimizer.hpp>

#include <xsimd/xsimd.hpp>

#include <cmath>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace peax::training {

namespace detail {
using float_lanes = xsimd::batch<float>;

template <class One> void each_of(std::size_t size, One&& one) {
  std::size_t i = 0;
  for (; i + float_lanes::size <= size; i += float_lanes::size) one(i, float_lanes{});
  for (; i < size; ++i) one(i, 0.0F);
}
inline float_lanes load(float const* p, float_lanes) { return float_lanes::load_unaligned(p); }
inline float load(float const* p, float) { return *p; }
inline void store(float* p, float_lanes x) { x.store_unaligned(p); }
inline void store(float* p, float x) { *p = x; }
} // namespace detail

PEAX_INLINE optimizer::optimizer(optimizer_options const& options, std::size_t size,
                                 std::vector<parameter_segment> segments)
    : options_(options), segments_(std::move(segments)), first_(size, 0.0F) {
  auto const share = [](double x) { return x >= 0 && x < 1; };
  if (!(options.rate >= 0) || !std::isfinite(options.rate))
    throw bad_input("optimizer: the rate must be a positive number");
  if (!share(options.momentum) || !share(options.beta1) || !share(options.beta2))
    throw bad_input("optimizer: momentum and betas must be at least 0 and below 1");
  if (!(options.weight_decay >= 0)) throw bad_input("optimizer: weight decay must not be negative");
  if (options.kind != optimizer_kind::sgd) second_.assign(size, 0.0F);
}

PEAX_INLINE void optimizer::step(std::span<float> parameters, std::span<float const> gradients, double rate) {
  ++steps_;
  for (auto const& s : segments_) {
    float* const p = parameters.data() + s.offset;
    float const* const g = gradients.data() + s.offset;
    double const decay = s.decays ? options_.weight_decay : 0;
    if (options_.kind == optimizer_kind::sgd)
      step_sgd(p, g, first_.data() + s.offset, s.size, rate, decay);
    else
      step_adam(p, g, first_.data() + s.offset, second_.data() + s.offset, s.size, rate, decay);
  }
}

PEAX_INLINE void optimizer::step_sgd(float* p, float const* g, float* velocity, std::size_t size, double rate,
                                     double decay) const {
  auto const r = static_cast<float>(rate), d = static_cast<float>(decay);
  auto const m = static_cast<float>(options_.momentum);
  bool const first = steps_ == 1, nesterov = options_.nesterov;
  detail::each_of(size, [=](std::size_t i, auto kind) {
    auto const w = detail::load(p + i, kind);
    auto const slope = detail::load(g + i, kind) + d * w;
    auto const v = first ? slope : m * detail::load(velocity + i, kind) + slope;
    detail::store(velocity + i, v);
    detail::store(p + i, w - r * (nesterov ? slope + m * v : v));
  });
}

PEAX_INLINE void optimizer::step_adam(float* p, float const* g, float* mean, float* square, std::size_t size,
                                      double rate, double decay) const {
  bool const decoupled = options_.kind == optimizer_kind::adamw;
  engine::kernel::adam_step a{};
  a.parameters = p, a.gradients = g, a.mean = mean, a.square = square;
  a.size = static_cast<engine::kernel::index>(size);
  a.beta1 = static_cast<float>(options_.beta1), a.rest1 = static_cast<float>(1 - options_.beta1);
  a.beta2 = static_cast<float>(options_.beta2), a.rest2 = static_cast<float>(1 - options_.beta2);
  a.decay = static_cast<float>(decoupled ? 0 : decay);
  a.kept = static_cast<float>(decoupled ? 1 - rate * decay : 1);
  a.rate = static_cast<float>(rate / (1 - std::pow(options_.beta1, steps_)));
  a.correction = static_cast<float>(1 / std::sqrt(1 - std::pow(options_.beta2, steps_)));
  a.epsilon = static_cast<float>(options_.epsilon);
  engine::kernel::adam(a);
}

} // namespace peax::training
