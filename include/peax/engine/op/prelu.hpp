#pragma once
//! @file
//! PRelu with a slope that is broadcast to the data; one slope a channel is the common case.

#include <peax/engine/kernel/elementwise.hpp>
#include <peax/engine/op/arithmetic.hpp>
#include <peax/engine/step.hpp>
#include <peax/engine/strided_loop.hpp>
#include <peax/graph/op.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>

namespace peax::engine {

class prelu_step final : public step {
 public:
  explicit prelu_step(step_request const& r)
      : by_channel_(kind_of_broadcast(r.inputs[1], r.outputs[0]) == broadcast_kind::by_channel &&
                    r.inputs[0].in_engine_order()),
        shared_(!r.inputs[1].batched() && (r.outputs[0].batched() || by_channel_)),
        slopes_(r.inputs[1].sample_size()), trains_(r.wants_gradient[1]) {}

  void forward(run_context const& c, int) override {
    float const *x = inputs[0].at(c), *slope = inputs[1].at(c);
    float* const y = outputs[0].at(c);
    index const channels = outputs[0].channels();
    if (by_channel_) return kernel::prelu(x, slope, count(c) / channels, channels, y);
    loop(c).each([&](auto const& run, auto const& at) {
      for (index i = 0; i < run.count; ++i) {
        float const v = x[at[0] + i * run.strides[0]];
        y[at[0] + i * run.strides[0]] = v < 0 ? v * slope[at[1] + i * run.strides[1]] : v;
      }
    });
  }

  bool backward_reads_outputs() const override { return false; }
  std::size_t partial_size() const override {
    return (trains_ && shared_) || by_channel_ ? static_cast<std::size_t>(slopes_) : 0;
  }
  std::size_t workspace() const override {
    return static_cast<std::size_t>(by_channel_ ? outputs[0].sample_size() : 0);
  }

  void backward(run_context const& c, int) override {
    float const *x = inputs[0].at(c), *slope = inputs[1].at(c), *dy = output_gradients[0].at(c);
    gradient_target const &dx = input_gradients[0], &ds = input_gradients[1];
    float* const sums = partial_size() > 0 ? partial(c) : nullptr;
    if (by_channel_) {
      index const channels = outputs[0].channels(), size = outputs[0].sample_size();
      for (index i = 0; i < c.samples(); ++i) // without a gradient of x its values go to the workspace
        kernel::prelu_gradient(x + i * size, slope, dy + i * size, size / channels, channels,
                               dx ? dx.to.at(c) + i * size : c.workspace, sums,
                               dx ? dx.mode : store::overwrite);
      return;
    }
    if (dx && dx.mode == store::overwrite) std::fill_n(dx.to.at(c), count(c), 0.0F);
    float* const slope_sums = !ds ? nullptr : shared_ ? sums : ds.to.at(c);
    if (ds && !shared_ && ds.mode == store::overwrite)
      std::fill_n(slope_sums, (ds.to.batched() ? c.samples() : 1) * slopes_, 0.0F);
    float* const to = dx ? dx.to.at(c) : nullptr;
    loop(c).each([&](auto const& run, auto const& at) {
      for (index i = 0; i < run.count; ++i) {
        index const place = at[0] + i * run.strides[0], s = at[1] + i * run.strides[1];
        bool const negative = x[place] < 0;
        if (to != nullptr) to[place] += negative ? dy[place] * slope[s] : dy[place];
        if (slope_sums != nullptr && negative) slope_sums[s] += dy[place] * x[place];
      }
    });
  }

  void join_backward(run_context const& c, int) override {
    if (!input_gradients[1] || !shared_) return;
    float* const to = input_gradients[1].to.place->shared;
    kernel::sum_partials(partials, c.groups, slopes_, to, input_gradients[1].mode);
  }

 private:
  [[nodiscard]] index count(run_context const& c) const { return c.samples() * outputs[0].sample_size(); }
  [[nodiscard]] strided_loop<2> loop(run_context const& c) const {
    return broadcast_loop(outputs[0].view(c.samples()), inputs[1].view(c.samples()));
  }

  bool by_channel_, shared_;
  index slopes_;
  bool trains_;
};

inline std::unique_ptr<step> make_step(op::prelu const&, step_request const& r) {
  return made<prelu_step>(r, r);
}

} // namespace peax::engine
