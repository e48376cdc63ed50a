#pragma once
//! @file
//! Normalization by the mean and deviation of the sample itself: LayerNormalization, InstanceNormalization.

#include <peax/core/error.hpp>
#include <peax/engine/boundary.hpp>
#include <peax/engine/kernel/elementwise.hpp>
#include <peax/engine/kernel/normalization.hpp>
#include <peax/engine/op/length_normalization.hpp>
#include <peax/engine/step.hpp>
#include <peax/engine/strided_loop.hpp>
#include <peax/graph/axis.hpp>
#include <peax/graph/op.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace peax::engine {

//! Of a value whose channels are inside: all axes from 1 on are one row, from a later one on the channels lie inside of the rows.
[[nodiscard]] inline normalized_rows rows_from(operand const& v, std::size_t axis) {
  strided const all = v.view(1);
  normalized_rows rows;
  for (std::size_t i = 0; i < all.rank; ++i)
    (i >= axis ? rows.length : v.channels_last && i == 1 ? rows.inner : rows.outer) *= all.extents[i];
  return rows;
}

//! The axes of one row, from `axis` on, as its elements lie.
[[nodiscard]] inline strided row_order(operand const& x, std::size_t axis) {
  strided const all = x.view(1);
  index const inner = axis > 1 && x.channels_last ? all.extents[1] : 1;
  strided row;
  row.rank = all.rank - axis;
  for (std::size_t i = 0; i < row.rank; ++i) {
    row.extents[i] = all.extents[axis + i];
    row.strides[i] = all.strides[axis + i] / inner;
  }
  return row;
}

//! Parameters of a layer normalization in the order in which the elements of a row lie; their gradients from that order.
class row_parameters {
 public:
  row_parameters(operand const& x, std::size_t axis) : lies_(row_order(x, axis)) {}

  //! `to` gets one number an element of a row.
  void read(operand const& parameter, float* to) const {
    copy_strided(lies_, to, parameter.view(1), parameter.place->shared);
  }
  //! Sums of what lies in rows where the parameter was broadcast; `from` has one number an element of a row.
  void give(float const* from, gradient_target const& target) const {
    if (!target) return;
    float* const to = target.to.place->shared;
    if (target.mode == store::overwrite) std::fill_n(to, target.to.sample_size(), 0.0F);
    broadcast_loop(lies_, target.to.view(1)).each([&](auto const& run, auto const& at) {
      for (index i = 0; i < run.count; ++i)
        to[at[1] + i * run.strides[1]] += from[at[0] + i * run.strides[0]];
    });
  }

 private:
  strided lies_;
};

class layer_normalization_step final : public step {
 public:
  layer_normalization_step(op::layer_normalization const& op, step_request const& r)
      : axis_(axis_of(op.axis, r.inputs[0].dims.rank())), epsilon_(op.epsilon),
        rows_(rows_from(r.outputs[0], axis_)), parameters_(r.outputs[0], axis_),
        has_bias_(r.inputs.size() > 2 && r.inputs[2]),
        trains_(r.wants_gradient[1] || (has_bias_ && r.wants_gradient[2])),
        scale_(static_cast<std::size_t>(rows_.length), 1.0F),
        bias_(static_cast<std::size_t>(rows_.length), 0.0F) {
    for (std::size_t i = 1; i < r.inputs.size(); ++i)
      if (r.inputs[i]) computed_ = computed_ || !r.graph[r.node.inputs[i]].is_constant();
  }

  int forward_phases() const override { return computed_ ? 2 : 1; }
  void prepare() override {
    if (!computed_) read_parameters();
  }
  void join_forward(run_context const&, int phase) override {
    if (computed_ && phase == 0) read_parameters();
  }

  std::size_t workspace() const override { return static_cast<std::size_t>(4 * rows_.inner); }
  std::size_t partial_size() const override {
    return trains_ ? static_cast<std::size_t>(2 * rows_.length) : 0;
  }

  void forward(run_context const& c, int phase) override {
    if (phase + 1 < forward_phases()) return;
    index const n = rows_.length, m = rows_.inner;
    float const* x = inputs[0].at(c);
    float* y = outputs[0].at(c);
    float *const mean = c.workspace, *const inverse = mean + m;
    for (index row = 0, all = count(c); row < all; ++row, x += n * m, y += n * m) {
      statistics(x, mean, inverse);
      give(1, c, row, mean);
      give(2, c, row, inverse);
      for (index i = 0; i < n; ++i) {
        float const s = scale_[static_cast<std::size_t>(i)], b = bias_[static_cast<std::size_t>(i)];
        for (index k = 0; k < m; ++k) y[i * m + k] = (x[i * m + k] - mean[k]) * inverse[k] * s + b;
      }
    }
  }

