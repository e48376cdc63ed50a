#pragma once
//! @file
//! Operators that move elements, as strided copies.

#include <peax/core/error.hpp>
#include <peax/deploy/c/assembler.hpp>
#include <peax/engine/strided_loop.hpp>
#include <peax/engine/tiled.hpp>
#include <peax/graph/axis.hpp>
#include <peax/graph/op.hpp>

#include <cstddef>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace peax::deploy::c {

//! A part of one value that becomes a part of another.
struct moved {
  engine::strided from, to;
  engine::index from_offset = 0, to_offset = 0;
};

//! Axes of loops in the generated code.
inline constexpr std::size_t most_loops = 6;

//! "{1, 1, 1, 4, 5, 6}": what the loop's axes have, the innermost last.
template <std::size_t Arrays, class Get>
[[nodiscard]] std::string loop_list(engine::strided_loop<Arrays> const& loop, engine::index fill, Get get) {
  std::string out;
  for (std::size_t i = 0; i < most_loops; ++i) {
    bool const own = i + loop.rank >= most_loops;
    out += (i == 0 ? "{" : ", ") + std::to_string(own ? get(i + loop.rank - most_loops) : fill);
  }
  return out + "}";
}

//! "{extents}, {strides of one array}, {strides of another}".
template <std::size_t Arrays>
[[nodiscard]] std::string loop_text(engine::strided_loop<Arrays> const& loop,
                                    std::initializer_list<std::size_t> arrays) {
  if (loop.rank > most_loops) throw bad_input("a loop over more than 6 axes has no C");
  std::string out = loop_list(loop, 1, [&](std::size_t axis) { return loop.extents[axis]; });
  for (std::size_t const which : arrays)
    out += ", " + loop_list(loop, 0, [&](std::size_t axis) { return loop.strides[axis][which]; });
  return out;
}

//! The extents, the strides of the source and of the target, as `layer_move` reads them.
[[nodiscard]] inline std::string strides_text(moved const& m) {
  engine::strided_loop<2> loop;
  for (std::size_t i = 0; i < m.to.rank; ++i)
    loop.add_axis(m.to.extents[i], {m.to.strides[i], m.from.strides[i]});
  loop.simplify();
  return "layer_strides {" + loop_text(loop, {1, 0}) + ", " + std::to_string(m.from_offset) + ", " +
         std::to_string(m.to_offset) + "}";
}

inline void move(assembler& to, argument const& from, argument const& target, moved const& m) {
  to.call("layer_move", {reading(from), writing(target)}, strides_text(m));
}

[[nodiscard]] inline moved whole(lowering_request const& r, std::size_t input, std::size_t output) {
  return {r.inputs[input].as.view(1), r.outputs[output].as.view(1)};
}

//! The value in the graph's order: itself, or a copy. Constants get their place.
inline placed in_graph_order(assembler& to, placed const& v) {
  if (v.as.in_graph_order()) {
    placed out = v;
    out.at = to.placed_constant(v);
    return out;
  }
  placed out = to.new_value(to.comment, v.as.dims, false);
  move(to, v.at, out.at, {v.as.view(1), v.as.graph_view(1)});
  return out;
}

//! The value in the order of computed values: itself, or a copy. Constants get their place.
inline placed in_engine_order(assembler& to, placed const& v) {
  if (v.as.in_engine_order()) return v;
  if (v.constant != nullptr) {
    placed known = v;
    known.as.channels_last = engine::stored_channels_last(v.as.dims);
    known.at = to.constant(rearranged(*v.constant, v.as.view(1), known.as.view(1)), "constant");
    known.constant = nullptr; // its list is in the graph's order
    return known;
  }
  placed out = to.new_value(to.comment, v.as.dims, engine::stored_channels_last(v.as.dims));
  move(to, v.at, out.at, {v.as.view(1), out.as.view(1)});
  return out;
}

//! A call for each entry of a leading axis that is no batch: kernels work on one.
template <class Call> void each_leading(placed const& x, placed const& y, Call call) {
  auto const n = static_cast<std::size_t>(x.as.leading());
  for (std::size_t i = 0; i < n; ++i)
    call(reading(behind(x.at, i * (x.floats() / n))), writing(behind(y.at, i * (y.floats() / n))));
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
    if (r.outputs[i].is_there()) {
      moved m = whole(r, 0, i);
      m.from_offset = begin * m.from.strides[axis];
      move(r.to, r.inputs[0].at, r.outputs[i].at, m);
    }
    begin += static_cast<engine::index>(op.sizes[i]);
  }
}

inline void emit(op::slice const& op, lowering_request const& r) {
  moved m = whole(r, 0, 0);
  shape const& x = r.inputs[0].as.dims;
  for (std::size_t i = 0; i < op.axes.size(); ++i) {
    std::size_t const axis = axis_of(op.axes[i], x.rank());
    if (x[axis] == batch_extent) continue; // the one sample
    slice_range const range = range_of(op.starts[i], op.ends[i], op.steps[i], x[axis]);
    m.from_offset += static_cast<engine::index>(range.start) * m.from.strides[axis];
    m.from.strides[axis] *= static_cast<engine::index>(range.step);
  }
  move(r.to, r.inputs[0].at, r.outputs[0].at, m);
}

//! Reshapes that keep the elements where they are take no step; these go by the graph's order.
inline void reshape(lowering_request const& r) {
  placed const from = in_graph_order(r.to, r.inputs[0]);
  moved m{r.outputs[0].as.graph_view(1), r.outputs[0].as.view(1)};
  move(r.to, from.at, r.outputs[0].at, m);
}
inline void emit(op::flatten const&, lowering_request const& r) { reshape(r); }
inline void emit(op::reshape const&, lowering_request const& r) { reshape(r); }
inline void emit(op::squeeze const&, lowering_request const& r) { reshape(r); }
inline void emit(op::unsqueeze const&, lowering_request const& r) { reshape(r); }

inline void as_it_is(lowering_request const& r) {
  move(r.to, r.inputs[0].at, r.outputs[0].at, whole(r, 0, 0));
}
inline void emit(op::identity const&, lowering_request const& r) { as_it_is(r); }
inline void emit(op::dropout const&, lowering_request const& r) { as_it_is(r); }

inline void emit(op::expand const&, lowering_request const& r) {
  moved m = whole(r, 0, 0);
  engine::strided const x = m.from;
  m.from = m.to;
  for (std::size_t i = 0; i < m.to.rank; ++i) m.from.strides[i] = engine::broadcast_stride(x, i, m.to.rank);
  move(r.to, r.inputs[0].at, r.outputs[0].at, m);
}

inline void emit(op::tile const& op, lowering_request const& r) {
  auto const views = engine::tiled(r.inputs[0].as.view(1), r.outputs[0].as.view(1), op.repeats);
  move(r.to, r.inputs[0].at, r.outputs[0].at, {views.from, views.to});
}

} // namespace peax::deploy::c
