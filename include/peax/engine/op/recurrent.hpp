#pragma once
//! @file
//! LSTM, GRU and RNN: one product of matrices for the inputs of all steps, then one a step for the states of all rows of a chunk
//! (a GRU has two), forward and back through time.

#include <peax/engine/kernel/dense.hpp>
#include <peax/engine/kernel/elementwise.hpp>
#include <peax/engine/op/recurrent_cell.hpp>
#include <peax/engine/op/recurrent_weights.hpp>
#include <peax/engine/step.hpp>
#include <peax/graph/op/recurrent.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

namespace peax::engine {

//! Sequences lie as [row][step][channel], rows being samples.
template <class Layer> class recurrent_step final : public step {
 public:
  recurrent_step(Layer const& layer, step_request const& r)
      : layer_(layer), units_(static_cast<index>(r.inputs[2].dims[2])),
        width_(static_cast<index>(r.inputs[1].dims[2])), steps_(static_cast<index>(r.inputs[0].dims[2])),
        per_sample_(r.inputs[0].leading()), trains_(r.differentiated()),
        has_peepholes_(r.inputs.size() > 7 && r.inputs[7]) {
    for (std::size_t i : {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{7}})
      if (i < r.inputs.size() && r.inputs[i])
        computed_ = computed_ || !r.graph[r.node.inputs[i]].is_constant();
    bool linear = false;
    if constexpr (requires { layer.linear_before_reset; }) linear = layer.linear_before_reset;
    for (std::size_t d = 0; d < layer.directions(); ++d) {
      auto& own =
          sides_.emplace_back(std::make_unique<recurrent_weights>(gates, units_, width_, linear, trains_));
      for (std::size_t i = 0; i < std::size(Layer::usual_functions); ++i)
        own->f[i] = cell_activation(op::function_of(layer, d, i), layer.clip);
    }
    if (trains_) totals_.resize(partial_size());
  }

  int forward_phases() const override { return computed_ ? 2 : 1; }
  void prepare() override {
    if (!computed_) pack();
  }
  void join_forward(run_context const&, int phase) override {
    if (computed_ && phase == 0) pack();
  }
  void size_for(index batch, index chunk) override {
    chunk_rows_ = chunk * per_sample_;
    for (auto& side : sides_)
      if (trains_) side->kept.resize(static_cast<std::size_t>(batch * per_sample_ * steps_ * kept_each()));
  }
  std::size_t memory() const override {
    std::size_t floats = 0;
    for (auto const& side : sides_) floats += side->kept.size();
    return floats * sizeof(float);
  }
  std::size_t workspace() const override {
    index const all = trains_ ? behind_gates() : gates * units_;
    return static_cast<std::size_t>(chunk_rows_ * ((gates + 4) * units_ + steps_ * all) + 8 * units_);
  }
  std::size_t partial_size() const override {
    return trains_ ? sides_.size() * static_cast<std::size_t>(sides_[0]->partial_size()) : 0;
  }
  bool backward_reads_input(std::size_t i) const override { return i == 0; }
  bool backward_reads_outputs() const override { return false; }

  void forward(run_context const& c, int phase) override {
    if (phase + 1 < forward_phases()) return;
    for (std::size_t d = 0; d < sides_.size(); ++d) forward_side(c, d);
  }
  void backward(run_context const& c, int) override {
    float* const sums = partial(c);
    for (std::size_t d = 0; d < sides_.size(); ++d)
      backward_side(c, d, sums + static_cast<index>(d) * sides_[0]->partial_size());
  }

  void join_backward(run_context const& c, int) override {
    auto const size = static_cast<index>(partial_size());
    kernel::sum_partials(partials, c.groups, size, totals_.data());
    for (std::size_t i = 1; i < inputs.size(); ++i) {
      gradient_target const& target = input_gradients[i];
      if (!target || (i >= 5 && i <= 6 && inputs[i].batched())) continue;
      if (i >= 5 && i <= 6 && inputs[i].dims[0] != 1) continue; // by row: written in backward
      auto& list = gathered_[i];
      std::size_t const each = static_cast<std::size_t>(inputs[i].sample_size()) / sides_.size();
      list.resize(each * sides_.size());
      for (std::size_t d = 0; d < sides_.size(); ++d)
        sides_[d]->gradient_of(i, totals_.data() + static_cast<index>(d) * sides_[0]->partial_size(),
                               list.data() + d * each);
      scatter(list.data(), target);
    }
  }

 private:
  static constexpr index gates = static_cast<index>(Layer::gates);
  static constexpr bool is_lstm = gates == 4, is_gru = gates == 3;

  //! Floats a row and step from forward to backward: gates, the state before, and cells before and shown, or what the reset acts on.
  [[nodiscard]] index kept_each() const { return (gates + 1 + (is_lstm ? 2 : is_gru ? 1 : 0)) * units_; }
  //! Floats a row and step of the backward pass: gradients of a GRU's products with its states.
  [[nodiscard]] index behind_gates() const { return is_gru ? 3 * units_ : 0; }
  [[nodiscard]] index rows_of(run_context const& c) const { return c.samples() * per_sample_; }
  [[nodiscard]] index columns() const { return units_ * static_cast<index>(sides_.size()); }

  void pack() {
    for (std::size_t i : {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{7}})
      if (i < inputs.size() && inputs[i]) gather(inputs[i], gathered_[i]);
    for (std::size_t d = 0; d < sides_.size(); ++d) {
      auto const part = [&](std::size_t i) -> float const* {
        return gathered_[i].empty() ? nullptr
                                    : gathered_[i].data() + d * (gathered_[i].size() / sides_.size());
      };
      sides_[d]->pack(part(1), part(2), part(3), has_peepholes_ ? part(7) : nullptr);
    }
  }

  //! Where what lives through a pass lies: kept for the backward pass, or in the thread's memory.
  struct arrays {
    float *gates, *before, *cells, *shown; //!< [row][step][...]; the last three only in training
    float *h, *c, *dh, *sums, *row, *behind;
  };
  [[nodiscard]] arrays arrays_of(run_context const& c, std::size_t d) const {
    index const n = rows_of(c), u = units_;
    arrays a{};
    float* at = c.workspace;
    auto const take = [&](index floats) { return std::exchange(at, at + floats); };
    a.h = take(n * u), a.c = take(n * u), a.dh = take(n * u), a.sums = take(n * (gates + 1) * u),
    a.row = take(8 * u);
    if (trains_) {
      index const total = static_cast<index>(sides_[d]->kept.size()) / kept_each(),
                  first = c.begin * per_sample_ * steps_;
      float* const kept = sides_[d]->kept.data();
      a.gates = kept + first * gates * u;
      a.before = kept + total * gates * u + first * u;
      a.cells = a.before + total * u;
      a.shown = a.cells + total * u;
      a.behind = at;
    } else {
      a.gates = take(n * steps_ * gates * u);
    }
    return a;
  }

  //! The first states of a chunk's rows.
  void begin_state(run_context const& c, std::size_t d, std::size_t i, float* to) const {
    index const n = rows_of(c), u = units_;
    if (i >= inputs.size() || !inputs[i]) return void(std::fill_n(to, n * u, 0.0F));
    float const* const from = inputs[i].at(c) + static_cast<index>(d) * u;
    index const stride = inputs[i].dims[0] == 1 ? 0 : columns();
    for (index r = 0; r < n; ++r) std::copy_n(from + r * stride, u, to + r * u);
  }

  void forward_side(run_context const& c, std::size_t d) {
    recurrent_weights const& side = *sides_[d];
    index const n = rows_of(c), u = units_, wide = gates * u;
    arrays const a = arrays_of(c, d);
    side.input.forward(inputs[0].at(c), n * steps_, side.packed_input.data(), side.bias.data(), {}, a.gates);
    begin_state(c, d, 5, a.h);
    if constexpr (is_lstm) begin_state(c, d, 6, a.c);
    operand const* const all = output(op::recurrent_layer::sequence);
    for (index s = 0; s < steps_; ++s) {
      index const t = layer_.runs_backward(d) ? steps_ - 1 - s : s;
      if (trains_)
        for (index r = 0; r < n; ++r) {
          std::copy_n(a.h + r * u, u, a.before + (r * steps_ + t) * u);
          if constexpr (is_lstm) std::copy_n(a.c + r * u, u, a.cells + (r * steps_ + t) * u);
        }
      side.own.forward(a.h, n, side.packed_own.data(), nullptr, {}, a.sums);
      for (index r = 0; r < n; ++r)
        kernel::add_scaled(1.0F, a.sums + r * side.own.out(), side.own.out(),
                           a.gates + (r * steps_ + t) * wide);
      if constexpr (is_gru)
        gru_forward(side, a, n, t);
      else
        for (index r = 0; r < n; ++r) {
          float* const gate = a.gates + (r * steps_ + t) * wide;
          if constexpr (is_lstm) {
            float* const shown = trains_ ? a.shown + (r * steps_ + t) * u : a.row;
            lstm_cell{side.f[0], side.f[1], side.f[2]}.forward(u, side.peepholes, gate, a.c + r * u, shown,
                                                               a.h + r * u);
          } else {
            side.f[0].apply(gate, u);
            std::copy_n(gate, u, a.h + r * u);
          }
        }
      if (all != nullptr)
        for (index r = 0; r < n; ++r)
          std::copy_n(a.h + r * u, u, all->at(c) + (r * steps_ + t) * columns() + static_cast<index>(d) * u);
    }
    give(c, d, op::recurrent_layer::last, a.h);
    if constexpr (is_lstm) give(c, d, op::recurrent_layer::cell, a.c);
  }

  //! The update and reset gates have their sums; the hidden one follows.
  void gru_forward(recurrent_weights const& side, arrays const& a, index n, index t) {
    index const u = units_;
    float* const hidden = a.sums + n * 2 * u; // [n][H]
    auto const gate = [&](index r) { return a.gates + (r * steps_ + t) * 3 * u; };
    for (index r = 0; r < n; ++r) side.f[0].apply(gate(r), 2 * u);
    float* const masked = a.dh; // free in the forward pass
    if (side.linear) {
      side.hidden.forward(a.h, n, side.packed_hidden.data(), side.bias_hidden.data(), {}, hidden);
    } else {
      for (index r = 0; r < n; ++r)
        kernel::binary(kernel::binary_function::multiply, gate(r) + u, a.h + r * u, u, masked + r * u);
      side.hidden.forward(masked, n, side.packed_hidden.data(), nullptr, {}, hidden);
    }
    for (index r = 0; r < n; ++r) {
      float *const z = gate(r), *const reset = z + u, *const in = z + 2 * u, *const h = a.h + r * u,
                   *const q = hidden + r * u;
      if (trains_) std::copy_n(side.linear ? q : masked + r * u, u, a.cells + (r * steps_ + t) * u);
      for (index k = 0; k < u; ++k) in[k] += side.linear ? reset[k] * q[k] : q[k];
      side.f[1].apply(in, u);
      for (index k = 0; k < u; ++k) h[k] = (1 - z[k]) * in[k] + z[k] * h[k];
    }
  }

  [[nodiscard]] operand const* output(std::int64_t what) const {
    if (!layer_.gives(what)) return nullptr;
    operand const& o = outputs[layer_.place_of(what)];
    return o ? &o : nullptr;
  }
  void give(run_context const& c, std::size_t d, std::int64_t what, float const* from) const {
    if (operand const* const to = output(what))
      for (index r = 0; r < rows_of(c); ++r)
        std::copy_n(from + r * units_, units_, to->at(c) + r * columns() + static_cast<index>(d) * units_);
  }

  //! The gradient of a last state, or zeros.
  void begin_gradient(run_context const& c, std::size_t d, std::int64_t what, float* to) const {
    index const n = rows_of(c), u = units_;
    if (output(what) == nullptr) return void(std::fill_n(to, n * u, 0.0F));
    float const* const from = output_gradients[layer_.place_of(what)].at(c) + static_cast<index>(d) * u;
    for (index r = 0; r < n; ++r) std::copy_n(from + r * columns(), u, to + r * u);
  }

  void backward_side(run_context const& c, std::size_t d, float* sums) {
    recurrent_weights const& side = *sides_[d];
    index const n = rows_of(c), u = units_, wide = gates * u;
    arrays const a = arrays_of(c, d);
    float* const behind = a.behind; // of a GRU: [n * T][2H], then [n * T][H]
    float* const dpeep = sums + side.place_of_peepholes();
    begin_gradient(c, d, op::recurrent_layer::last, a.dh);
    if constexpr (is_lstm) begin_gradient(c, d, op::recurrent_layer::cell, a.c);
    float const* const dy =
        output(op::recurrent_layer::sequence) == nullptr ? nullptr : output_gradients[0].at(c);
    for (index s = steps_; s-- > 0;) {
      index const t = layer_.runs_backward(d) ? steps_ - 1 - s : s;
      if (dy != nullptr)
        for (index r = 0; r < n; ++r)
          kernel::add_scaled(1.0F, dy + (r * steps_ + t) * columns() + static_cast<index>(d) * u, u,
                             a.dh + r * u);
      if constexpr (is_gru) {
        gru_backward(side, a, n, t, behind);
        continue;
      }
      for (index r = 0; r < n; ++r) {
        float* const gate = a.gates + (r * steps_ + t) * wide;
        if constexpr (is_lstm) {
          index const at = (r * steps_ + t) * u;
          lstm_cell{side.f[0], side.f[1], side.f[2]}.backward(u, side.peepholes, a.cells + at, a.shown + at,
                                                              a.dh + r * u, gate, a.c + r * u,
                                                              has_peepholes_ ? dpeep : nullptr, a.row);
        } else {
          side.f[0].times_derivative(gate, u, a.dh + r * u);
          std::copy_n(a.dh + r * u, u, gate);
        }
        std::copy_n(gate, wide, a.sums + r * wide);
      }
      side.own.backward_data(a.sums, n, side.packed_own_transposed.data(), a.dh);
    }
    add_gradients(c, d, a, behind, sums);
  }

  void gru_backward(recurrent_weights const& side, arrays const& a, index n, index t, float* behind) {
    index const u = units_, all = n * steps_;
    float *const dzr = a.sums, *const dq = a.sums + n * 2 * u, *const dm = a.h;
    for (index r = 0; r < n; ++r) {
      index const at = r * steps_ + t;
      float *const z = a.gates + at * 3 * u, *const in = z + 2 * u, *const dh = a.dh + r * u,
                   *const own = dzr + r * 2 * u, *const q = dq + r * u;
      float const* const before = a.before + at * u;
      for (index k = 0; k < u; ++k) {
        q[k] = dh[k] * (1 - z[k]);
        own[k] = dh[k] * (before[k] - in[k]);
        dh[k] *= z[k];
      }
      side.f[1].times_derivative(in, u, q);
      side.f[0].times_derivative(z, u, own);
      std::copy_n(q, u, in); // the gradient of what went into the hidden gate
    }
    if (!side.linear) side.hidden.backward_data(dq, n, side.packed_hidden_transposed.data(), dm);
    for (index r = 0; r < n; ++r) {
      index const at = r * steps_ + t;
      float *const z = a.gates + at * 3 * u, *const reset = z + u, *const own = dzr + r * 2 * u,
                   *const q = dq + r * u, *const dh = a.dh + r * u;
      float const *const before = a.before + at * u, *const masked = a.cells + at * u;
      for (index k = 0; k < u; ++k) {
        own[u + k] = side.linear ? q[k] * masked[k] : dm[r * u + k] * before[k];
        if (side.linear)
          q[k] *= reset[k];
        else
          dh[k] += dm[r * u + k] * reset[k];
      }
      side.f[0].times_derivative(reset, u, own + u);
      std::copy_n(own, 2 * u, z);
      std::copy_n(own, 2 * u, behind + at * 2 * u);
      std::copy_n(q, u, behind + all * 2 * u + at * u);
    }
    side.own.backward_data(dzr, n, side.packed_own_transposed.data(), a.dh, store::add);
    if (side.linear) side.hidden.backward_data(dq, n, side.packed_hidden_transposed.data(), a.dh, store::add);
  }

  //! What all steps together give: weights, the input, the first states.
  void add_gradients(run_context const& c, std::size_t d, arrays const& a, float const* behind, float* sums) {
    recurrent_weights const& side = *sides_[d];
    index const n = rows_of(c), u = units_, all = n * steps_;
    side.input.weight_gradient(inputs[0].at(c), a.gates, all, sums);
    side.own.weight_gradient(a.before, is_gru ? behind : a.gates, all, sums + side.input.partial_size(),
                             false);
    if constexpr (is_gru)
      side.hidden.weight_gradient(side.linear ? a.before : a.cells, behind + all * 2 * u, all,
                                  sums + side.input.partial_size() + side.own.partial_size());
    if (auto const& target = input_gradients[0])
      side.input.backward_data(a.gates, all, side.packed_input_transposed.data(), target.to.at(c),
                               d == 0 ? target.mode : store::add);
    for (std::size_t i : {std::size_t{5}, std::size_t{6}}) {
      if (i >= inputs.size() || !inputs[i]) continue;
      float const* const from = i == 5 ? a.dh : a.c;
      if (inputs[i].dims[0] == 1) {
        for (index r = 0; r < n; ++r)
          kernel::add_scaled(1.0F, from + r * u, u, sums + side.place_of_state(i));
      } else if (auto const& target = input_gradients[i]) {
        for (index r = 0; r < n; ++r) {
          float* const to = target.to.at(c) + r * columns() + static_cast<index>(d) * u;
          if (target.mode == store::overwrite) std::fill_n(to, u, 0.0F);
          kernel::add_scaled(1.0F, from + r * u, u, to);
        }
      }
    }
  }

  Layer layer_;
  index units_, width_, steps_, per_sample_, chunk_rows_ = 1;
  bool trains_, has_peepholes_, computed_ = false;
  std::vector<std::unique_ptr<recurrent_weights>> sides_;
  std::array<std::vector<float>, 8> gathered_; //!< by input: in the graph's order
  std::vector<float> totals_;
};

inline std::unique_ptr<step> make_step(op::lstm const& op, step_request const& r) {
  return made<recurrent_step<op::lstm>>(r, op, r);
}
inline std::unique_ptr<step> make_step(op::gru const& op, step_request const& r) {
  return made<recurrent_step<op::gru>>(r, op, r);
}
inline std::unique_ptr<step> make_step(op::rnn const& op, step_request const& r) {
  return made<recurrent_step<op::rnn>>(r, op, r);
}

} // namespace peax::engine
