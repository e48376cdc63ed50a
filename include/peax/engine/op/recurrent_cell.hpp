#pragma once
//! @file
//! What happens at one step of a recurrent layer for one row: gates, states, and their gradients. Rows of H floats.

#include <peax/engine/kernel/elementwise.hpp>
#include <peax/engine/operand.hpp>
#include <peax/graph/op/recurrent.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace peax::engine {

//! A function of gates on floats; its derivative follows from its value.
class cell_activation {
 public:
  cell_activation() = default;
  cell_activation(op::cell_function f, std::optional<float> clip) : f_(f), clip_(clip) {
    if (!clip) return;
    float ends[2] = {-*clip, *clip};
    plain(ends, 2);
    low_ = ends[0], high_ = ends[1];
  }

  //! Whether it is this function, without a clip.
  [[nodiscard]] bool is(op::cell_kind kind) const { return !clip_ && f_.kind == kind; }

  //! x = f(x), clipped before.
  void apply(float* x, index count) const {
    if (clip_) kernel::unary(kernel::unary_function::clip, -*clip_, *clip_, x, count, x);
    plain(x, count);
  }

  //! d *= f'(x) where y = f(x).
  void times_derivative(float const* y, index count, float* d) const {
    float const a = f_.alpha, b = f_.beta;
    auto const each = [&](auto derivative) {
      for (index i = 0; i < count; ++i) d[i] *= derivative(y[i]);
    };
    switch (f_.kind) {
    case op::cell_kind::sigmoid: each([](float v) { return v * (1 - v); }); break;
    case op::cell_kind::tanh: each([](float v) { return 1 - v * v; }); break;
    case op::cell_kind::relu: each([](float v) { return v > 0 ? 1.0F : 0.0F; }); break;
    case op::cell_kind::affine: each([a](float) { return a; }); break;
    case op::cell_kind::leaky_relu: each([a](float v) { return v < 0 ? a : 1.0F; }); break;
    case op::cell_kind::thresholded_relu: each([](float v) { return v != 0 ? 1.0F : 0.0F; }); break;
    case op::cell_kind::scaled_tanh: each([a, b](float v) { return b * (a - v * v / a); }); break;
    case op::cell_kind::hard_sigmoid: each([a](float v) { return v > 0 && v < 1 ? a : 0.0F; }); break;
    case op::cell_kind::elu: each([a](float v) { return v < 0 ? v + a : 1.0F; }); break;
    case op::cell_kind::softsign: each([](float v) { return (1 - std::abs(v)) * (1 - std::abs(v)); }); break;
    case op::cell_kind::softplus: each([](float v) { return 1 - std::exp(-v); }); break;
    }
    if (!clip_) return;
    for (index i = 0; i < count; ++i)
      if (y[i] <= low_ || y[i] >= high_) d[i] = 0;
  }

 private:
  void plain(float* x, index count) const {
    using kernel::unary_function;
    constexpr float infinity = std::numeric_limits<float>::infinity();
    switch (f_.kind) {
    case op::cell_kind::sigmoid: return kernel::unary(unary_function::sigmoid, 0, 0, x, count, x);
    case op::cell_kind::tanh: return kernel::unary(unary_function::tanh, 0, 0, x, count, x);
    case op::cell_kind::relu: return kernel::unary(unary_function::clip, 0, infinity, x, count, x);
    case op::cell_kind::affine: return kernel::unary(unary_function::affine, f_.alpha, f_.beta, x, count, x);
    case op::cell_kind::leaky_relu:
      return kernel::unary(unary_function::leaky_relu, f_.alpha, 0, x, count, x);
    case op::cell_kind::hard_sigmoid:
      return kernel::unary(unary_function::hard_sigmoid, f_.alpha, f_.beta, x, count, x);
    default:
      for (index i = 0; i < count; ++i) x[i] = static_cast<float>(f_(static_cast<double>(x[i])));
    }
  }

  op::cell_function f_;
  std::optional<float> clip_;
  float low_ = 0, high_ = 0;
};

//! LSTM; gates i, o, f, c. `peep` is [3][H] or null.
struct lstm_cell {
  cell_activation f, g, h;

  //! gate [4H] holds what goes into the gates and then their values; c is renewed, `shown` is h(c), `state` the output.
  void forward(index units, float const* peep, float* gate, float* c, float* shown, float* state) const {
    float *const i = gate, *const o = gate + units, *const keep = gate + 2 * units,
                 *const in = gate + 3 * units;
    if (peep != nullptr)
      for (index k = 0; k < units; ++k) i[k] += peep[k] * c[k], keep[k] += peep[2 * units + k] * c[k];
    g.apply(in, units);
    if (peep == nullptr) {
      f.apply(gate, 3 * units);
      for (index k = 0; k < units; ++k) c[k] = keep[k] * c[k] + i[k] * in[k];
    } else {
      f.apply(i, units), f.apply(keep, units);
      for (index k = 0; k < units; ++k) c[k] = keep[k] * c[k] + i[k] * in[k], o[k] += peep[units + k] * c[k];
      f.apply(o, units);
    }
    std::copy_n(c, units, shown);
    h.apply(shown, units);
    for (index k = 0; k < units; ++k) state[k] = o[k] * shown[k];
  }

  //! From the gradient of the output, dh, and of the cells, dc: the gates become the gradients of what went into them, dc
  //! becomes that of the cells before. dpeep is added to.
  void backward(index units, float const* peep, float const* before, float const* shown, float const* dh,
                float* gate, float* dc, float* dpeep, float* work) const {
    float *const i = gate, *const o = gate + units, *const keep = gate + 2 * units,
                 *const in = gate + 3 * units;
    float *const through = work, *const to = work + units; // 4H
    for (index k = 0; k < units; ++k) through[k] = dh[k] * o[k], to[units + k] = dh[k] * shown[k];
    h.times_derivative(shown, units, through);
    f.times_derivative(o, units, to + units);
    for (index k = 0; k < units; ++k) dc[k] += through[k];
    if (peep != nullptr)
      for (index k = 0; k < units; ++k) {
        dc[k] += to[units + k] * peep[units + k];
        if (dpeep != nullptr) dpeep[units + k] += to[units + k] * (keep[k] * before[k] + i[k] * in[k]);
      }
    for (index k = 0; k < units; ++k) {
      to[k] = dc[k] * in[k];
      to[2 * units + k] = dc[k] * before[k];
      to[3 * units + k] = dc[k] * i[k];
      dc[k] *= keep[k];
    }
    f.times_derivative(i, units, to);
    f.times_derivative(keep, units, to + 2 * units);
    g.times_derivative(in, units, to + 3 * units);
    if (peep != nullptr)
      for (index k = 0; k < units; ++k) {
        dc[k] += to[k] * peep[k] + to[2 * units + k] * peep[2 * units + k];
        if (dpeep == nullptr) continue;
        dpeep[k] += to[k] * before[k];
        dpeep[2 * units + k] += to[2 * units + k] * before[k];
      }
    std::copy_n(to, 4 * units, gate);
  }
};

} // namespace peax::engine