  bool backward_reads_input(std::size_t i) const override { return i == 0; }
  bool backward_reads_outputs() const override { return false; }
  bool may_overwrite_input(std::size_t i) const override { return i == 0; }
  bool may_overwrite_output_gradient(std::size_t i) const override { return i == 0; }

  void backward(run_context const& c, int) override {
    index const n = rows_.length, m = rows_.inner;
    float const* x = inputs[0].at(c);
    float const* dy = output_gradients[0].at(c);
    float *const mean = c.workspace, *const inverse = mean + m, *const sum = inverse + m,
                 *const product = sum + m;
    float* const dscale = trains_ ? partial(c) : nullptr;
    auto const& target = input_gradients[0];
    float* dx = target ? target.to.at(c) : nullptr;
    for (index row = 0, all = count(c); row < all; ++row, x += n * m, dy += n * m) {
      statistics(x, mean, inverse);
      if (trains_) add_parameter_gradients(x, dy, mean, inverse, dscale);
      if (dx == nullptr) continue;
      gradient_sums(x, dy, mean, inverse, sum, product);
      bool const adds = target.mode == store::add;
      for (index i = 0; i < n; ++i) {
        float const s = scale_[static_cast<std::size_t>(i)];
        for (index k = 0; k < m; ++k) {
          float const normal = (x[i * m + k] - mean[k]) * inverse[k];
          float const d = inverse[k] * (dy[i * m + k] * s - sum[k] - normal * product[k]);
          dx[i * m + k] = adds ? dx[i * m + k] + d : d;
        }
      }
      dx += n * m;
    }
  }

  void join_backward(run_context const& c, int) override {
    if (!trains_) return;
    auto const size = static_cast<index>(partial_size());
    for (index g = 1; g < c.groups; ++g) kernel::add_scaled(1.0F, partials + g * size, size, partials);
    parameters_.give(partials, input_gradients[1]);
    if (has_bias_) parameters_.give(partials + rows_.length, input_gradients[2]);
  }

 private:
  [[nodiscard]] index count(run_context const& c) const { return c.samples() * rows_.outer; }
  void read_parameters() {
    parameters_.read(inputs[1], scale_.data());
    if (has_bias_) parameters_.read(inputs[2], bias_.data());
  }

  //! Mean and 1 / standard deviation of each of the rows that lie into each other.
  void statistics(float const* x, float* mean, float* inverse) const {
    index const n = rows_.length, m = rows_.inner;
    auto const share = 1 / static_cast<float>(n);
    std::fill_n(mean, 2 * m, 0.0F);
    for (index i = 0; i < n; ++i)
      for (index k = 0; k < m; ++k) mean[k] += x[i * m + k];
    for (index k = 0; k < m; ++k) mean[k] *= share;
    for (index i = 0; i < n; ++i)
      for (index k = 0; k < m; ++k) inverse[k] += (x[i * m + k] - mean[k]) * (x[i * m + k] - mean[k]);
    for (index k = 0; k < m; ++k) inverse[k] = 1 / std::sqrt(inverse[k] * share + epsilon_);
  }

  //! Means of dy * scale and of dy * scale * normalized x.
  void gradient_sums(float const* x, float const* dy, float const* mean, float const* inverse, float* sum,
                     float* product) const {
    index const n = rows_.length, m = rows_.inner;
    auto const share = 1 / static_cast<float>(n);
    std::fill_n(sum, 2 * m, 0.0F);
    for (index i = 0; i < n; ++i)
      for (index k = 0; k < m; ++k) {
        float const d = dy[i * m + k] * scale_[static_cast<std::size_t>(i)];
        sum[k] += d;
        product[k] += d * (x[i * m + k] - mean[k]) * inverse[k];
      }
    for (index k = 0; k < 2 * m; ++k) sum[k] *= share;
  }

  void add_parameter_gradients(float const* x, float const* dy, float const* mean, float const* inverse,
                               float* dscale) const {
    index const n = rows_.length, m = rows_.inner;
    for (index i = 0; i < n; ++i)
      for (index k = 0; k < m; ++k) {
        dscale[i] += dy[i * m + k] * (x[i * m + k] - mean[k]) * inverse[k];
        dscale[n + i] += dy[i * m + k];
      }
  }

  //! A row's statistics into an output that wants them.
  void give(std::size_t output, run_context const& c, index row, float const* from) {
    if (output >= outputs.size() || !outputs[output]) return;
    std::copy_n(from, rows_.inner, outputs[output].at(c) + row * rows_.inner);
  }

  std::size_t axis_;
  float epsilon_;
  normalized_rows rows_;
  row_parameters parameters_;
  bool has_bias_, trains_, computed_ = false;
  std::vector<float> scale_, bias_;
};

