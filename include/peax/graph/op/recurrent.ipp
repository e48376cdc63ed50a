#pragma once
//! @file
//! The bodies of recurrent.hpp: shape rules, work, and values computed plainly.

#include <peax/core/checked.hpp>
#include <peax/graph/op/recurrent.hpp>
#include <peax/graph/op/shape_help.hpp>
#include <peax/graph/op/value_help.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::op {

PEAX_INLINE std::string_view name_of(cell_kind kind) {
  static constexpr std::string_view names[] = {
      "Affine",  "Relu",        "Tanh", "LeakyRelu", "ThresholdedRelu", "ScaledTanh",
      "Sigmoid", "HardSigmoid", "Elu",  "Softsign",  "Softplus"};
  return names[static_cast<std::size_t>(kind)];
}

PEAX_INLINE double cell_function::operator()(double x) const {
  double const a = static_cast<double>(alpha), b = static_cast<double>(beta);
  switch (kind) {
  case cell_kind::affine: return a * x + b;
  case cell_kind::relu: return std::max(x, 0.);
  case cell_kind::tanh: return std::tanh(x);
  case cell_kind::leaky_relu: return x < 0 ? a * x : x;
  case cell_kind::thresholded_relu: return x < a ? 0 : x;
  case cell_kind::scaled_tanh: return a * std::tanh(b * x);
  case cell_kind::sigmoid: return 1 / (1 + std::exp(-x));
  case cell_kind::hard_sigmoid: return std::clamp(a * x + b, 0., 1.);
  case cell_kind::elu: return x < 0 ? a * std::expm1(x) : x;
  case cell_kind::softsign: return x / (1 + std::abs(x));
  case cell_kind::softplus: return x > 30 ? x : std::log1p(std::exp(x));
  }
  return x;
}

PEAX_INLINE cell_function usual(cell_kind kind) {
  switch (kind) {
  case cell_kind::leaky_relu: return {kind, 0.01F, 0};
  case cell_kind::thresholded_relu:
  case cell_kind::elu: return {kind, 1, 0};
  case cell_kind::hard_sigmoid: return {kind, 0.2F, 0.5F};
  case cell_kind::affine: return {kind, 1, 0};
  case cell_kind::scaled_tanh: return {kind, 1, 1};
  default: return {kind, 0, 0};
  }
}

} // namespace peax::op

