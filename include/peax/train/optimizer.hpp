#pragma once
//! @file
//! Optimizers over the flat memory of all parameters: SGD with momentum, Adam, AdamW.

#include <peax/core/error.hpp>
#include <peax/engine/kernel/adam.hpp>

#include <xsimd/xsimd.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace peax::training {

enum class optimizer_kind : std::uint8_t {
  sgd,  //!< with momentum, by choice Nesterov's
  adam, //!< Kingma, Ba 2015
  adamw //!< Adam with decoupled weight decay (Loshchilov, Hutter 2019)
};

//! Defaults and formulas are PyTorch's, except that weight decay is 0 unless it is given.
struct optimizer_options {
  optimizer_kind kind = optimizer_kind::adam;
  double rate = 1e-3;
  double momentum = 0.9;                             //!< of sgd
  bool nesterov = false;                             //!< of sgd
  double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8; //!< of adam and adamw
  double weight_decay = 0; //!< of sgd and adam: added to the gradient; of adamw: taken from the weight
};

//! Parameters that lie behind each other and are treated alike. Between segments nothing is changed.
struct parameter_segment {
  std::size_t offset = 0, size = 0;
  bool decays = true; //!< false for biases and normalization, which weight decay leaves alone
};

//! The state of an optimizer for parameters of one layout. A step allocates nothing.
class optimizer {
 public:
  //! Throws bad_input for a rate or another number outside its range.
  optimizer(optimizer_options const& options, std::size_t size, std::vector<parameter_segment> segments)
      : options_(options), segments_(std::move(segments)), first_(size, 0.0F) {
    auto const share = [](double x) { return x >= 0 && x < 1; };
    if (!(options.rate >= 0) || !std::isfinite(options.rate))
      throw bad_input("optimizer: the rate must be a positive number");
    if (!share(options.momentum) || !share(options.beta1) || !share(options.beta2))
      throw bad_input("optimizer: momentum and betas must be at least 0 and below 1");
    if (!(options.weight_decay >= 0)) throw bad_input("optimizer: weight decay must not be negative");
    if (options.kind != optimizer_kind::sgd) second_.assign(size, 0.0F);
  }
  //! All parameters in one segment.
  optimizer(optimizer_options const& options, std::size_t size)
      : optimizer(options, size, {{0, size, true}}) {}

  [[nodiscard]] optimizer_options const& options() const { return options_; }

  //! One step at the given rate.
  void step(std::span<float> parameters, std::span<float const> gradients, double rate) {
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

 private:
  using wide = xsimd::batch<float>;

  template <class One> static void each(std::size_t size, One&& one) {
    std::size_t i = 0;
    for (; i + wide::size <= size; i += wide::size) one(i, wide{});
    for (; i < size; ++i) one(i, 0.0F);
  }
  static wide load(float const* p, wide) { return wide::load_unaligned(p); }
  static float load(float const* p, float) { return *p; }
  static void store(float* p, wide x) { x.store_unaligned(p); }
  static void store(float* p, float x) { *p = x; }

  void step_sgd(float* p, float const* g, float* velocity, std::size_t size, double rate,
                double decay) const {
    auto const r = static_cast<float>(rate), d = static_cast<float>(decay);
    auto const m = static_cast<float>(options_.momentum);
    bool const first = steps_ == 1, nesterov = options_.nesterov;
    each(size, [=](std::size_t i, auto kind) {
      auto const w = load(p + i, kind);
      auto const slope = load(g + i, kind) + d * w;
      auto const v = first ? slope : m * load(velocity + i, kind) + slope;
      store(velocity + i, v);
      store(p + i, w - r * (nesterov ? slope + m * v : v));
    });
  }

  void step_adam(float* p, float const* g, float* mean, float* square, std::size_t size, double rate,
                 double decay) const {
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

  optimizer_options options_;
  std::vector<parameter_segment> segments_;
  std::vector<float> first_, second_;
  int steps_ = 0;
};

} // namespace peax::training