inline std::unique_ptr<step> make_step(op::layer_normalization const& op, step_request const& r) {
  for (std::size_t i = 1; i < r.outputs.size(); ++i)
    if (r.outputs[i] && r.differentiated())
      throw bad_input("LayerNormalization '" + r.node.name +
                      "': its mean and deviation are read, and there is no training through them");
  for (std::size_t i = 1; i < r.inputs.size(); ++i)
    if (r.inputs[i] && r.inputs[i].batched())
      throw bad_input("LayerNormalization '" + r.node.name + "': its parameters depend on the sample");
  return made<layer_normalization_step>(r, op, r);
}

//! Every channel of every sample by its own statistics: batch normalization of one sample.
class instance_normalization_step final : public step {
 public:
  instance_normalization_step(op::instance_normalization const& op, step_request const& r)
      : epsilon_(op.epsilon), channels_(r.inputs[0].channels()), pixels_(r.inputs[0].pixels()),
        trains_(r.wants_gradient[1] || r.wants_gradient[2]) {}

  // Mean, variance, scale, shift, 1 / deviation, two gradients and three coefficients; sums are double.
  std::size_t workspace() const override { return static_cast<std::size_t>(14 * channels_); }
  std::size_t partial_size() const override { return trains_ ? static_cast<std::size_t>(2 * channels_) : 0; }

  void forward(run_context const& c, int) override {
    float const* x = inputs[0].at(c);
    float* y = outputs[0].at(c);
    for (index s = 0, n = samples(c); s < n; ++s, x += size(), y += size()) {
      statistics(x, c.workspace);
      kernel::scale_shift(x, pixels_, channels_, part(c, 2), part(c, 3), bounds::none(), y);
    }
  }

  bool backward_reads_input(std::size_t i) const override { return i == 0; }
  bool backward_reads_outputs() const override { return false; }
  bool may_overwrite_input(std::size_t i) const override { return i == 0; }
  bool may_overwrite_output_gradient(std::size_t i) const override { return i == 0; }

  void backward(run_context const& c, int) override {
    float const* x = inputs[0].at(c);
    float const* dy = output_gradients[0].at(c);
    float* const sums = trains_ ? partial(c) : nullptr;
    auto const& target = input_gradients[0];
    float* dx = target ? target.to.at(c) : nullptr;
    for (index s = 0, n = samples(c); s < n; ++s, x += size(), dy += size()) {
      statistics(x, c.workspace);
      double* const doubles = sums_of(c.workspace);
      kernel::normalization_gradient_sums(x, dy, pixels_, channels_, part(c, 0), part(c, 2), part(c, 3),
                                          bounds::none(), doubles);
      kernel::combine_normalization_gradient(doubles, 1, pixels_, channels_, part(c, 0), part(c, 4),
                                             inputs[1].place->shared, part(c, 5), part(c, 6), part(c, 7));
      if (trains_) kernel::add_scaled(1.0F, part(c, 5), 2 * channels_, sums);
      if (dx == nullptr) continue;
      kernel::normalization_gradient_apply(x, dy, pixels_, channels_, part(c, 2), part(c, 3), bounds::none(),
                                           part(c, 7), dx, target.mode);
      dx += size();
    }
  }

  void join_backward(run_context const& c, int) override {
    if (!trains_) return;
    for (std::size_t which = 1; which < 3; ++which)
      if (gradient_target const& target = input_gradients[which])
        join_partials(c, partials + (which == 1 ? 0 : channels_), 2 * channels_, target);
  }

 private:
  [[nodiscard]] index samples(run_context const& c) const { return c.samples() * inputs[0].leading(); }
  [[nodiscard]] index size() const { return pixels_ * channels_; }
  //! 2 C doubles stand in front, so that they are aligned.
  [[nodiscard]] static double* sums_of(float* workspace) { return reinterpret_cast<double*>(workspace); }
  [[nodiscard]] float* part(run_context const& c, index i) const { return c.workspace + (4 + i) * channels_; }

  void statistics(float const* x, float* workspace) const {
    float* const mean = workspace + 4 * channels_;
    kernel::normalization_statistics(x, pixels_, channels_, sums_of(workspace));
    kernel::combine_statistics(sums_of(workspace), &pixels_, 1, channels_, mean, mean + channels_);
    kernel::normalization_coefficients(mean, mean + channels_, inputs[1].place->shared,
                                       inputs[2].place->shared, epsilon_, channels_, mean + 2 * channels_,
                                       mean + 3 * channels_, mean + 4 * channels_);
  }

  float epsilon_;
  index channels_, pixels_;
  bool trains_;
};

inline std::unique_ptr<step> make_step(op::instance_normalization const& op, step_request const& r) {
  if (r.inputs[1].batched() || r.inputs[2].batched())
    throw bad_input("InstanceNormalization '" + r.node.name + "': its parameters depend on the sample");
  return made<instance_normalization_step>(r, op, r);
}

} // namespace peax::engine
