#pragma once
//! @file
//! A step of a GRU for all rows, forward and back. `sums` holds what the states give to the update and reset gates.

#include <peax/engine/kernel/elementwise.hpp>
#include <peax/engine/op/recurrent_arrays.hpp>
#include <peax/engine/op/recurrent_weights.hpp>

#include <algorithm>

namespace peax::engine {

inline void gru_forward(recurrent_weights const& side, recurrent_arrays const& a, index s) {
  index const n = a.rows, u = a.units;
  float *const hidden = a.sums + n * 2 * u, *const kept = a.show(s); // [n][H] each
  float const *const before = a.state(s), *const given = side.linear ? kept : hidden;
  for (index r = 0; r < n; ++r) {
    float* const z = a.gate(s) + r * 3 * u;
    kernel::add_scaled(1.0F, a.sums + r * 2 * u, 2 * u, z);
    side.f[0].apply(z, 2 * u);
    if (!side.linear)
      kernel::binary(kernel::binary_function::multiply, z + u, before + r * u, u, kept + r * u);
  }
  if (side.linear)
    side.hidden.forward(before, n, side.packed_hidden.data(), side.bias_hidden.data(), {}, kept);
  else
    side.hidden.forward(kept, n, side.packed_hidden.data(), nullptr, {}, hidden);
  for (index r = 0; r < n; ++r) {
    float *const z = a.gate(s) + r * 3 * u, *const reset = z + u, *const in = z + 2 * u;
    float const *const q = given + r * u, *const h = before + r * u;
    float* const after = a.state(s + 1) + r * u;
    for (index k = 0; k < u; ++k) in[k] += side.linear ? reset[k] * q[k] : q[k];
    side.f[1].apply(in, u);
    for (index k = 0; k < u; ++k) after[k] = (1 - z[k]) * in[k] + z[k] * h[k];
  }
}

//! The gates become the gradients of what went into them, dh that of the states before; `own` [n][2H] and `hidden` [n][H] those of
//! the products with the states.
inline void gru_backward(recurrent_weights const& side, recurrent_arrays const& a, index s, float* own,
                         float* hidden) {
  index const n = a.rows, u = a.units;
  float* const dm = a.dc; // free here: gradient of what the hidden gate's weights act on
  for (index r = 0; r < n; ++r) {
    float *const z = a.gate(s) + r * 3 * u, *const in = z + 2 * u, *const dh = a.dh + r * u,
                 *const dz = own + r * 2 * u, *const q = hidden + r * u;
    float const* const before = a.state(s) + r * u;
    for (index k = 0; k < u; ++k) {
      q[k] = dh[k] * (1 - z[k]);
      dz[k] = dh[k] * (before[k] - in[k]);
      dh[k] *= z[k];
    }
    side.f[1].times_derivative(in, u, q);
    side.f[0].times_derivative(z, u, dz);
    std::copy_n(q, u, in); // the gradient of what went into the hidden gate
  }
  if (!side.linear) side.hidden.backward_data(hidden, n, side.packed_hidden_transposed.data(), dm);
  for (index r = 0; r < n; ++r) {
    float *const z = a.gate(s) + r * 3 * u, *const reset = z + u, *const dr = own + r * 2 * u + u,
                 *const q = hidden + r * u, *const dh = a.dh + r * u;
    float const *const before = a.state(s) + r * u, *const kept = a.show(s) + r * u, *const d = dm + r * u;
    for (index k = 0; k < u; ++k) dr[k] = side.linear ? q[k] * kept[k] : d[k] * before[k];
    for (index k = 0; k < u; ++k)
      if (side.linear)
        q[k] *= reset[k];
      else
        dh[k] += d[k] * reset[k];
    side.f[0].times_derivative(reset, u, dr);
    std::copy_n(own + r * 2 * u, 2 * u, z);
  }
  side.own.backward_data(own, n, side.packed_own_transposed.data(), a.dh, store::add);
  if (side.linear)
    side.hidden.backward_data(hidden, n, side.packed_hidden_transposed.data(), a.dh, store::add);
}

} // namespace peax::engine
