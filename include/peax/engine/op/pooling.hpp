#pragma once
//! @file
//! Maximum, average and Lp pooling in one to three dimensions; global pooling of any rank.

#include <peax/core/error.hpp>
#include <peax/engine/kernel/pooling.hpp>
#include <peax/engine/op/box_pooling.hpp>
#include <peax/engine/op/convolution.hpp>
#include <peax/engine/step.hpp>
#include <peax/graph/op.hpp>
#include <peax/graph/window.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace peax::engine {

//! A sample's pooling as kernels want it; 1-D signals have height 1.
template <class Pool>
[[nodiscard]] kernel::pool_geometry pool_geometry_of(Pool const& op, op::ints const& dilations,
                                                     step_request const& r) {
  shape const& x = r.inputs[0].dims;
  auto const windows = windows_of(x, op.kernel, op.strides, op.pads, dilations, op.ceil_mode);
  kernel::pool_geometry g;
  g.channels = r.inputs[0].channels();
  g.w = window_axis_of(windows.back());
  if (windows.size() == 2) g.h = window_axis_of(windows.front());
  return g;
}

//! Pool::forward(x, y) and Pool::backward(x, y, dy, dx, mode) of one sample.
template <class Pool> class pooling_step final : public step {
 public:
  explicit pooling_step(Pool const& pool) : pool_(pool) {}

  void forward(run_context const& c, int) override {
    float const* x = inputs[0].at(c);
    float* y = outputs[0].at(c);
    for (index i = 0, n = blocks(c); i < n; ++i)
      pool_.forward(x + i * pool_.in_size(), y + i * pool_.out_size());
  }
  bool backward_reads_input(std::size_t) const override { return Pool::reads_values; }
  bool backward_reads_outputs() const override { return Pool::reads_values; }
  void backward(run_context const& c, int) override {
    float const* const x = Pool::reads_values ? inputs[0].at(c) : nullptr;
    float const* const y = Pool::reads_values ? outputs[0].at(c) : nullptr;
    float const* const dy = output_gradients[0].at(c);
    float* const dx = input_gradients[0].to.at(c);
    index const in = pool_.in_size(), out = pool_.out_size();
    for (index i = 0, n = blocks(c); i < n; ++i)
      pool_.backward(x == nullptr ? x : x + i * in, y == nullptr ? y : y + i * out, dy + i * out, dx + i * in,
                     input_gradients[0].mode);
  }

 private:
  [[nodiscard]] index blocks(run_context const& c) const { return c.samples() * inputs[0].leading(); }
  Pool pool_;
};

struct maximum_window {
  static constexpr bool reads_values = true;
  kernel::pool_geometry geometry;
  [[nodiscard]] index in_size() const { return geometry.in_size(); }
  [[nodiscard]] index out_size() const { return geometry.out_size(); }
  void forward(float const* x, float* y) const { kernel::max_pool(geometry, x, y); }
  void backward(float const* x, float const* y, float const* dy, float* dx, store mode) const {
    kernel::max_pool_gradient(geometry, x, y, dy, dx, mode);
  }
};

struct average_window {
  static constexpr bool reads_values = false;
  kernel::pool_geometry geometry;
  [[nodiscard]] index in_size() const { return geometry.in_size(); }
  [[nodiscard]] index out_size() const { return geometry.out_size(); }
  void forward(float const* x, float* y) const { kernel::average_pool(geometry, x, y); }
  void backward(float const*, float const*, float const* dy, float* dx, store mode) const {
    kernel::average_pool_gradient(geometry, dy, dx, mode);
  }
};

struct global_maximum {
  static constexpr bool reads_values = true;
  index pixels, channels;
  [[nodiscard]] index in_size() const { return pixels * channels; }
  [[nodiscard]] index out_size() const { return channels; }
  void forward(float const* x, float* y) const { kernel::global_max_pool(x, pixels, channels, y); }
  void backward(float const* x, float const* y, float const* dy, float* dx, store mode) const {
    kernel::global_max_pool_gradient(x, y, dy, pixels, channels, dx, mode);
  }
};

struct global_average {
  static constexpr bool reads_values = false;
  index pixels, channels;
  [[nodiscard]] index in_size() const { return pixels * channels; }
  [[nodiscard]] index out_size() const { return channels; }
  void forward(float const* x, float* y) const { kernel::global_average_pool(x, pixels, channels, y); }
  void backward(float const*, float const*, float const* dy, float* dx, store mode) const {
    kernel::global_average_pool_gradient(dy, pixels, channels, dx, mode);
  }
};

inline std::unique_ptr<step> make_step(op::max_pool const& op, step_request const& r) {
  if (r.inputs[0].dims.rank() > 4)
    return made<pooling_step<maximum_box>>(r, maximum_box{box_geometry_of(op, op.dilations, r)});
  return made<pooling_step<maximum_window>>(r, maximum_window{pool_geometry_of(op, op.dilations, r)});
}
inline std::unique_ptr<step> make_step(op::average_pool const& op, step_request const& r) {
  if (r.inputs[0].dims.rank() > 4)
    return made<pooling_step<average_box>>(r, average_box{box_geometry_of(op, {}, r), op.count_include_pad});
  auto geometry = pool_geometry_of(op, {}, r);
  geometry.count_include_pad = op.count_include_pad;
  return made<pooling_step<average_window>>(r, average_window{geometry});
}
inline std::unique_ptr<step> make_step(op::lp_pool const& op, step_request const& r) {
  return made<pooling_step<power_box>>(r, power_box{box_geometry_of(op, op.dilations, r), op.p});
}
inline std::unique_ptr<step> make_step(op::global_lp_pool const& op, step_request const& r) {
  box_geometry g;
  g.channels = r.inputs[0].channels();
  g.axes[2].in = g.axes[2].kernel = r.inputs[0].pixels();
  return made<pooling_step<power_box>>(r, power_box{g, op.p});
}
inline std::unique_ptr<step> make_step(op::global_max_pool const&, step_request const& r) {
  return made<pooling_step<global_maximum>>(r, global_maximum{r.inputs[0].pixels(), r.inputs[0].channels()});
}
inline std::unique_ptr<step> make_step(op::global_average_pool const&, step_request const& r) {
  return made<pooling_step<global_average>>(r, global_average{r.inputs[0].pixels(), r.inputs[0].channels()});
}

} // namespace peax::engine
