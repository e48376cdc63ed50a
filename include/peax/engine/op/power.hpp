#pragma once
//! @file
//! Pow with broadcasting. Exponents that stay the same along a run of elements and are small whole numbers are products.

#include <peax/engine/op/arithmetic.hpp>
#include <peax/engine/step.hpp>
#include <peax/engine/strided_loop.hpp>
#include <peax/graph/op.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <memory>

namespace peax::engine {

//! `whole`: of a base of integers, whose powers are cut toward zero.
class power_step final : public step {
 public:
  power_step(bool whole, step_request const& r) : whole_(whole) {
    for (std::size_t i = 0; i < 2; ++i)
      shared_[i] = r.wants_gradient[i] && !r.inputs[i].batched() && r.outputs[0].batched();
    base_size_ = shared_[0] ? static_cast<std::size_t>(r.inputs[0].sample_size()) : 0;
    exponent_size_ = shared_[1] ? static_cast<std::size_t>(r.inputs[1].sample_size()) : 0;
  }

  void forward(run_context const& c, int) override {
    float const *base = inputs[0].at(c), *exponent = inputs[1].at(c);
    float* const y = outputs[0].at(c);
    broadcast_loop(outputs[0].view(c.samples()), inputs[0].view(c.samples()), inputs[1].view(c.samples()))
        .each([&](auto const& run, auto const& at) {
          float const* const e = exponent + at[2];
          auto const fill = [&](auto f) {
            for (index i = 0; i < run.count; ++i)
              y[at[0] + i * run.strides[0]] = f(base[at[1] + i * run.strides[1]], e[i * run.strides[2]]);
          };
          if (run.strides[2] == 0 && *e == 2)
            fill([](float b, float) { return b * b; });
          else if (run.strides[2] == 0 && *e == 3)
            fill([](float b, float) { return b * b * b; });
          else
            fill([](float b, float p) { return std::pow(b, p); });
        });
    if (whole_) std::transform(y, y + count(c), y, [](float v) { return std::trunc(v); });
  }

  std::size_t partial_size() const override { return base_size_ + exponent_size_; }

  void backward(run_context const& c, int) override {
    float* const sums = partial_size() > 0 ? partial(c) : nullptr;
    add_slopes(c, 0, sums, [](float b, float p, float) {
      return p == 2 ? 2 * b : p == 0 ? 0 : p * std::pow(b, p - 1);
    });
    // Zero has no logarithm; its powers stay what they are when the exponent moves.
    add_slopes(c, 1, shared_[1] ? sums + base_size_ : nullptr,
               [](float b, float, float y) { return b == 0 ? 0.0F : y * std::log(b); });
  }

  void join_backward(run_context const& c, int) override {
    for (std::size_t i = 0; i < 2; ++i)
      if (shared_[i])
        join_partials(c, partials + (i == 0 ? 0 : base_size_), static_cast<index>(partial_size()),
                      input_gradients[i]);
  }

 private:
  [[nodiscard]] index count(run_context const& c) const { return c.samples() * outputs[0].sample_size(); }

  //! The gradient of input i: dy * slope(base, exponent, result), summed over what is broadcast.
  template <class Slope>
  void add_slopes(run_context const& c, std::size_t i, float* sums, Slope slope) const {
    gradient_target const& target = input_gradients[i];
    if (!target) return;
    float* const to = shared_[i] ? sums : target.to.at(c);
    if (!shared_[i] && target.mode == store::overwrite)
      std::fill_n(to, (target.to.batched() ? c.samples() : 1) * target.to.sample_size(), 0.0F);
    float const *base = inputs[0].at(c), *exponent = inputs[1].at(c), *y = outputs[0].at(c),
                *dy = output_gradients[0].at(c);
    std::array<strided, 2> const views{inputs[0].view(c.samples()), inputs[1].view(c.samples())};
    broadcast_loop(outputs[0].view(c.samples()), views[0], views[1], views[i])
        .each([&](auto const& run, auto const& at) {
          for (index k = 0; k < run.count; ++k) {
            index const place = at[0] + k * run.strides[0];
            to[at[3] + k * run.strides[3]] +=
                dy[place] *
                slope(base[at[1] + k * run.strides[1]], exponent[at[2] + k * run.strides[2]], y[place]);
          }
        });
  }

  bool whole_;
  std::array<bool, 2> shared_{};
  std::size_t base_size_ = 0, exponent_size_ = 0;
};

inline std::unique_ptr<step> make_step(op::pow const&, step_request const& r) {
  refuse_rank(r);
  return made<power_step>(r, r.graph[r.node.outputs[0]].type != data_type::float32, r);
}

} // namespace peax::engine
