#pragma once
//! @file
//! Gemm, and MatMul by a matrix: rows of samples times weights that all samples share.

#include <peax/engine/kernel/dense.hpp>
#include <peax/engine/kernel/elementwise.hpp>
#include <peax/engine/op/matrix_product.hpp>
#include <peax/engine/step.hpp>
#include <peax/graph/op.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace peax::engine {

//! y = bounds(alpha * x * W + beta * bias) with W [in][out], or [out][in] when transposed, and one bias an output or none.
class dense_step final : public step {
 public:
  dense_step(index in, index out, bool transposed, float alpha, float beta, step_request const& r)
      : kernel_(in, out), transposed_(transposed), alpha_(alpha), beta_(beta), limits_(r.limits),
        packed_(static_cast<std::size_t>(kernel_.packed_size())),
        computed_weights_(!r.inputs[1].place || !is_constant(r, 1) || !is_constant(r, 2)),
        has_bias_(r.inputs.size() > 2 && r.inputs[2]) {
    if (r.wants_gradient[0])
      packed_transposed_.resize(static_cast<std::size_t>(kernel_.packed_transposed_size()));
    trains_ = r.wants_gradient[1] || (has_bias_ && r.wants_gradient[2]);
    scratch_.resize(static_cast<std::size_t>(in * out + out));
    bias_.resize(static_cast<std::size_t>(has_bias_ ? out : 0));
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
    kernel_.forward(inputs[0].at(c), rows(c), packed_.data(), has_bias_ ? bias_.data() : nullptr, limits_,
                    outputs[0].at(c));
  }

  bool backward_reads_input(std::size_t i) const override { return i == 0 && trains_; }
  bool backward_reads_outputs() const override { return limits_.bind(); }
  std::size_t partial_size() const override {
    return trains_ ? static_cast<std::size_t>(kernel_.partial_size()) : 0;
  }

  void backward(run_context const& c, int) override {
    float* const dy = output_gradients[0].at(c);
    if (limits_.bind()) {
      float const* const y = outputs[0].at(c);
      kernel::unary_gradient(kernel::unary_function::clip, limits_.low, limits_.high, y, y, dy,
                             rows(c) * kernel_.out(), dy);
    }
    if (trains_) kernel_.weight_gradient(inputs[0].at(c), dy, rows(c), partial(c), has_bias_);
    if (auto const& target = input_gradients[0])
      kernel_.backward_data(dy, rows(c), packed_transposed_.data(), target.to.at(c), target.mode);
  }

  void join_backward(run_context const& c, int) override {
    if (!trains_) return;
    index const in = kernel_.in(), out = kernel_.out();
    float *const dw = scratch_.data(), *const db = dw + in * out;
    auto const& weights = input_gradients[1];
    bool const straight = weights && transposed_ && alpha_ == 1 && weights.mode == store::overwrite;
    kernel_.reduce_gradient(partials, c.groups, straight ? weights.to.place->shared : dw,
                            has_bias_ ? db : nullptr);
    if (weights && !straight) {
      float* const to = weights.to.place->shared;
      if (weights.mode == store::overwrite) std::fill_n(to, in * out, 0.0F);
      for (index o = 0; o < out; ++o)
        for (index i = 0; i < in; ++i) to[transposed_ ? o * in + i : i * out + o] += alpha_ * dw[o * in + i];
    }
    if (has_bias_ && input_gradients[2]) {
      float* const to = input_gradients[2].to.place->shared;
      if (input_gradients[2].mode == store::overwrite) std::fill_n(to, out, 0.0F);
      kernel::add_scaled(beta_, db, out, to);
    }
  }

  //! Weights and bias in the form that the kernel takes fit this step.
  static bool fits(step_request const& r, bool transpose_a) {
    operand const& x = r.inputs[0];
    shape const& w = r.inputs[1].dims;
    if (transpose_a || w.rank() != 2 || w.is_batched() || x.dims.rank() < 2 || !x.in_graph_order())
      return false;
    if (!r.outputs[0].in_graph_order()) return false;
    if (r.inputs.size() < 3 || !r.inputs[2]) return true;
    shape const& bias = r.inputs[2].dims;
    return !bias.is_batched() && bias.rank() >= 1 &&
           bias.elements() == r.outputs[0].dims[r.outputs[0].dims.rank() - 1] &&
           bias[bias.rank() - 1] == bias.elements();
  }

 private:
  static bool is_constant(step_request const& r, std::size_t input) {
    return input >= r.node.inputs.size() || r.node.inputs[input] == value_id::none ||
           r.graph[r.node.inputs[input]].is_constant();
  }
  [[nodiscard]] index rows(run_context const& c) const {
    return c.samples() * outputs[0].sample_size() / kernel_.out();
  }

  void pack() {
    index const in = kernel_.in(), out = kernel_.out();
    float const* weights = inputs[1].place->shared;
    if (!transposed_ || alpha_ != 1) {
      for (index o = 0; o < out; ++o)
        for (index i = 0; i < in; ++i)
          scratch_[static_cast<std::size_t>(o * in + i)] =
              alpha_ * weights[transposed_ ? o * in + i : i * out + o];
      weights = scratch_.data();
    }
    kernel_.pack(weights, packed_.data());
    if (!packed_transposed_.empty()) kernel_.pack_transposed(weights, packed_transposed_.data());
    for (std::size_t i = 0; i < bias_.size(); ++i) bias_[i] = beta_ * inputs[2].place->shared[i];
  }

  kernel::dense kernel_;
  bool transposed_;
  float alpha_, beta_;
  bounds limits_;
  std::vector<float> packed_, packed_transposed_, scratch_, bias_;
  bool computed_weights_, has_bias_, trains_ = false;
};

inline std::unique_ptr<step> make_step(op::gemm const& op, step_request const& r) {
  shape const& w = r.inputs[1].dims;
  if (dense_step::fits(r, op.transpose_a)) {
    index const in = static_cast<index>(w[op.transpose_b ? 1 : 0]),
                out = static_cast<index>(w[op.transpose_b ? 0 : 1]);
    return made<dense_step>(r, in, out, op.transpose_b, op.alpha, op.beta, r);
  }
  return made<matrix_product_step>(r, op.transpose_a, op.transpose_b, op.alpha, op.beta, r);
}

inline std::unique_ptr<step> make_step(op::matmul const&, step_request const& r) {
  shape const& w = r.inputs[1].dims;
  if (dense_step::fits(r, false))
    return made<dense_step>(r, static_cast<index>(w[0]), static_cast<index>(w[1]), false, 1.0F, 1.0F, r);
  return made<matrix_product_step>(r, false, false, 1.0F, 1.0F, r);
}

} // namespace peax::engine
