#pragma once
//! @file
//! Batch normalization: with running statistics, and with those of the batch; an activation goes along.

#include <peax/core/error.hpp>
#include <peax/engine/kernel/elementwise.hpp>
#include <peax/engine/kernel/normalization.hpp>
#include <peax/engine/step.hpp>
#include <peax/graph/op.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <vector>

namespace peax::engine {

//! Normalization with given statistics: a scale and a shift by channel. Scale and bias may train.
class scale_shift_step final : public step {
 public:
  scale_shift_step(float epsilon, step_request const& r)
      : epsilon_(epsilon), limits_(r.limits), channels_(r.inputs[0].channels()),
        trains_(r.wants_gradient[1] || r.wants_gradient[2]) {
    for (auto* v : {&scale_, &shift_, &inv_std_}) v->resize(static_cast<std::size_t>(channels_));
    for (std::size_t i = 1; i < 5; ++i) computed_ = computed_ || !r.graph[r.node.inputs[i]].is_constant();
  }

  int forward_phases() const override { return computed_ ? 2 : 1; }
  void prepare() override {
    if (!computed_) coefficients();
  }
  void join_forward(run_context const&, int phase) override {
    if (computed_ && phase == 0) coefficients();
  }
  void forward(run_context const& c, int phase) override {
    if (phase + 1 < forward_phases()) return;
    kernel::scale_shift(inputs[0].at(c), rows(c), channels_, scale_.data(), shift_.data(), limits_,
                        outputs[0].at(c));
  }

  bool backward_reads_input(std::size_t i) const override { return i == 0; }
  bool backward_reads_outputs() const override { return false; }
  bool may_overwrite_input(std::size_t i) const override { return i == 0; }
  bool may_overwrite_output_gradient(std::size_t i) const override { return i == 0; }
  std::size_t partial_size() const override { return trains_ ? static_cast<std::size_t>(2 * channels_) : 0; }

  void backward(run_context const& c, int) override {
    float const* const x = inputs[0].at(c);
    float* const dy = output_gradients[0].at(c);
    if (trains_) add_parameter_gradients(c, x, dy);
    if (auto const& target = input_gradients[0])
      kernel::scale_shift_gradient(x, dy, rows(c), channels_, scale_.data(), shift_.data(), limits_,
                                   target.to.at(c), target.mode);
  }

  void join_backward(run_context const& c, int) override {
    if (!trains_) return;
    for (std::size_t which = 1; which < 3; ++which)
      if (gradient_target const& target = input_gradients[which])
        join_partials(c, partials + (which == 1 ? 0 : channels_), 2 * channels_, target);
  }

 private:
  [[nodiscard]] index rows(run_context const& c) const {
    return c.samples() * outputs[0].sample_size() / channels_;
  }

  void coefficients() {
    kernel::normalization_coefficients(inputs[3].place->shared, inputs[4].place->shared,
                                       inputs[1].place->shared, inputs[2].place->shared, epsilon_, channels_,
                                       scale_.data(), shift_.data(), inv_std_.data());
  }

  void add_parameter_gradients(run_context const& c, float const* x, float const* dy) const {
    float *const dscale = partial(c), *const dbias = dscale + channels_;
    float const* const mean = inputs[3].place->shared;
    for (index r = 0, n = rows(c); r < n; ++r)
      for (index k = 0; k < channels_; ++k) {
        auto const at = static_cast<std::size_t>(k);
        float const y = x[r * channels_ + k] * scale_[at] + shift_[at];
        float const dz =
            !limits_.bind() || (y > limits_.low && y < limits_.high) ? dy[r * channels_ + k] : 0.0F;
        dscale[k] += dz * (x[r * channels_ + k] - mean[k]) * inv_std_[at];
        dbias[k] += dz;
      }
  }

  float epsilon_;
  bounds limits_;
  index channels_;
  bool trains_, computed_ = false;
  std::vector<float> scale_, shift_, inv_std_;
};

//! Normalization with the statistics of the batch. Renews the running ones: mean and unbiased variance, as PyTorch does.
class batch_statistics_step final : public step {
 public:
  batch_statistics_step(op::batch_normalization const& op, step_request const& r)
      : epsilon_(op.epsilon), momentum_(op.momentum), limits_(r.limits), channels_(r.inputs[0].channels()) {
    auto const c = static_cast<std::size_t>(channels_);
    for (auto* v : {&mean_, &variance_, &scale_, &shift_, &inv_std_, &dscale_, &dbias_}) v->resize(c);
    coefficients_.resize(3 * c);
  }

