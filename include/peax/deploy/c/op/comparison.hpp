#pragma once
//! @file
//! Comparisons, logic and choice by a condition; truth is 1.

#include <peax/core/error.hpp>
#include <peax/deploy/c/op/elementwise.hpp>

#include <string>

namespace peax::deploy::c {

inline void emit(op::equal const&, lowering_request const& r) {
  binary(r, "equal", r.inputs[0], r.inputs[1]);
}
inline void emit(op::less const&, lowering_request const& r) { binary(r, "less", r.inputs[0], r.inputs[1]); }
inline void emit(op::less_or_equal const&, lowering_request const& r) {
  binary(r, "less_or_equal", r.inputs[0], r.inputs[1]);
}
inline void emit(op::greater const&, lowering_request const& r) {
  binary(r, "less", r.inputs[1], r.inputs[0]);
}
inline void emit(op::greater_or_equal const&, lowering_request const& r) {
  binary(r, "less_or_equal", r.inputs[1], r.inputs[0]);
}
inline void emit(op::logical_and const&, lowering_request const& r) {
  binary(r, "and", r.inputs[0], r.inputs[1]);
}
inline void emit(op::logical_or const&, lowering_request const& r) {
  binary(r, "or", r.inputs[0], r.inputs[1]);
}
inline void emit(op::logical_xor const&, lowering_request const& r) {
  binary(r, "xor", r.inputs[0], r.inputs[1]);
}
inline void emit(op::logical_not const&, lowering_request const& r) { unary(r, "function_not"); }

//! The operands are laid out as the output first.
inline void emit(op::where const&, lowering_request const& r) {
  placed const& y = r.outputs[0];
  std::vector<argument> all;
  for (auto const& v : r.inputs) {
    engine::strided const from = v.as.view(1);
    moved m{y.as.view(1), y.as.view(1)};
    for (std::size_t i = 0; i < m.to.rank; ++i)
      m.from.strides[i] = engine::broadcast_stride(from, i, m.to.rank);
    placed const full = r.to.new_value(r.to.comment, y.as.dims, y.as.channels_last);
    move(r.to, v.at, full.at, m);
    all.push_back(reading(full.at));
  }
  all.push_back(writing(y.at));
  all.push_back(number(y.floats()));
  r.to.call("layer_where", std::move(all));
}

inline void emit(op::if_else const&, lowering_request const& r) {
  throw bad_input("If '" + r.n.name +
                  "': there is no C for it; write C from the folder of the solution, whose decision "
                  "stops by itself (peax generate SOLUTION_DIR)");
}

} // namespace peax::deploy::c
