#pragma once
//! @file
//! Functions of one element: relu, clip, sigmoid and their kin.

#include <peax/engine/kernel/elementwise.hpp>
#include <peax/engine/step.hpp>
#include <peax/graph/op.hpp>

#include <cstddef>
#include <limits>
#include <memory>

namespace peax::engine {

class activation_step final : public step {
 public:
  explicit activation_step(kernel::unary_function f, float a = 0, float b = 0) : f_(f), a_(a), b_(b) {}

  void forward(run_context const& c, int) override {
    kernel::unary(f_, a_, b_, inputs[0].at(c), count(c), outputs[0].at(c));
  }

  void backward(run_context const& c, int) override {
    float const* const x = backward_reads_input(0) ? inputs[0].at(c) : outputs[0].at(c);
    float const* const y = backward_reads_outputs() ? outputs[0].at(c) : x;
    auto const& target = input_gradients[0];
    kernel::unary_gradient(f_, a_, b_, x, y, output_gradients[0].at(c), count(c), target.to.at(c),
                           target.mode);
  }

  // Whether the derivative follows from the result alone, so that the argument need not be kept.
  bool backward_reads_input(std::size_t) const override {
    return f_ == kernel::unary_function::hard_sigmoid || f_ == kernel::unary_function::hard_swish ||
           f_ == kernel::unary_function::leaky_relu;
  }
  bool backward_reads_outputs() const override { return !backward_reads_input(0); }
  bool may_overwrite_input(std::size_t) const override { return true; }
  bool may_overwrite_output_gradient(std::size_t) const override { return true; }

 private:
  [[nodiscard]] index count(run_context const& c) const { return c.samples() * outputs[0].sample_size(); }

  kernel::unary_function f_;
  float a_, b_;
};

inline std::unique_ptr<step> make_step(op::relu const&, step_request const& r) {
  return made<activation_step>(r, kernel::unary_function::clip, 0.0F, std::numeric_limits<float>::infinity());
}
inline std::unique_ptr<step> make_step(op::clip const& op, step_request const& r) {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  return made<activation_step>(r, kernel::unary_function::clip, op.low.value_or(-infinity),
                               op.high.value_or(infinity));
}
inline std::unique_ptr<step> make_step(op::leaky_relu const& op, step_request const& r) {
  return made<activation_step>(r, kernel::unary_function::leaky_relu, op.alpha);
}
inline std::unique_ptr<step> make_step(op::sigmoid const&, step_request const& r) {
  return made<activation_step>(r, kernel::unary_function::sigmoid);
}
inline std::unique_ptr<step> make_step(op::hard_sigmoid const& op, step_request const& r) {
  return made<activation_step>(r, kernel::unary_function::hard_sigmoid, op.alpha, op.beta);
}
inline std::unique_ptr<step> make_step(op::hard_swish const&, step_request const& r) {
  return made<activation_step>(r, kernel::unary_function::hard_swish);
}
inline std::unique_ptr<step> make_step(op::tanh const&, step_request const& r) {
  return made<activation_step>(r, kernel::unary_function::tanh);
}

} // namespace peax::engine
