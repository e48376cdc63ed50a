#pragma once
//! @file
//! LSTM, GRU and RNN: one product of matrices for the inputs of a block of steps, then one a step for the states of all rows of a
//! chunk (a GRU has two), forward and back through time; the gradients of the weights are one product a block again.

#include <peax/engine/kernel/dense.hpp>
#include <peax/engine/kernel/elementwise.hpp>
#include <peax/engine/kernel/recurrent.hpp>
#include <peax/engine/op/recurrent_arrays.hpp>
#include <peax/engine/op/recurrent_cell.hpp>
#include <peax/engine/op/recurrent_gru.hpp>
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
      own->is_usual = is_lstm && !has_peepholes_ && own->f[0].is(op::cell_kind::sigmoid) &&
                      own->f[1].is(op::cell_kind::tanh) && own->f[2].is(op::cell_kind::tanh);
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
    block_ = std::clamp<index>(block_floats / (chunk_rows_ * gates * units_), 1, steps_);
    if (trains_)
      for (auto& side : sides_)
        side->kept.resize(static_cast<std::size_t>(batch * per_sample_ * kept_of().floats()));
  }
  std::size_t memory() const override {
    std::size_t floats = 0;
    for (auto const& side : sides_) floats += side->kept.size();
    return floats * sizeof(float);
  }
  std::size_t workspace() const override {
    index const a_step = width_ + (trains_ && is_gru ? 3 * units_ : 0);
    index const kept = trains_ ? 0 : (block_ * gates + 5) * units_;
    return static_cast<std::size_t>(chunk_rows_ * (block_ * a_step + (gates + 2) * units_ + kept) +
                                    8 * units_);
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

  static constexpr index block_floats =
      32 * 1024; //!< of the gates of a block of steps: they stay in the cache

  [[nodiscard]] recurrent_kept kept_of() const { return {steps_, units_, gates, is_lstm, is_lstm || is_gru}; }
  //! Where in the input the s-th step lies.
  [[nodiscard]] index time_of(std::size_t d, index s) const {
    return layer_.runs_backward(d) ? steps_ - 1 - s : s;
  }
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

  [[nodiscard]] recurrent_arrays arrays_of(run_context const& c, std::size_t d) const {
    index const n = rows_of(c), u = units_;
    recurrent_arrays a{.rows = n, .units = u, .wide = gates * u, .keeps = trains_};
    float* at = c.workspace;
    auto const take = [&](index floats) { return std::exchange(at, at + floats); };
    a.x = take(n * block_ * width_);
    a.dh = take(n * u), a.dc = take(n * u), a.sums = take(n * gates * u), a.row = take(8 * u);
    if (trains_) {
      float* const kept = sides_[d]->kept.data() + c.begin * per_sample_ * kept_of().floats();
      kept_of().place(a, kept);
      a.behind = at;
    } else {
      a.gates = take(n * block_ * gates * u);
      a.states = take(2 * n * u), a.cells = take(2 * n * u), a.shown = take(n * u);
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

  //! Steps [first, first + count) of the input in the order in which they are run, [step][row][channel].
  float const* block_of(run_context const& c, std::size_t d, index first, index count, float* to) const {
    index const n = rows_of(c);
    float const* const x = inputs[0].at(c);
    if (n == 1 && !layer_.runs_backward(d)) return x + first * width_;
    for (index s = 0; s < count; ++s)
      for (index r = 0; r < n; ++r)
        std::copy_n(x + (r * steps_ + time_of(d, first + s)) * width_, width_, to + (s * n + r) * width_);
    return to;
  }

  void forward_side(run_context const& c, std::size_t d) {
    recurrent_weights const& side = *sides_[d];
    recurrent_arrays a = arrays_of(c, d);
    index const n = a.rows, u = units_;
    begin_state(c, d, 5, a.state(0));
    if constexpr (is_lstm) begin_state(c, d, 6, a.cell(0));
    operand const* const all = output(op::recurrent_layer::sequence);
    for (index s = 0; s < steps_; ++s) {
      if (s % block_ == 0) {
        index const count = std::min(block_, steps_ - s);
        a.first = s;
        side.input.forward(block_of(c, d, s, count, a.x), n * count, side.packed_input.data(),
                           side.bias.data(), {}, a.gate(s));
      }
      forward_step(side, a, s);
      if (all == nullptr) continue;
      float* const to = all->at(c) + time_of(d, s) * columns() + static_cast<index>(d) * u;
      for (index r = 0; r < n; ++r) std::copy_n(a.state(s + 1) + r * u, u, to + r * steps_ * columns());
    }
    give(c, d, op::recurrent_layer::last, a.state(steps_));
    if constexpr (is_lstm) give(c, d, op::recurrent_layer::cell, a.cell(steps_));
  }

  static void forward_step(recurrent_weights const& side, recurrent_arrays const& a, index s) {
    index const n = a.rows, u = a.units;
    side.own.forward(a.state(s), n, side.packed_own.data(), nullptr, {}, a.sums);
    if constexpr (is_gru) return gru_forward(side, a, s);
    if constexpr (is_lstm) {
      if (side.is_usual)
        return kernel::lstm_forward({.rows = n,
                                     .units = u,
                                     .gates = a.gate(s),
                                     .sums = a.sums,
                                     .before = a.cell(s),
                                     .cells = a.cell(s + 1),
                                     .shown = a.show(s),
                                     .state = a.state(s + 1)});
      std::copy_n(a.cell(s), n * u, a.cell(s + 1));
    }
    kernel::add_scaled(1.0F, a.sums, n * a.wide, a.gate(s));
    if constexpr (is_lstm) {
      lstm_cell const cell{side.f[0], side.f[1], side.f[2]};
      for (index r = 0; r < n; ++r)
        cell.forward(u, side.peepholes, a.gate(s) + r * a.wide, a.cell(s + 1) + r * u, a.show(s) + r * u,
                     a.state(s + 1) + r * u);
    } else {
      side.f[0].apply(a.gate(s), n * u);
      std::copy_n(a.gate(s), n * u, a.state(s + 1));
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
    recurrent_arrays const a = arrays_of(c, d);
    index const n = a.rows, u = units_;
    begin_gradient(c, d, op::recurrent_layer::last, a.dh);
    if constexpr (is_lstm) begin_gradient(c, d, op::recurrent_layer::cell, a.dc);
    float const* const dy =
        output(op::recurrent_layer::sequence) == nullptr ? nullptr : output_gradients[0].at(c);
    for (index s = steps_; s-- > 0;) {
      if (dy != nullptr) {
        float const* const from = dy + time_of(d, s) * columns() + static_cast<index>(d) * u;
        for (index r = 0; r < n; ++r)
          kernel::add_scaled(1.0F, from + r * steps_ * columns(), u, a.dh + r * u);
      }
      if constexpr (is_gru)
        gru_backward(side, a, s, a.behind + s % block_ * n * 2 * u,
                     a.behind + (block_ * 2 + s % block_) * n * u);
      else
        backward_step(side, a, s, has_peepholes_ ? sums + side.place_of_peepholes() : nullptr);
      if (s % block_ == 0) add_block(c, d, a, s, sums);
    }
    add_states(c, d, a, sums);
  }

  static void backward_step(recurrent_weights const& side, recurrent_arrays const& a, index s, float* dpeep) {
    index const n = a.rows, u = a.units;
    if constexpr (is_lstm) {
      lstm_cell const cell{side.f[0], side.f[1], side.f[2]};
      if (side.is_usual)
        kernel::lstm_backward({.rows = n,
                               .units = u,
                               .gates = a.gate(s),
                               .before = a.cell(s),
                               .shown = a.show(s),
                               .dstate = a.dh,
                               .dcells = a.dc});
      else
        for (index r = 0; r < n; ++r)
          cell.backward(u, side.peepholes, a.cell(s) + r * u, a.show(s) + r * u, a.dh + r * u,
                        a.gate(s) + r * a.wide, a.dc + r * u, dpeep, a.row);
    } else {
      side.f[0].times_derivative(a.gate(s), n * u, a.dh);
      std::copy_n(a.dh, n * u, a.gate(s));
    }
    side.own.backward_data(a.gate(s), n, side.packed_own_transposed.data(), a.dh);
  }

  //! What the block of steps from `first` on gives together: weights, and the input.
  void add_block(run_context const& c, std::size_t d, recurrent_arrays const& a, index first, float* sums) {
    recurrent_weights const& side = *sides_[d];
    index const n = a.rows, u = units_, count = std::min(block_, steps_ - first), all = n * count;
    side.input.weight_gradient(block_of(c, d, first, count, a.x), a.gate(first), all, sums);
    side.own.weight_gradient(a.state(first), is_gru ? a.behind : a.gate(first), all,
                             sums + side.place_of_own(), false);
    if constexpr (is_gru)
      side.hidden.weight_gradient(side.linear ? a.state(first) : a.show(first), a.behind + block_ * n * 2 * u,
                                  all, sums + side.place_of_hidden());
    auto const& target = input_gradients[0];
    if (!target) return;
    side.input.backward_data(a.gate(first), all, side.packed_input_transposed.data(), a.x);
    bool const adds = d > 0 || target.mode == store::add;
    for (index s = 0; s < count; ++s)
      for (index r = 0; r < n; ++r) {
        float const* const from = a.x + (s * n + r) * width_;
        float* const to = target.to.at(c) + (r * steps_ + time_of(d, first + s)) * width_;
        if (adds)
          kernel::add_scaled(1.0F, from, width_, to);
        else
          std::copy_n(from, width_, to);
      }
  }

  //! The gradients of the first states.
  void add_states(run_context const& c, std::size_t d, recurrent_arrays const& a, float* sums) const {
    index const n = a.rows, u = units_;
    for (std::size_t i : {std::size_t{5}, std::size_t{6}}) {
      if (i >= inputs.size() || !inputs[i]) continue;
      float const* const from = i == 5 ? a.dh : a.dc;
      if (inputs[i].dims[0] == 1) {
        for (index r = 0; r < n; ++r)
          kernel::add_scaled(1.0F, from + r * u, u, sums + sides_[d]->place_of_state(i));
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
  index units_, width_, steps_, per_sample_, chunk_rows_ = 1, block_ = 1;
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