namespace peax::detail {

template <class Layer> value_types recurrent_types(Layer const& layer, shape_question const& q) {
  auto const gates = static_cast<std::int64_t>(Layer::gates),
             directions = static_cast<std::int64_t>(layer.directions());
  value const &x = q.in(0), &w = q.in(1), &r = q.in(2);
  want(x.dims.rank() == 3, "input " + x.dims.text() + " is no sequence [N,I,T]");
  want(layer.direction >= 0 && layer.direction <= 2,
       "there is no direction " + std::to_string(layer.direction));
  std::size_t const functions = layer.directions() * std::size(Layer::usual_functions);
  want(layer.activations.empty() || layer.activations.size() == functions,
       std::to_string(layer.activations.size()) + " activations, wanted " + std::to_string(functions));
  want(layer.alphas.size() == layer.activations.size() && layer.betas.size() == layer.activations.size(),
       "activations and their parameters differ in number");
  for (auto const kind : layer.activations)
    want(kind >= 0 && kind <= static_cast<std::int64_t>(op::cell_kind::softplus),
         "there is no activation " + std::to_string(kind));
  bool const fits = w.dims.rank() == 3 && r.dims.rank() == 3 && r.dims[2] >= 1;
  want(fits, "weights " + w.dims.text() + " and " + r.dims.text() + " are not those of a recurrent layer");
  std::int64_t const units = r.dims[2];
  want(w.dims == shape{directions, gates * units, x.dims[1]},
       "weights " + w.dims.text() + " do not fit input " + x.dims.text() + " and " + std::to_string(units) +
           " units, wanted " + shape{directions, gates * units, x.dims[1]}.text());
  want(r.dims == shape{directions, gates * units, units},
       "recurrent weights " + r.dims.text() + ", wanted " + shape{directions, gates * units, units}.text());
  auto const optional = [&](std::size_t i, shape const& wanted, char const* what) {
    if (i >= q.inputs.size() || q.inputs[i] == nullptr) return;
    want(q.in(i).dims == wanted,
         std::string(what) + " " + q.in(i).dims.text() + " do not fit, wanted " + wanted.text());
  };
  optional(3, {directions, 2 * gates * units}, "biases");
  optional(7, {directions, 3 * units}, "peepholes");
  want(q.inputs.size() < 5 || q.inputs[4] == nullptr, "lengths of the sequences are not supported");
  for (std::size_t i : {std::size_t{5}, std::size_t{6}})
    if (i < q.inputs.size() && q.inputs[i] != nullptr && q.in(i).dims != shape{1, directions * units})
      optional(i, {x.dims[0], directions * units}, "initial states");
  value_types out;
  if (layer.gives(op::recurrent_layer::sequence))
    out.push_back({x.type, shape{x.dims[0], directions * units, x.dims[2]}});
  for (auto const state : {op::recurrent_layer::last, op::recurrent_layer::cell})
    if (layer.gives(state)) out.push_back({x.type, shape{x.dims[0], directions * units}});
  want(out.size() == q.outputs && !out.empty(),
       std::to_string(q.outputs) + " outputs, wanted " + std::to_string(out.size()));
  return out;
}

template <class Layer> work recurrent_work(Layer const& layer, cost_question const& q) {
  shape const& r = q.in(2).dims;
  std::int64_t const samples = q.in(0).dims.is_batched() ? 1 : q.in(0).dims[0];
  std::int64_t const runs = checked_product(checked_product(samples, q.in(0).dims[2]),
                                            static_cast<std::int64_t>(layer.directions())),
                     gates = static_cast<std::int64_t>(Layer::gates);
  bool const peeps = q.inputs.size() > 7 && q.inputs[7] != nullptr;
  std::int64_t const each = checked_product(r[1], r[2] + q.in(1).dims[2]) + (peeps ? 3 * r[2] : 0);
  return {checked_product(runs, each), checked_product(runs, (2 * gates + 1) * r[2])};
}

//! One direction of one sample, step by step.
template <class Layer> class plain_cell {
 public:
  plain_cell(Layer const& layer, evaluation const& e, std::size_t d)
      : layer_(layer), e_(e), units_(at(e.in(2).dims(), 2)), width_(at(e.in(1).dims(), 2)), d_(d),
        w_(doubles(e.in(1))), r_(doubles(e.in(2))) {
    b_ = e.has(3) ? doubles(e.in(3)) : std::vector<double>(layer.directions() * 2 * rows(), 0.);
    p_ = e.has(7) ? doubles(e.in(7)) : std::vector<double>(layer.directions() * 3 * units_, 0.);
    for (std::size_t i = 0; i < std::size(Layer::usual_functions); ++i) f_[i] = op::function_of(layer, d, i);
  }

  std::vector<double> h, c;

  void start(std::size_t sample) {
    h = state(5, sample);
    c = state(6, sample);
  }

  void step(double const* x) {
    if constexpr (Layer::gates == 4)
      lstm_step(x);
    else if constexpr (Layer::gates == 3)
      gru_step(x);
    else
      for (std::vector<double> const before = h; auto const j : all())
        h[j] = f(0, input(x, j) + own(before, j));
  }

 private:
  [[nodiscard]] std::size_t rows() const { return Layer::gates * units_; }
  [[nodiscard]] std::vector<std::size_t> all() const {
    std::vector<std::size_t> out(units_);
    for (std::size_t i = 0; i < units_; ++i) out[i] = i;
    return out;
  }
  [[nodiscard]] std::vector<double> state(std::size_t i, std::size_t sample) const {
    std::vector<double> out(units_, 0.);
    if (!e_.has(i)) return out;
    std::size_t const row = e_.in(i).dims()[0] == 1 ? 0 : sample, width = at(e_.in(i).dims(), 1);
    for (std::size_t j = 0; j < units_; ++j)
      out[j] = static_cast<double>(e_.in(i).floats()[row * width + d_ * units_ + j]);
    return out;
  }
  //! Row k of the weights times the input, with its bias.
  [[nodiscard]] double input(double const* x, std::size_t k) const {
    double sum = b_[d_ * 2 * rows() + k];
    for (std::size_t i = 0; i < width_; ++i) sum += x[i] * w_[(d_ * rows() + k) * width_ + i];
    return sum;
  }
  //! Row k of the recurrent weights times a state, with its bias.
  [[nodiscard]] double own(std::vector<double> const& state, std::size_t k) const {
    double sum = b_[d_ * 2 * rows() + rows() + k];
    for (std::size_t i = 0; i < units_; ++i) sum += state[i] * r_[(d_ * rows() + k) * units_ + i];
    return sum;
  }
  [[nodiscard]] double f(std::size_t which, double x) const {
    if (layer_.clip) {
      double const limit = static_cast<double>(*layer_.clip);
      x = std::clamp(x, -limit, limit);
    }
    return f_[which](x);
  }
  [[nodiscard]] double peep(std::size_t which, std::size_t j) const {
    return p_[d_ * 3 * units_ + which * units_ + j];
  }

  void lstm_step(double const* x) {
    auto const before = h;
    for (auto const j : all()) {
      auto const sum = [&](std::size_t gate) {
        return input(x, gate * units_ + j) + own(before, gate * units_ + j);
      };
      double const in = f(0, sum(0) + peep(0, j) * c[j]), keep = f(0, sum(2) + peep(2, j) * c[j]);
      c[j] = keep * c[j] + in * f(1, sum(3));
      h[j] = f(0, sum(1) + peep(1, j) * c[j]) * f(2, c[j]);
    }
  }

  void gru_step(double const* x) {
    auto const before = h;
    std::vector<double> update(units_), reset(units_), masked(units_);
    for (auto const j : all()) {
      update[j] = f(0, input(x, j) + own(before, j));
      reset[j] = f(0, input(x, units_ + j) + own(before, units_ + j));
      masked[j] = reset[j] * before[j];
    }
    bool linear = false;
    if constexpr (requires { layer_.linear_before_reset; }) linear = layer_.linear_before_reset;
    for (auto const j : all()) {
      std::size_t const k = 2 * units_ + j;
      double const hidden = f(1, input(x, k) + (linear ? reset[j] * own(before, k) : own(masked, k)));
      h[j] = (1 - update[j]) * hidden + update[j] * before[j];
    }
  }

  Layer const& layer_;
  evaluation const& e_;
  std::size_t units_, width_, d_;
  std::vector<double> w_, r_, b_, p_;
  op::cell_function f_[3];
};

template <class Layer> std::vector<tensor> recurrent_value(Layer const& layer, evaluation const& e) {
  shape const& dims = e.in(0).dims(); // [N,I,T]
  std::size_t const samples = at(dims, 0), width = at(dims, 1), steps = at(dims, 2),
                    units = at(e.in(2).dims(), 2), columns = layer.directions() * units;
  auto const x = doubles(e.in(0));
  std::vector<double> all(samples * columns * steps), last(samples * columns), cells(samples * columns),
      now(width);
  for (std::size_t d = 0; d < layer.directions(); ++d) {
    plain_cell cell(layer, e, d);
    for (std::size_t n = 0; n < samples; ++n) {
      cell.start(n);
      for (std::size_t s = 0; s < steps; ++s) {
        std::size_t const t = layer.runs_backward(d) ? steps - 1 - s : s;
        for (std::size_t i = 0; i < width; ++i) now[i] = x[(n * width + i) * steps + t];
        cell.step(now.data());
        for (std::size_t j = 0; j < units; ++j) all[(n * columns + d * units + j) * steps + t] = cell.h[j];
      }
      std::copy(cell.h.begin(), cell.h.end(),
                last.begin() + static_cast<std::ptrdiff_t>(n * columns + d * units));
      std::copy(cell.c.begin(), cell.c.end(),
                cells.begin() + static_cast<std::ptrdiff_t>(n * columns + d * units));
    }
  }
  std::vector<tensor> out;
  for (auto const& [what, values] : {std::pair{op::recurrent_layer::sequence, &all},
                                     {op::recurrent_layer::last, &last},
                                     {op::recurrent_layer::cell, &cells}})
    if (layer.gives(what)) out.push_back(floats(e.types[out.size()].dims, *values));
  return out;
}

} // namespace peax::detail

