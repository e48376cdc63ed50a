#pragma once
//! @file
//! Transposed convolution: the kernels of convolution with forward and backward exchanged.

#include <peax/core/error.hpp>
#include <peax/engine/boundary.hpp>
#include <peax/engine/kernel/elementwise.hpp>
#include <peax/engine/op/convolution.hpp>
#include <peax/engine/step.hpp>
#include <peax/engine/strided_loop.hpp>
#include <peax/graph/op.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <vector>

namespace peax::engine {

//! The convolution whose input is the output of a transposed one, for planes and signals.
[[nodiscard]] inline kernel::conv_geometry geometry_of(op::conv_transpose const& op, shape const& x,
                                                       shape const& w) {
  kernel::conv_geometry g;
  g.out_c = static_cast<index>(x[1]);
  g.in_c = static_cast<index>(w[1] * op.groups);
  g.groups = static_cast<index>(op.groups);
  set_plane(g, op.windows(x, w));
  return g;
}

//! Kernel is kernel::convolution or kernel::volume_convolution.
template <class Kernel> class transposed_convolution_step final : public step {
 public:
  template <class Geometry>
  transposed_convolution_step(Geometry const& geometry, step_request const& r)
      : kernel_(geometry), outs_(r.outputs[0].channels()),
        transposed_(static_cast<std::size_t>(kernel_.packed_transposed_size())),
        computed_weights_(!r.graph[r.node.inputs[1]].is_constant()),
        has_bias_(r.inputs.size() > 2 && r.inputs[2]),
        trains_(r.wants_gradient[1] || (has_bias_ && r.wants_gradient[2])) {
    if (r.wants_gradient[0]) packed_.resize(static_cast<std::size_t>(kernel_.packed_size()));
    if (trains_) weight_gradient_.resize(static_cast<std::size_t>(kernel_.geometry().weight_size()));
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
    index const samples = c.samples() * inputs[0].leading();
    float* const y = outputs[0].at(c);
    kernel_.backward_data(inputs[0].at(c), samples, transposed_.data(), y, c.workspace);
    if (!has_bias_) return;
    float const* const bias = inputs[2].place->shared;
    for (index i = 0, n = samples * kernel_.geometry().in_size(); i < n; i += outs_)
      for (index k = 0; k < outs_; ++k) y[i + k] += bias[k];
  }

  bool backward_reads_input(std::size_t i) const override { return i == 0 && trains_; }
  bool backward_reads_outputs() const override { return false; }

  std::size_t workspace() const override {
    index floats = kernel_.backward_workspace();
    if (!packed_.empty())
      floats = std::max(floats, kernel_.geometry().out_size() + kernel_.forward_workspace());
    if (trains_) floats = std::max(floats, kernel_.gradient_workspace());
    return static_cast<std::size_t>(floats);
  }
  std::size_t partial_size() const override {
    return trains_ ? static_cast<std::size_t>(kernel_.partial_size() + outs_) : 0;
  }

  void backward(run_context const& c, int) override {
    index const samples = c.samples() * inputs[0].leading();
    float const* const dy = output_gradients[0].at(c);
    if (trains_) {
      float *const sum = partial(c), *const bias = sum + kernel_.partial_size();
      kernel_.weight_gradient(dy, inputs[0].at(c), samples, sum, c.workspace, false);
      for (index i = 0, n = samples * kernel_.geometry().in_size(); has_bias_ && i < n; i += outs_)
        for (index k = 0; k < outs_; ++k) bias[k] += dy[i + k];
    }
    auto const& target = input_gradients[0];
    if (!target) return;
    float* const dx = target.to.at(c);
    if (target.mode == store::overwrite)
      return kernel_.forward(dy, samples, packed_.data(), nullptr, bounds::none(), dx, c.workspace);
    index const in = kernel_.geometry().in_size(), out = kernel_.geometry().out_size();
    for (index s = 0; s < samples; ++s) {
      kernel_.forward(dy + s * in, 1, packed_.data(), nullptr, bounds::none(), c.workspace,
                      c.workspace + out);
      kernel::add_scaled(1.0F, c.workspace, out, dx + s * out);
    }
  }

  void join_backward(run_context const& c, int) override {
    if (!trains_) return;
    auto const size = static_cast<index>(partial_size());
    for (index g = 1; g < c.groups; ++g) kernel::add_scaled(1.0F, partials + g * size, size, partials);
    if (gradient_target const& to = input_gradients[1]) {
      kernel_.reduce_gradient(partials, 1, weight_gradient_.data(), nullptr);
      copy_strided(to.to.view(1), to.to.place->shared, inputs[1].graph_view(1), weight_gradient_.data(),
                   to.mode);
    }
    if (!has_bias_ || !input_gradients[2]) return;
    gradient_target const& to = input_gradients[2];
    if (to.mode == store::overwrite) std::fill_n(to.to.place->shared, outs_, 0.0F);
    kernel::add_scaled(1.0F, partials + kernel_.partial_size(), outs_, to.to.place->shared);
  }

 private:
  void pack() {
    float const* weights = inputs[1].place->shared;
    if (!inputs[1].in_graph_order()) { // computed weights are stored as every computed value
      graph_order_.resize(static_cast<std::size_t>(inputs[1].sample_size()));
      to_channels_first(inputs[1], weights, 1, graph_order_.data());
      weights = graph_order_.data();
    }
    kernel_.pack_transposed(weights, transposed_.data());
    if (!packed_.empty()) kernel_.pack(weights, packed_.data());
  }

  Kernel kernel_;
  index outs_;
  std::vector<float> packed_, transposed_, weight_gradient_, graph_order_;
  bool computed_weights_, has_bias_, trains_;
};

inline std::unique_ptr<step> make_step(op::conv_transpose const& op, step_request const& r) {
  shape const &x = r.inputs[0].dims, &w = r.inputs[1].dims;
  if (x.rank() > 5)
    throw bad_input("ConvTranspose '" + r.node.name + "': input " + x.text() +
                    " has four or more spatial axes; one to three are supported");
  if (r.inputs[1].batched())
    throw bad_input("ConvTranspose '" + r.node.name + "': its weights depend on the sample");
  auto const geometry = geometry_of(op, x, w);
  if (x.rank() == 5)
    return made<transposed_convolution_step<kernel::volume_convolution>>(
        r, volume_of(geometry, op.windows(x, w)), r);
  return made<transposed_convolution_step<kernel::convolution>>(r, geometry, r);
}

} // namespace peax::engine
