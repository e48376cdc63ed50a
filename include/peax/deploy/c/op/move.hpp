#pragma once
//! @file
//! Operators that move elements, as strided copies.

#include <peax/deploy/c/lowering.hpp>
#include <peax/engine/strided_loop.hpp>
#include <peax/graph/axis.hpp>
#include <peax/graph/op.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace peax::deploy::c {

//! A part of one value that becomes a part of another.
struct moved {
  engine::strided from, to;
  engine::index from_offset = 0, to_offset = 0;
};

//! The extents, the strides of the source and of the target, as `layer_move` reads them; axes of extent 1 fall out.
[[nodiscard]] inline std::string strides_text(moved const& m) {
  std::vector<engine::index> extent, from, to;
  for (std::size_t i = 0; i < m.to.rank; ++i) {
    if (m.to.extents[i] == 1) continue;
    // What lies contiguous in both is one axis.
    if (!extent.empty() && from.back() == m.from.strides[i] * m.to.extents[i] &&
        to.back() == m.to.strides[i] * m.to.extents[i]) {
      extent.back() *= m.to.extents[i], from.back() = m.from.strides[i], to.back() = m.to.strides[i];
      continue;
    }
    extent.push_back(m.to.extents[i]), from.push_back(m.from.strides[i]), to.push_back(m.to.strides[i]);
  }
  if (extent.size() > 6) throw bad_input("a copy over more than 6 axes has no C");
  auto const list = [](std::vector<engine::index> const& of, engine::index fill) {
    std::string out;
    for (std::size_t i = 0; i < 6; ++i)
      out += (i == 0 ? "{" : ", ") + std::to_string(i + of.size() < 6 ? fill : of[i + of.size() - 6]);
    return out + "}";
  };
  return "layer_strides {" + list(extent, 1) + ", " + list(from, 0) + ", " + list(to, 0) + ", " +
         std::to_string(m.from_offset) + ", " + std::to_string(m.to_offset) + "}";
}

inline void move(assembler& to, argument const& from, argument const& target, moved const& m) {
  to.call("layer_move", {reading(from), writing(target)}, strides_text(m));
}

[[nodiscard]] inline moved whole(lowering_request const& r, std::size_t input, std::size_t output) {
  return {r.inputs[input].as.view(1), r.outputs[output].as.view(1)};
}

inline void emit(op::transpose const& op, lowering_request const& r) {
  moved m = whole(r, 0, 0);
  engine::strided const x = m.from;
  for (std::size_t i = 0; i < x.rank; ++i) {
    std::size_t const axis = op.permutation.empty() ? x.rank - 1 - i : axis_of(op.permutation[i], x.rank);
    m.from.extents[i] = x.extents[axis], m.from.strides[i] = x.strides[axis];
  }
  move(r.to, r.inputs[0].at, r.outputs[0].at, m);
}

inline void emit(op::concat const& op, lowering_request const& r) {
  std::size_t const axis = axis_of(op.axis, r.outputs[0].as.dims.rank());
  engine::index begin = 0;
  for (std::size_t i = 0; i < r.inputs.size(); ++i) {
    moved m = whole(r, i, 0);
    m.to_offset = begin * m.to.strides[axis];
    m.to.extents[axis] = m.from.extents[axis];
    begin += m.from.extents[axis];
    move(r.to, r.inputs[i].at, r.outputs[0].at, m);
  }
}

inline void emit(op::split const& op, lowering_request const& r) {
  std::size_t const axis = axis_of(op.axis, r.inputs[0].as.dims.rank());
  engine::index begin = 0;
  for (std::size_t i = 0; i < r.outputs.size(); ++i) {
    if (r.outputs[i].as.dims.rank() > 0) {
      moved m = whole(r, 0, i);
      m.from_offset = begin * m.from.strides[axis];
      move(r.to, r.inputs[0].at, r.outputs[i].at, m);
    }
    begin += static_cast<engine::index>(op.sizes[i]);
  }
}

//! Reshapes that keep the elements where they are take no step; these go by the graph's order.
inline void reshape(lowering_request const& r) {
  placed const from = r.to.in_graph_order(r.inputs[0]);
  moved m{r.outputs[0].as.graph_view(1), r.outputs[0].as.view(1)};
  move(r.to, from.at, r.outputs[0].at, m);
}
inline void emit(op::flatten const&, lowering_request const& r) { reshape(r); }
inline void emit(op::reshape const&, lowering_request const& r) { reshape(r); }
inline void emit(op::squeeze const&, lowering_request const& r) { reshape(r); }
inline void emit(op::unsqueeze const&, lowering_request const& r) { reshape(r); }
inline void emit(op::identity const&, lowering_request const& r) {
  move(r.to, r.inputs[0].at, r.outputs[0].at, whole(r, 0, 0));
}

inline void emit(op::expand const&, lowering_request const& r) {
  moved m = whole(r, 0, 0);
  engine::strided const x = m.from;
  m.from = m.to;
  for (std::size_t i = 0; i < m.to.rank; ++i) m.from.strides[i] = engine::broadcast_stride(x, i, m.to.rank);
  move(r.to, r.inputs[0].at, r.outputs[0].at, m);
}

} // namespace peax::deploy::c
