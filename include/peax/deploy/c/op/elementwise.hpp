#pragma once
//! @file
//! Activations and arithmetic of several values with broadcasting.

#include <peax/deploy/c/assembler.hpp>
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
  float const low = op.low.value_or(-infinity), high = op.high.value_or(infinity);
  if (low > high) // ONNX: the upper limit counts, for every element
    unary(r, "layer_limits", {number(high), number(high)});
  else
    unary(r, "layer_limits", {number(low), number(high)});
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

//! y = f(a, b) with both broadcast to the output. Operands as large as the output are laid out as it is, the others are read with
//! strides, so that the output may take the place of a large one.
inline void binary(lowering_request const& r, std::string const& name, placed const& a, placed const& b) {
  placed const& y = r.outputs[0];
  auto const spread = [&](placed const& v) {
    engine::strided const from = v.as.view(1);
    moved m{y.as.view(1), y.as.view(1)};
    for (std::size_t i = 0; i < m.to.rank; ++i)
      m.from.strides[i] = engine::broadcast_stride(from, i, m.to.rank);
    return m;
  };
  auto const lies_alike = [&](moved const& m) {
    for (std::size_t i = 0; i < m.to.rank; ++i)
      if (m.to.extents[i] != 1 && m.from.strides[i] != m.to.strides[i]) return false;
    return true;
  };
  auto const laid_out = [&](placed const& v) {
    if (v.floats() != y.floats() || lies_alike(spread(v))) return v;
    placed full = y;
    if (v.constant != nullptr)
      full.at = r.to.constant(rearranged(*v.constant, spread(v).from, y.as.view(1)), "constant");
    else
      full = r.to.new_value(r.to.comment, y.as.dims, y.as.channels_last),
      move(r.to, v.at, full.at, spread(v));
    return full;
  };
  placed const left = laid_out(a), right = laid_out(b);
  moved const of_left = spread(left), of_right = spread(right);
  if (lies_alike(of_left) && lies_alike(of_right)) {
    std::vector<argument> all{reading(left.at), reading(right.at), writing(y.at), number(y.floats())};
    if (name == "add") all.push_back(number(r.limits.low)), all.push_back(number(r.limits.high));
    r.to.call("layer_" + name, std::move(all));
    return;
  }
  engine::strided_loop<3> loop;
  for (std::size_t i = 0; i < of_left.to.rank; ++i)
    loop.add_axis(of_left.to.extents[i],
                  {of_left.to.strides[i], of_left.from.strides[i], of_right.from.strides[i]});
  loop.simplify();
  r.to.call("layer_" + name + "_spread", {reading(left.at), reading(right.at), writing(y.at)},
            "layer_pair {" + loop_text(loop, {1, 2}) + ", " + literal(r.limits.low) + ", " +
                literal(r.limits.high) + "}");
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
inline void emit(op::sum const&, lowering_request const& r) {
  if (r.inputs.size() == 1) return as_it_is(r);
  fold_pairs(r, "add");
}
inline void emit(op::mean const&, lowering_request const& r) {
  emit(op::sum{}, r);
  r.to.call("function_scale",
            {reading(r.outputs[0].at), writing(r.outputs[0].at), number(r.outputs[0].floats()),
             number(1 / static_cast<float>(r.inputs.size()))});
}
inline void emit(op::pow const&, lowering_request const& r) {
  binary(r, "power", r.inputs[0], r.inputs[1]);
  if (r.g[r.n.outputs[0]].type != data_type::float32)
    r.to.call("layer_truncate",
              {reading(r.outputs[0].at), writing(r.outputs[0].at), number(r.outputs[0].floats())});
}
inline void emit(op::min const&, lowering_request const& r) { fold_pairs(r, "minimum"); }
inline void emit(op::max const&, lowering_request const& r) { fold_pairs(r, "maximum_of_two"); }

} // namespace peax::deploy::c
