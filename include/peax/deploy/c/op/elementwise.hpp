#pragma once
//! @file
//! Activations and arithmetic of several values with broadcasting.

#include <peax/deploy/c/lowering.hpp>
#include <peax/deploy/c/op/move.hpp>
#include <peax/engine/strided_loop.hpp>
#include <peax/graph/op.hpp>

#include <cstddef>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace peax::deploy::c {

inline void unary(lowering_request const& r, char const* function, std::vector<argument> more = {}) {
  std::vector<argument> all{reading(r.inputs[0].at), writing(r.outputs[0].at), number(r.inputs[0].floats())};
  all.insert(all.end(), more.begin(), more.end());
  r.to.call(function, std::move(all));
}

inline void emit(op::relu const&, lowering_request const& r) {
  unary(r, "layer_limits", {number(0.0F), number(std::numeric_limits<float>::infinity())});
}
inline void emit(op::clip const& op, lowering_request const& r) {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  unary(r, "layer_limits", {number(op.low.value_or(-infinity)), number(op.high.value_or(infinity))});
}
inline void emit(op::leaky_relu const& op, lowering_request const& r) {
  unary(r, "layer_leaky_relu", {number(op.alpha)});
}
inline void emit(op::sigmoid const&, lowering_request const& r) { unary(r, "layer_sigmoid"); }
inline void emit(op::tanh const&, lowering_request const& r) { unary(r, "layer_tanh"); }
inline void emit(op::hard_sigmoid const& op, lowering_request const& r) {
  unary(r, "layer_hard_sigmoid", {number(op.alpha), number(op.beta)});
}
inline void emit(op::hard_swish const&, lowering_request const& r) { unary(r, "layer_hard_swish"); }

//! y = f(a, b) with both broadcast to the output: extents, strides of the inputs; the output is dense in its order.
inline void binary(lowering_request const& r, std::string const& name, placed const& a, placed const& b) {
  placed const& y = r.outputs[0];
  bool const alike = a.floats() == y.floats() && b.floats() == y.floats() &&
                     a.as.dims.rank() == y.as.dims.rank() && b.as.dims.rank() == y.as.dims.rank() &&
                     a.as.in_engine_order() && b.as.in_engine_order();
  std::vector<argument> limits{number(r.limits.low), number(r.limits.high)};
  if (alike) {
    std::vector<argument> all{reading(a.at), reading(b.at), writing(y.at), number(y.floats())};
    if (name == "add") all.insert(all.end(), limits.begin(), limits.end());
    r.to.call("layer_" + name, std::move(all));
    return;
  }
  engine::strided const to = y.as.view(1), va = a.as.view(1), vb = b.as.view(1);
  auto const spread = [&](engine::strided const& from) {
    moved m{to, to};
    for (std::size_t i = 0; i < to.rank; ++i) m.from.strides[i] = engine::broadcast_stride(from, i, to.rank);
    return m;
  };
  // Operands that are broadcast are laid out first: simple, and they are small beside what they meet.
  auto const laid_out = [&](placed const& v, engine::strided const& from) {
    if (v.floats() == y.floats() && v.as.in_engine_order() && v.as.dims.rank() == y.as.dims.rank()) return v;
    placed full = r.to.new_value(v.at.text, y.as.dims, y.as.channels_last);
    move(r.to, v.at, full.at, spread(from));
    return full;
  };
  placed const left = laid_out(a, va), right = laid_out(b, vb);
  std::vector<argument> all{reading(left.at), reading(right.at), writing(y.at), number(y.floats())};
  if (name == "add") all.insert(all.end(), limits.begin(), limits.end());
  r.to.call("layer_" + name, std::move(all));
}

inline void emit(op::add const&, lowering_request const& r) { binary(r, "add", r.inputs[0], r.inputs[1]); }
inline void emit(op::sub const&, lowering_request const& r) {
  binary(r, "subtract", r.inputs[0], r.inputs[1]);
}
inline void emit(op::mul const&, lowering_request const& r) {
  binary(r, "multiply", r.inputs[0], r.inputs[1]);
}
inline void emit(op::div const&, lowering_request const& r) { binary(r, "divide", r.inputs[0], r.inputs[1]); }
inline void emit(op::prelu const&, lowering_request const& r) {
  binary(r, "prelu", r.inputs[0], r.inputs[1]);
}

inline void fold_pairs(lowering_request const& r, std::string const& name) {
  binary(r, name, r.inputs[0], r.inputs.size() > 1 ? r.inputs[1] : r.inputs[0]);
  for (std::size_t i = 2; i < r.inputs.size(); ++i) binary(r, name, r.outputs[0], r.inputs[i]);
}
inline void emit(op::min const&, lowering_request const& r) { fold_pairs(r, "minimum"); }
inline void emit(op::max const&, lowering_request const& r) { fold_pairs(r, "maximum_of_two"); }

} // namespace peax::deploy::c
