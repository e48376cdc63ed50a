#pragma once
//! @file
//! Functions of the elements of one to three values with broadcasting that have no kernel of their own: comparisons, logic, Where. True is 1, and has no gradient; Where gives the gradient to the value that it took.

#include <peax/engine/step.hpp>
#include <peax/engine/strided_loop.hpp>
#include <peax/graph/op.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <utility>

namespace peax::engine {

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

//! condition, x, y.
class where_step final : public step {
 public:
  explicit where_step(step_request const& r) {
    for (std::size_t i = 1; i < 3; ++i) {
      shared_[i] = r.wants_gradient[i] && !r.inputs[i].batched() && r.outputs[0].batched();
      sizes_[i] = shared_[i] ? static_cast<std::size_t>(r.inputs[i].sample_size()) : 0;
    }
  }

  void forward(run_context const& c, int) override {
    float const *holds = inputs[0].at(c), *x = inputs[1].at(c), *z = inputs[2].at(c);
    float* const y = outputs[0].at(c);
    broadcast_loop(outputs[0].view(c.samples()), inputs[0].view(c.samples()), inputs[1].view(c.samples()),
                   inputs[2].view(c.samples()))
        .each([&](auto const& run, auto const& at) {
          for (index i = 0; i < run.count; ++i)
            y[at[0] + i * run.strides[0]] = holds[at[1] + i * run.strides[1]] != 0
                                                ? x[at[2] + i * run.strides[2]]
                                                : z[at[3] + i * run.strides[3]];
        });
  }

  bool backward_reads_input(std::size_t i) const override { return i == 0; }
  bool backward_reads_outputs() const override { return false; }
  std::size_t partial_size() const override { return sizes_[1] + sizes_[2]; }

  void backward(run_context const& c, int) override {
    float* const sums = partial_size() > 0 ? partial(c) : nullptr;
    for (std::size_t i = 1; i < 3; ++i) {
      gradient_target const& target = input_gradients[i];
      if (!target) continue;
      float* const to = shared_[i] ? sums + (i == 1 ? 0 : sizes_[1]) : target.to.at(c);
      if (!shared_[i] && target.mode == store::overwrite)
        std::fill_n(to, (target.to.batched() ? c.samples() : 1) * target.to.sample_size(), 0.0F);
      float const *holds = inputs[0].at(c), *dy = output_gradients[0].at(c);
      broadcast_loop(outputs[0].view(c.samples()), inputs[0].view(c.samples()), inputs[i].view(c.samples()))
          .each([&](auto const& run, auto const& at) {
            for (index k = 0; k < run.count; ++k)
              if ((holds[at[1] + k * run.strides[1]] != 0) == (i == 1))
                to[at[2] + k * run.strides[2]] += dy[at[0] + k * run.strides[0]];
          });
    }
  }

  void join_backward(run_context const& c, int) override {
    for (std::size_t i = 1; i < 3; ++i)
      if (shared_[i])
        join_partials(c, partials + (i == 1 ? 0 : sizes_[1]), static_cast<index>(partial_size()),
                      input_gradients[i]);
  }

 private:
  std::array<bool, 3> shared_{};
  std::array<std::size_t, 3> sizes_{};
};

namespace detail {
template <std::size_t Inputs, class F> std::unique_ptr<step> pointwise(step_request const& r, F) {
  return made<pointwise_step<F, Inputs>>(r);
}
} // namespace detail

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
  return made<where_step>(r, r);
}

} // namespace peax::engine
