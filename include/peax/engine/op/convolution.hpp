#pragma once
//! @file
//! Convolution in one to three dimensions, of groups, depthwise; with a folded normalization and an activation.

#include <peax/core/error.hpp>
#include <peax/engine/boundary.hpp>
#include <peax/engine/kernel/convolution.hpp>
#include <peax/engine/kernel/depthwise.hpp>
#include <peax/engine/kernel/elementwise.hpp>
#include <peax/engine/kernel/volume.hpp>
#include <peax/engine/kernel/winograd.hpp>
#include <peax/engine/step.hpp>
#include <peax/engine/strided_loop.hpp>
#include <peax/graph/op.hpp>
#include <peax/graph/window.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

namespace peax::engine {

//! Windows over the last two axes as kernels want them; signals have height 1.
inline void set_plane(kernel::conv_geometry& g, std::vector<window> const& windows) {
  window const& across = windows.back();
  g.in_w = static_cast<index>(across.extent), g.kernel_w = static_cast<index>(across.kernel);
  g.stride_w = static_cast<index>(across.stride), g.dilation_w = static_cast<index>(across.dilation);
  g.pad_left = static_cast<index>(across.begin), g.pad_right = static_cast<index>(across.end);
  if (windows.size() < 2) return;
  window const& down = windows[windows.size() - 2];
  g.in_h = static_cast<index>(down.extent), g.kernel_h = static_cast<index>(down.kernel);
  g.stride_h = static_cast<index>(down.stride), g.dilation_h = static_cast<index>(down.dilation);
  g.pad_top = static_cast<index>(down.begin), g.pad_bottom = static_cast<index>(down.end);
}

//! A window along one axis as kernels want it.
[[nodiscard]] inline kernel::window_axis window_axis_of(window const& w) {
  auto const i = [](std::int64_t v) { return static_cast<index>(v); };
  return {i(w.extent), i(w.kernel), i(w.stride), i(w.dilation), i(w.begin), i(w.end), i(w.output_extent())};
}

[[nodiscard]] inline std::vector<window> windows_of_convolution(op::conv const& op, shape const& x,
                                                                shape const& w) {
  auto const taps = w.extents().subspan(2);
  return windows_of(x, op::ints(taps.begin(), taps.end()), op.strides, op.pads, op.dilations, false);
}

//! A sample's convolution of one or two axes as kernels want it.
[[nodiscard]] inline kernel::conv_geometry geometry_of(op::conv const& op, shape const& x, shape const& w) {
  kernel::conv_geometry g;
  g.in_c = static_cast<index>(x[1]);
  g.out_c = static_cast<index>(w[0]);
  g.groups = static_cast<index>(op.groups);
  set_plane(g, windows_of_convolution(op, x, w));
  return g;
}

//! A sample's convolution of three axes.
[[nodiscard]] inline kernel::volume_geometry volume_of(kernel::conv_geometry plane,
                                                       std::vector<window> const& windows) {
  set_plane(plane, windows);
  return {plane, window_axis_of(windows.front()), plane.out_c};
}

//! Kernel is kernel::convolution, kernel::winograd_convolution, kernel::volume_convolution or kernel::depthwise_convolution.
template <class Kernel> class convolution_step final : public step {
  static constexpr bool dense_channels = !std::is_same_v<Kernel, kernel::depthwise_convolution>;

 public:
  template <class Geometry>
  convolution_step(Geometry const& geometry, step_request const& r)
      : kernel_(geometry), limits_(r.limits), norm_(r.norm), epsilon_(r.norm_epsilon),
        packed_(static_cast<std::size_t>(kernel_.packed_size())),
        computed_weights_(!r.graph[r.node.inputs[1]].is_constant()),
        has_bias_(r.inputs.size() > 2 && r.inputs[2]) {
    if constexpr (dense_channels)
      if (r.wants_gradient[0]) transposed_.resize(static_cast<std::size_t>(kernel_.packed_transposed_size()));
    auto const outs = static_cast<std::size_t>(geometry.out_c);
    if (!norm_.empty())
      folded_.resize(static_cast<std::size_t>(geometry.weight_size())), folded_bias_.resize(outs);
    bool const trains = r.wants_gradient[1] || (has_bias_ && r.wants_gradient[2]);
    if (trains) unwanted_.resize(static_cast<std::size_t>(geometry.weight_size()) + outs);
    trains_ = trains;
  }

  int forward_phases() const override { return computed_weights_ ? 2 : 1; }

  void prepare() override {
    if (!computed_weights_) pack();
  }

  void join_forward(run_context const&, int phase) override {
    if (computed_weights_ && phase == 0) pack();
  }

  void forward(run_context const& c, int phase) override {
    if (phase + 1 < forward_phases()) return;
    float const* const bias = !folded_bias_.empty() ? folded_bias_.data()
                              : has_bias_           ? inputs[2].place->shared
                                                    : nullptr;
    index const samples = c.samples() * inputs[0].leading();
    if constexpr (dense_channels)
      kernel_.forward(inputs[0].at(c), samples, packed_.data(), bias, limits_, outputs[0].at(c), c.workspace);
    else
      kernel_.forward(inputs[0].at(c), samples, packed_.data(), bias, limits_, outputs[0].at(c));
  }

  bool backward_reads_input(std::size_t i) const override { return i == 0 && trains_; }
  bool backward_reads_outputs() const override { return limits_.bind(); }

  std::size_t workspace() const override {
    if constexpr (dense_channels) {
      index floats = kernel_.forward_workspace();
      if (!transposed_.empty()) floats = std::max(floats, kernel_.backward_workspace());
      if (trains_) floats = std::max(floats, kernel_.gradient_workspace());
      return static_cast<std::size_t>(floats);
    } else {
      return 0;
    }
  }
  std::size_t partial_size() const override {
    return trains_ ? static_cast<std::size_t>(kernel_.partial_size()) : 0;
  }

  void backward(run_context const& c, int) override {
    index const samples = c.samples() * inputs[0].leading();
    float* const dy = output_gradients[0].at(c);
    if (limits_.bind()) {
      float const* const y = outputs[0].at(c);
      kernel::unary_gradient(kernel::unary_function::clip, limits_.low, limits_.high, y, y, dy,
                             samples * kernel_.geometry().out_size(), dy);
    }
    if (trains_) {
      float* const sum = partial(c);
      if constexpr (dense_channels)
        kernel_.weight_gradient(inputs[0].at(c), dy, samples, sum, c.workspace, has_bias_);
      else
        kernel_.weight_gradient(inputs[0].at(c), dy, samples, sum, has_bias_);
    }
    if (auto const& target = input_gradients[0]) {
      if constexpr (dense_channels)
        kernel_.backward_data(dy, samples, transposed_.data(), target.to.at(c), c.workspace, target.mode);
      else
        kernel_.backward_data(dy, samples, packed_.data(), target.to.at(c), target.mode);
    }
  }

  void join_backward(run_context const& c, int) override {
    if (!trains_) return;
    float *const dw = unwanted_.data(),
                 *const db =
                     dw +
                     kernel_.geometry().weight_size(); // reduced here unless it can go straight to its place
    gradient_target const none{};
    gradient_target const &weights = input_gradients[1], &bias = has_bias_ ? input_gradients[2] : none;
    bool const straight = weights && inputs[1].in_graph_order() && (!bias || bias.mode == weights.mode);
    if (straight) {
      kernel_.reduce_gradient(partials, c.groups, weights.to.place->shared,
                              bias ? bias.to.place->shared : nullptr, weights.mode);
      return;
    }
    kernel_.reduce_gradient(partials, c.groups, dw, has_bias_ ? db : nullptr);
    put(dw, inputs[1], weights);
    if (has_bias_) put(db, inputs[2], bias);
  }

 private:
  //! From the graph's order to the order of the value whose gradient it is.
  static void put(float const* from, operand const& like, gradient_target const& to) {
    if (!to) return;
    copy_strided(to.to.view(1), to.to.place->shared, like.graph_view(1), from, to.mode);
  }

  void pack() {
    float const* weights = inputs[1].place->shared;
    if (!inputs[1].in_graph_order()) { // computed weights are stored as every computed value
      graph_order_.resize(static_cast<std::size_t>(inputs[1].sample_size()));
      to_channels_first(inputs[1], weights, 1, graph_order_.data());
      weights = graph_order_.data();
    }
    if (!folded_.empty()) weights = fold(weights);
    kernel_.pack(weights, packed_.data());
    if constexpr (dense_channels)
      if (!transposed_.empty()) kernel_.pack_transposed(weights, transposed_.data());
  }

  //! y = scale * (x - mean) / sqrt(variance + epsilon) + shift, put into the weights and the bias.
  float const* fold(float const* weights) {
    index const outs = kernel_.geometry().out_c, each = kernel_.geometry().weight_size() / outs;
    float const *scale = norm_[0].place->shared, *shift = norm_[1].place->shared;
    float const *mean = norm_[2].place->shared, *variance = norm_[3].place->shared;
    for (index k = 0; k < outs; ++k) {
      double const factor =
          scale[k] / std::sqrt(static_cast<double>(variance[k]) + static_cast<double>(epsilon_));
      for (index i = 0; i < each; ++i)
        folded_[static_cast<std::size_t>(k * each + i)] =
            static_cast<float>(factor * static_cast<double>(weights[k * each + i]));
      double const bias = has_bias_ ? static_cast<double>(inputs[2].place->shared[k]) : 0.0;
      folded_bias_[static_cast<std::size_t>(k)] =
          static_cast<float>((bias - static_cast<double>(mean[k])) * factor + static_cast<double>(shift[k]));
    }
    return folded_.data();
  }

  Kernel kernel_;
  bounds limits_;
  std::vector<operand> norm_;
  float epsilon_;
  std::vector<float> packed_, transposed_, folded_, folded_bias_, unwanted_, graph_order_;
  bool computed_weights_, has_bias_, trains_ = false;
};

inline std::unique_ptr<step> make_step(op::conv const& op, step_request const& r) {
  shape const& x = r.inputs[0].dims;
  if (x.rank() > 5)
    throw bad_input("Conv '" + r.node.name + "': input " + x.text() +
                    " has four or more spatial axes; one to three are supported");
  if (r.inputs[1].batched()) throw bad_input("Conv '" + r.node.name + "': its weights depend on the sample");
  auto const geometry = geometry_of(op, x, r.inputs[1].dims);
  if (x.rank() == 5) {
    auto const volume = volume_of(geometry, windows_of_convolution(op, x, r.inputs[1].dims));
    return made<convolution_step<kernel::volume_convolution>>(r, volume, r);
  }
  if (geometry.is_depthwise()) return made<convolution_step<kernel::depthwise_convolution>>(r, geometry, r);
  if (!r.exact_convolution && kernel::winograd_convolution::suits(geometry))
    return made<convolution_step<kernel::winograd_convolution>>(r, geometry, r);
  return made<convolution_step<kernel::convolution>>(r, geometry, r);
}

} // namespace peax::engine