  void reserve(index chunks, index) override {
    partial_.resize(static_cast<std::size_t>(chunks * 2 * channels_));
    chunk_rows_.resize(static_cast<std::size_t>(chunks));
  }

  int forward_phases() const override { return 2; }
  int backward_phases() const override { return 2; }

  void forward(run_context const& c, int phase) override {
    if (phase == 0) {
      chunk_rows_[static_cast<std::size_t>(c.chunk)] = rows(c);
      kernel::normalization_statistics(inputs[0].at(c), rows(c), channels_, partial_of(c));
    } else {
      recompute(c);
    }
  }

  bool recomputes_outputs() const override { return true; }
  void recompute(run_context const& c) override {
    kernel::scale_shift(inputs[0].at(c), rows(c), channels_, scale_.data(), shift_.data(), limits_,
                        outputs[0].at(c));
  }

  void join_forward(run_context const& c, int phase) override {
    if (phase != 0) return;
    kernel::combine_statistics(partial_.data(), chunk_rows_.data(), c.chunks, channels_, mean_.data(),
                               variance_.data());
    kernel::normalization_coefficients(mean_.data(), variance_.data(), inputs[1].place->shared,
                                       inputs[2].place->shared, epsilon_, channels_, scale_.data(),
                                       shift_.data(), inv_std_.data());
    total_rows_ = 0;
    for (index i = 0; i < c.chunks; ++i) total_rows_ += chunk_rows_[static_cast<std::size_t>(i)];
    float const n = static_cast<float>(total_rows_), unbiased = n > 1 ? n / (n - 1) : 1.0F;
    float *const mean = inputs[3].place->shared, *const variance = inputs[4].place->shared;
    for (index k = 0; k < channels_; ++k) {
      auto const at = static_cast<std::size_t>(k);
      mean[k] = momentum_ * mean[k] + (1 - momentum_) * mean_[at];
      variance[k] = momentum_ * variance[k] + (1 - momentum_) * unbiased * variance_[at];
    }
  }

  bool backward_reads_input(std::size_t i) const override { return i == 0; }
  bool backward_reads_outputs() const override { return false; }
  bool may_overwrite_output_gradient(std::size_t i) const override { return i == 0; }

  void backward(run_context const& c, int phase) override {
    float const* const x = inputs[0].at(c);
    float* const dy = output_gradients[0].at(c);
    if (phase == 0)
      kernel::normalization_gradient_sums(x, dy, rows(c), channels_, mean_.data(), scale_.data(),
                                          shift_.data(), limits_, partial_of(c));
    else if (auto const& target = input_gradients[0])
      kernel::normalization_gradient_apply(x, dy, rows(c), channels_, scale_.data(), shift_.data(), limits_,
                                           coefficients_.data(), target.to.at(c), target.mode);
  }

  void join_backward(run_context const& c, int phase) override {
    if (phase != 0) return;
    kernel::combine_normalization_gradient(partial_.data(), c.chunks, total_rows_, channels_, mean_.data(),
                                           inv_std_.data(), inputs[1].place->shared, dscale_.data(),
                                           dbias_.data(), coefficients_.data());
    for (std::size_t which = 1; which < 3; ++which) {
      gradient_target const& target = input_gradients[which];
      if (!target) continue;
      float* const to = target.to.place->shared;
      if (target.mode == store::overwrite) std::fill_n(to, channels_, 0.0F);
      kernel::add_scaled(1.0F, (which == 1 ? dscale_ : dbias_).data(), channels_, to);
    }
  }

 private:
  [[nodiscard]] index rows(run_context const& c) const {
    return c.samples() * outputs[0].sample_size() / channels_;
  }
  [[nodiscard]] double* partial_of(run_context const& c) { return partial_.data() + c.chunk * 2 * channels_; }

  float epsilon_, momentum_;
  bounds limits_;
  index channels_, total_rows_ = 0;
  std::vector<float> mean_, variance_, scale_, shift_, inv_std_, dscale_, dbias_, coefficients_;
  std::vector<double> partial_;
  std::vector<index> chunk_rows_;
};

inline std::unique_ptr<step> make_step(op::batch_normalization const& op, step_request const& r) {
  for (std::size_t i = 1; i < 5; ++i)
    if (r.wants_gradient[i] && i >= 3)
      throw bad_input("BatchNormalization '" + r.node.name +
                      "': its statistics are computed from what trains, which is not supported");
  if (r.batch_statistics) return made<batch_statistics_step>(r, op, r);
  return made<scale_shift_step>(r, op.epsilon, r);
}

} // namespace peax::engine
