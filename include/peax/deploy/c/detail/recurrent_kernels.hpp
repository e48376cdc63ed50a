#pragma once
//! @file
//! Kernels of the generated code for recurrent layers: one direction of one sequence a call.

#include <peax/deploy/c/detail/kernel.hpp>

namespace peax::deploy::c::detail {

// clang-format off
inline constexpr kernel recurrent_kernels[] = {
  {"layer_gate", {"layer_cut"}, R"c(/* The function of a gate, in place. Its kinds are numbered as those of peax. */
typedef struct {
  int32_t kind;
  float alpha, beta;
} layer_function;
static void layer_gate(float* v, int32_t n, const layer_function* f, float clip) {
  const float a = f->alpha, b = f->beta;
  int32_t i;
  for (i = 0; i < n; ++i) {
    const float x = layer_cut(v[i], -clip, clip);
    switch (f->kind) {
    case 0: v[i] = a * x + b; break;
    case 1: v[i] = x > 0.0f ? x : 0.0f; break;
    case 2: v[i] = tanhf(x); break;
    case 3: v[i] = x < 0.0f ? a * x : x; break;
    case 4: v[i] = x < a ? 0.0f : x; break;
    case 5: v[i] = a * tanhf(b * x); break;
    case 6: v[i] = 1.0f / (1.0f + expf(-x)); break;
    case 7: v[i] = layer_cut(a * x + b, 0.0f, 1.0f); break;
    case 8: v[i] = x < 0.0f ? a * (expf(x) - 1.0f) : x; break;
    case 9: v[i] = x / (1.0f + fabsf(x)); break;
    default: v[i] = x > 20.0f ? x : logf(1.0f + expf(x)); break;
    }
  }
}
)c"},
  {"layer_recurrence", {"layer_gate"}, R"c(/* Steps in the order first, first + next, ...; y, which may be 0, has y_step floats a step. */
typedef struct {
  int32_t steps, inputs, units, first, next, y_step;
  float clip;
  layer_function f, g, h;
} layer_recurrence;
static void layer_begin_state(const float* from, float* to, int32_t n) {
  int32_t k;
  for (k = 0; k < n; ++k) to[k] = from ? from[k] : 0.0f;
}
)c"},
  {"layer_rnn", {"layer_recurrence", "layer_dense"}, R"c(/* Weights [units][inputs + units], packed as a dense layer's. `h` and `last` may be 0. work: inputs + 2 * units, units to 4. */
static void layer_rnn(const float* x, const float* weights, const float* bias, const float* h, float* y, float* last, float* work,
                      const layer_recurrence* s) {
  const int32_t in = s->inputs, u = s->units;
  float *state = work + in, *gate = state + u;
  int32_t i, k, t = s->first;
  layer_begin_state(h, state, u);
  for (i = 0; i < s->steps; ++i, t += s->next) {
    for (k = 0; k < in; ++k) work[k] = x[t * in + k];
    layer_dense(work, weights, bias, gate, 1, in + u, u, -HUGE_VALF, HUGE_VALF);
    layer_gate(gate, u, &s->f, s->clip);
    for (k = 0; k < u; ++k) state[k] = gate[k];
    if (y)
      for (k = 0; k < u; ++k) y[t * s->y_step + k] = state[k];
  }
  if (last)
    for (k = 0; k < u; ++k) last[k] = state[k];
}
)c"},
  {"layer_lstm", {"layer_recurrence", "layer_dense"}, R"c(/* Gates input, output, forget, cell: weights [4 * units][inputs + units], packed as a dense layer's. `peep` [3][units], `h`, `c`, `y`,
   `last` and `last_c` may be 0. work: inputs + 7 * units. */
static void layer_lstm(const float* x, const float* weights, const float* bias, const float* peep, const float* h, const float* c,
                       float* y, float* last, float* last_c, float* work, const layer_recurrence* s) {
  const int32_t in = s->inputs, u = s->units;
  float *state = work + in, *cell = state + u, *gate = cell + u, *shown = gate + 4 * u;
  int32_t i, k, t = s->first;
  layer_begin_state(h, state, u);
  layer_begin_state(c, cell, u);
  for (i = 0; i < s->steps; ++i, t += s->next) {
    for (k = 0; k < in; ++k) work[k] = x[t * in + k];
    layer_dense(work, weights, bias, gate, 1, in + u, 4 * u, -HUGE_VALF, HUGE_VALF);
    if (peep)
      for (k = 0; k < u; ++k) gate[k] += peep[k] * cell[k], gate[2 * u + k] += peep[2 * u + k] * cell[k];
    layer_gate(gate, u, &s->f, s->clip);
    layer_gate(gate + 2 * u, u, &s->f, s->clip);
    layer_gate(gate + 3 * u, u, &s->g, s->clip);
    for (k = 0; k < u; ++k) shown[k] = cell[k] = gate[2 * u + k] * cell[k] + gate[k] * gate[3 * u + k];
    if (peep)
      for (k = 0; k < u; ++k) gate[u + k] += peep[u + k] * cell[k];
    layer_gate(gate + u, u, &s->f, s->clip);
    layer_gate(shown, u, &s->h, s->clip);
    for (k = 0; k < u; ++k) state[k] = gate[u + k] * shown[k];
    if (y)
      for (k = 0; k < u; ++k) y[t * s->y_step + k] = state[k];
  }
  for (k = 0; k < u; ++k) {
    if (last) last[k] = state[k];
    if (last_c) last_c[k] = cell[k];
  }
}
)c"},
  {"layer_gru", {"layer_recurrence", "layer_dense"}, R"c(/* Gates update, reset: weights [2 * units][inputs + units]; hidden: those of the input [units][inputs] and of the state [units][units],
   packed as dense layers'. The reset gate acts on the state, or behind its weights (linear). `h`, `y` and `last` may be 0.
   work: inputs + 6 * units, and 12. */
static void layer_gru(const float* x, const float* weights, const float* bias, const float* of_input, const float* input_bias,
                      const float* of_state, const float* state_bias, const float* h, float* y, float* last, float* work,
                      int32_t linear, const layer_recurrence* s) {
  const int32_t in = s->inputs, u = s->units;
  float *state = work + in, *gate = state + u, *hidden = gate + 2 * u + 4, *own = hidden + u + 4, *masked = own + u + 4;
  int32_t i, k, t = s->first;
  layer_begin_state(h, state, u);
  for (i = 0; i < s->steps; ++i, t += s->next) {
    for (k = 0; k < in; ++k) work[k] = x[t * in + k];
    layer_dense(work, weights, bias, gate, 1, in + u, 2 * u, -HUGE_VALF, HUGE_VALF);
    layer_gate(gate, 2 * u, &s->f, s->clip);
    for (k = 0; k < u; ++k) masked[k] = linear ? state[k] : gate[u + k] * state[k];
    layer_dense(work, of_input, input_bias, hidden, 1, in, u, -HUGE_VALF, HUGE_VALF);
    layer_dense(masked, of_state, state_bias, own, 1, u, u, -HUGE_VALF, HUGE_VALF);
    for (k = 0; k < u; ++k) hidden[k] += linear ? gate[u + k] * own[k] : own[k];
    layer_gate(hidden, u, &s->g, s->clip);
    for (k = 0; k < u; ++k) state[k] = (1.0f - gate[k]) * hidden[k] + gate[k] * state[k];
    if (y)
      for (k = 0; k < u; ++k) y[t * s->y_step + k] = state[k];
  }
  if (last)
    for (k = 0; k < u; ++k) last[k] = state[k];
}
)c"},
};
// clang-format on

} // namespace peax::deploy::c::detail
