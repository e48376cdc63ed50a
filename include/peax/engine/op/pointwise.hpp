#pragma once
//! @file
//! Functions of the elements of one to three values with broadcasting that have no kernel of their own: comparisons, logic, Where, Neg,
//! Abs, Sqrt, Exp, Log. True is 1. They run; training through them is refused.

#include <peax/core/error.hpp>
#include <peax/engine/step.hpp>
#include <peax/engine/strided_loop.hpp>
#include <peax/graph/op.hpp>

#include <fmt/core.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>

namespace peax::engine {

//! Throws bad_input when a gradient is wanted of what has none here.
inline void refuse_training(step_request const& r) {
  if (r.differentiated())
    throw bad_input(
        fmt::format("{} '{}': training through this operator is not supported; train what is behind it",
                    r.node.op.name(), r.node.name));
}

//! F is a function of as many floats as the operator has inputs, called with its attributes left aside.
template <class F, std::size_t Inputs> class pointwise_step final : public step {
 public:
  void forward(run_context const& c, int) override { run(c, std::make_index_sequence<Inputs>()); }

 private:
  template <std::size_t... I> void run(run_context const& c, std::index_sequence<I...>) const {
    std::array<float const*, Inputs> const x{inputs[I].at(c)...};
    float* const y = outputs[0].at(c);
    broadcast_loop(outputs[0].view(c.samples()), inputs[I].view(c.samples())...)
        .each([&](auto const& run, auto const& at) {
          for (index i = 0; i < run.count; ++i)
            y[at[0] + i * run.strides[0]] = F{}(x[I][at[I + 1] + i * run.strides[I + 1]]...);
        });
  }
};

namespace detail {
template <std::size_t Inputs, class F> std::unique_ptr<step> pointwise(step_request const& r, F) {
  refuse_training(r);
  return made<pointwise_step<F, Inputs>>(r);
}
} // namespace detail

inline std::unique_ptr<step> make_step(op::neg const&, step_request const& r) {
  return detail::pointwise<1>(r, [](float x) { return -x; });
}
inline std::unique_ptr<step> make_step(op::abs const&, step_request const& r) {
  return detail::pointwise<1>(r, [](float x) { return std::abs(x); });
}
inline std::unique_ptr<step> make_step(op::sqrt const&, step_request const& r) {
  return detail::pointwise<1>(r, [](float x) { return std::sqrt(x); });
}
inline std::unique_ptr<step> make_step(op::exp const&, step_request const& r) {
  return detail::pointwise<1>(r, [](float x) { return std::exp(x); });
}
inline std::unique_ptr<step> make_step(op::log const&, step_request const& r) {
  return detail::pointwise<1>(r, [](float x) { return std::log(x); });
}
inline std::unique_ptr<step> make_step(op::logical_not const&, step_request const& r) {
  return detail::pointwise<1>(r, [](float x) { return x != 0 ? 0.0F : 1.0F; });
}
inline std::unique_ptr<step> make_step(op::equal const&, step_request const& r) {
  return detail::pointwise<2>(r, [](float a, float b) { return a == b ? 1.0F : 0.0F; });
}
inline std::unique_ptr<step> make_step(op::less const&, step_request const& r) {
  return detail::pointwise<2>(r, [](float a, float b) { return a < b ? 1.0F : 0.0F; });
}
inline std::unique_ptr<step> make_step(op::less_or_equal const&, step_request const& r) {
  return detail::pointwise<2>(r, [](float a, float b) { return a <= b ? 1.0F : 0.0F; });
}
inline std::unique_ptr<step> make_step(op::greater const&, step_request const& r) {
  return detail::pointwise<2>(r, [](float a, float b) { return a > b ? 1.0F : 0.0F; });
}
inline std::unique_ptr<step> make_step(op::greater_or_equal const&, step_request const& r) {
  return detail::pointwise<2>(r, [](float a, float b) { return a >= b ? 1.0F : 0.0F; });
}
inline std::unique_ptr<step> make_step(op::logical_and const&, step_request const& r) {
  return detail::pointwise<2>(r, [](float a, float b) { return a != 0 && b != 0 ? 1.0F : 0.0F; });
}
inline std::unique_ptr<step> make_step(op::logical_or const&, step_request const& r) {
  return detail::pointwise<2>(r, [](float a, float b) { return a != 0 || b != 0 ? 1.0F : 0.0F; });
}
inline std::unique_ptr<step> make_step(op::logical_xor const&, step_request const& r) {
  return detail::pointwise<2>(r, [](float a, float b) { return (a != 0) != (b != 0) ? 1.0F : 0.0F; });
}
inline std::unique_ptr<step> make_step(op::where const&, step_request const& r) {
  return detail::pointwise<3>(r, [](float holds, float x, float y) { return holds != 0 ? x : y; });
}

} // namespace peax::engine
