#pragma once
//! @file
//! Functions of one element that bring their value and their derivative: exp, erf, elu and their kin.

#include <peax/engine/step.hpp>
#include <peax/graph/op.hpp>

#include <concepts>
#include <memory>

namespace peax::engine {

//! An operator that says its value and its derivative at one element.
template <class Op>
concept ElementFunction = std::derived_from<Op, op::element_function> && requires(Op const& op, double x) {
  { op.value(x) } -> std::same_as<double>;
  { op.slope(x) } -> std::same_as<double>;
};

template <ElementFunction Op> class function_step final : public step {
 public:
  explicit function_step(Op const& op) : op_(op) {}

  void forward(run_context const& c, int) override {
    float const* const x = inputs[0].at(c);
    float* const y = outputs[0].at(c);
    for (index i = 0, n = count(c); i < n; ++i)
      y[i] = static_cast<float>(op_.value(static_cast<double>(x[i])));
  }

  void backward(run_context const& c, int) override {
    float const *const x = inputs[0].at(c), *const dy = output_gradients[0].at(c);
    auto const& target = input_gradients[0];
    float* const dx = target.to.at(c);
    bool const adds = target.mode == store::add;
    for (index i = 0, n = count(c); i < n; ++i) {
      auto const d = static_cast<float>(op_.slope(static_cast<double>(x[i])) * static_cast<double>(dy[i]));
      dx[i] = adds ? dx[i] + d : d;
    }
  }

  bool backward_reads_outputs() const override { return false; }
  bool may_overwrite_input(std::size_t) const override { return true; }
  bool may_overwrite_output_gradient(std::size_t) const override { return true; }

 private:
  [[nodiscard]] index count(run_context const& c) const { return c.samples() * outputs[0].sample_size(); }

  Op op_;
};

template <ElementFunction Op> std::unique_ptr<step> make_step(Op const& op, step_request const& r) {
  return made<function_step<Op>>(r, op);
}

} // namespace peax::engine
