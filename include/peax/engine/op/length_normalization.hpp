#pragma once
//! @file
//! Normalization by lengths: of the channels around (LRN), of a line (LpNormalization).

#include <peax/engine/step.hpp>
#include <peax/graph/axis.hpp>
#include <peax/graph/op.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>

namespace peax::engine {

//! How a sample lies for a normalization over its axes from one on: [outer][length][inner], as computed values lie.
struct normalized_rows {
  index outer = 1, length = 1, inner = 1;

  [[nodiscard]] index size() const { return outer * length * inner; }
};

//! Pixel by pixel, the channels in a row.
class lrn_step final : public step {
 public:
  lrn_step(op::lrn const& op, step_request const& r)
      : op_(op), channels_(r.inputs[0].channels()),
        before_(std::min(channels_, static_cast<index>((op.size - 1) / 2))),
        behind_(std::min(channels_, static_cast<index>(op.size / 2))) {}

  std::size_t workspace() const override { return static_cast<std::size_t>(2 * channels_); }

  void forward(run_context const& c, int) override {
    float const* x = inputs[0].at(c);
    float* y = outputs[0].at(c);
    for (index i = 0, n = pixels(c); i < n; ++i, x += channels_, y += channels_) {
      sums(x, c.workspace);
      for (index k = 0; k < channels_; ++k) y[k] = x[k] * std::pow(c.workspace[k], -op_.beta);
    }
  }
  bool backward_reads_outputs() const override { return false; }
  void backward(run_context const& c, int) override {
    auto const& target = input_gradients[0];
    float const* x = inputs[0].at(c);
    float const* dy = output_gradients[0].at(c);
    float* dx = target.to.at(c);
    float *const sum = c.workspace, *const each = sum + channels_;
    float const factor = 2 * op_.alpha * op_.beta / static_cast<float>(op_.size);
    for (index i = 0, n = pixels(c); i < n; ++i, x += channels_, dy += channels_, dx += channels_) {
      sums(x, sum);
      for (index k = 0; k < channels_; ++k) {
        float const power = std::pow(sum[k], -op_.beta);
        each[k] = dy[k] * x[k] * power / sum[k];
        sum[k] = power;
      }
      for (index k = 0; k < channels_; ++k) {
        float around = 0; // of those whose window has this channel
        for (index j = std::max<index>(0, k - behind_); j <= std::min(channels_ - 1, k + before_); ++j)
          around += each[j];
        float const d = dy[k] * sum[k] - factor * x[k] * around;
        dx[k] = target.mode == store::add ? dx[k] + d : d;
      }
    }
  }

 private:
  [[nodiscard]] index pixels(run_context const& c) const {
    return c.samples() * inputs[0].sample_size() / channels_;
  }
  void sums(float const* x, float* to) const {
    float const factor = op_.alpha / static_cast<float>(op_.size);
    for (index k = 0; k < channels_; ++k) {
      float squares = 0;
      for (index j = std::max<index>(0, k - before_); j <= std::min(channels_ - 1, k + behind_); ++j)
        squares += x[j] * x[j];
      to[k] = op_.bias + factor * squares;
    }
  }

  op::lrn op_;
  index channels_, before_, behind_;
};
inline std::unique_ptr<step> make_step(op::lrn const& op, step_request const& r) {
  return made<lrn_step>(r, op, r);
}

class lp_normalization_step final : public step {
 public:
  lp_normalization_step(bool squares, normalized_rows rows) : squares_(squares), rows_(rows) {}

  std::size_t workspace() const override { return static_cast<std::size_t>(2 * rows_.inner); }

  void forward(run_context const& c, int) override {
    index const n = rows_.length, m = rows_.inner;
    float const* x = inputs[0].at(c);
    float* y = outputs[0].at(c);
    for (index row = 0, all = count(c); row < all; ++row, x += n * m, y += n * m) {
      inverse_lengths(x, c.workspace);
      for (index i = 0; i < n; ++i)
        for (index k = 0; k < m; ++k) y[i * m + k] = x[i * m + k] * c.workspace[k];
    }
  }
  bool backward_reads_outputs() const override { return false; }
  bool may_overwrite_input(std::size_t i) const override { return i == 0; }
  bool may_overwrite_output_gradient(std::size_t i) const override { return i == 0; }
  //! dx = (dy - sum(dy y) u) / length with u = y for p = 2 and sign(x) for p = 1.
  void backward(run_context const& c, int) override {
    index const n = rows_.length, m = rows_.inner;
    auto const& target = input_gradients[0];
    float const* x = inputs[0].at(c);
    float const* dy = output_gradients[0].at(c);
    float* dx = target.to.at(c);
    float *const inverse = c.workspace, *const sum = inverse + m;
    for (index row = 0, all = count(c); row < all; ++row, x += n * m, dy += n * m, dx += n * m) {
      inverse_lengths(x, inverse);
      std::fill_n(sum, m, 0.0F);
      for (index i = 0; i < n; ++i)
        for (index k = 0; k < m; ++k) sum[k] += dy[i * m + k] * x[i * m + k] * inverse[k];
      for (index i = 0; i < n; ++i)
        for (index k = 0; k < m; ++k) {
          float const v = x[i * m + k];
          float const along = squares_ ? v * inverse[k] : v == 0 ? 0.0F : std::copysign(1.0F, v);
          float const d = (dy[i * m + k] - sum[k] * along) * inverse[k];
          dx[i * m + k] = target.mode == store::add ? dx[i * m + k] + d : d;
        }
    }
  }

 private:
  [[nodiscard]] index count(run_context const& c) const { return c.samples() * rows_.outer; }
  void inverse_lengths(float const* x, float* to) const {
    index const n = rows_.length, m = rows_.inner;
    std::fill_n(to, m, 0.0F);
    for (index i = 0; i < n; ++i)
      for (index k = 0; k < m; ++k) to[k] += squares_ ? x[i * m + k] * x[i * m + k] : std::abs(x[i * m + k]);
    for (index k = 0; k < m; ++k) to[k] = to[k] == 0 ? 0.0F : 1 / (squares_ ? std::sqrt(to[k]) : to[k]);
  }

  bool squares_;
  normalized_rows rows_;
};
inline std::unique_ptr<step> make_step(op::lp_normalization const& op, step_request const& r) {
  strided const v = r.outputs[0].view(1);
  std::size_t const axis = axis_of(op.axis, v.rank);
  index const n = v.extents[axis], inner = n == 1 ? 1 : v.strides[axis];
  return made<lp_normalization_step>(r, op.p == 2, normalized_rows{v.size() / (n * inner), n, inner});
}

} // namespace peax::engine