namespace peax::op {

PEAX_INLINE value_types lstm::output_types(shape_question const& q) const {
  return detail::recurrent_types(*this, q);
}
PEAX_INLINE work lstm::work_of(cost_question const& q) const { return detail::recurrent_work(*this, q); }
PEAX_INLINE std::vector<tensor> lstm::evaluate(evaluation const& e) const {
  return detail::recurrent_value(*this, e);
}

PEAX_INLINE value_types gru::output_types(shape_question const& q) const {
  want(!gives(cell), "a GRU has no cells");
  return detail::recurrent_types(*this, q);
}
PEAX_INLINE work gru::work_of(cost_question const& q) const { return detail::recurrent_work(*this, q); }
PEAX_INLINE std::vector<tensor> gru::evaluate(evaluation const& e) const {
  return detail::recurrent_value(*this, e);
}

PEAX_INLINE value_types rnn::output_types(shape_question const& q) const {
  want(!gives(cell), "an RNN has no cells");
  return detail::recurrent_types(*this, q);
}
PEAX_INLINE work rnn::work_of(cost_question const& q) const { return detail::recurrent_work(*this, q); }
PEAX_INLINE std::vector<tensor> rnn::evaluate(evaluation const& e) const {
  return detail::recurrent_value(*this, e);
}

} // namespace peax::op
