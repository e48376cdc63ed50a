#pragma once
//! @file
//! The bodies of lowering.hpp.

#include <peax/core/error.hpp>
#include <peax/deploy/c/assembler.hpp>
#include <peax/deploy/c/lowering.hpp>
#include <peax/deploy/c/op/comparison.hpp>
#include <peax/deploy/c/op/dense.hpp>
#include <peax/deploy/c/op/elementwise.hpp>
#include <peax/deploy/c/op/function.hpp>
#include <peax/deploy/c/op/index.hpp>
#include <peax/deploy/c/op/layer.hpp>
#include <peax/deploy/c/op/move.hpp>
#include <peax/deploy/c/op/normalization.hpp>
#include <peax/deploy/c/op/pooling.hpp>
#include <peax/deploy/c/op/recurrent.hpp>
#include <peax/deploy/c/op/reduction.hpp>
#include <peax/deploy/c/op/resampling.hpp>
#include <peax/deploy/c/step_order.hpp>
#include <peax/engine/boundary.hpp>
#include <peax/engine/plan/lowering.hpp>
#include <peax/engine/strided_loop.hpp>
#include <peax/graph/axis.hpp>
#include <peax/graph/cut.hpp>
#include <peax/graph/op_set.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::deploy::c {

namespace detail {

template <class Op>
concept has_c = requires(Op const& op, lowering_request const& r) { c::emit(op, r); };

struct emit_entry {
  op_kind const* kind;
  void (*emit)(any_op const&, lowering_request const&);
};

template <class Op> constexpr auto emitter_of() -> void (*)(any_op const&, lowering_request const&) {
  if constexpr (has_c<Op>)
    return [](any_op const& op, lowering_request const& r) { c::emit(op.get<Op>(), r); };
  else
    return nullptr;
}

template <class Flat> struct emit_table;
template <class... Ops> struct emit_table<peax::detail::flat_ops<Ops...>> {
  static constexpr std::array<emit_entry, sizeof...(Ops)> entries{
      emit_entry{&kind_of_op<Ops>, emitter_of<Ops>()}...};
};

inline auto emitter(op_kind const& kind) -> void (*)(any_op const&, lowering_request const&) {
  for (auto const& entry : emit_table<default_ops::flat>::entries)
    if (entry.kind == &kind) return entry.emit;
  return nullptr;
}

//! What the 32 bits of the C interface hold: bytes of one array, whose length is an enumerator.
inline constexpr std::int64_t most_bytes = INT32_MAX;

inline void check_size(std::string const& value, shape const& dims) {
  if (dims.elements() > most_bytes / static_cast<std::int64_t>(sizeof(float)))
    throw bad_input(fmt::format("value '{}' {} takes more than {} bytes; the C addresses 32 bits", value,
                                dims.text(), most_bytes));
}

//! Lowers one graph.
class lowerer {
 public:
  lowerer(graph const& g, std::size_t exits, order_of_steps order)
      : g_(g), exits_(exits), to_(program_), low_(g, options_), values_(g.values().size()), order_(order) {}

  program run() {
    place_inputs();
    place_constants();
    auto const stage = stages();
    auto const found = order_of_least_memory(g_, low_.steps(), stage, exits_);
    program_.least_floats = found.least_floats;
    std::vector<std::size_t> order = found.order;
    if (order_ == order_of_steps::of_file) std::sort(order.begin(), order.end());
    for (std::size_t exit = 0; exit < exits_; ++exit) {
      to_.stage = exit;
      for (auto const i : order)
        if (auto const& l = low_.steps()[i]; stage[index_of(l.main)] == exit) add(l);
      give(exit);
    }
    return std::move(program_);
  }

 private:
  //! The outputs of an exit: the last has what is left.
  [[nodiscard]] std::span<value_id const> outputs_of(std::size_t exit) const {
    auto const all = g_.outputs();
    return exit + 1 < exits_ ? all.subspan(exit, 1) : all.subspan(exit);
  }

  //! The exit for which each node runs first.
  std::vector<std::size_t> stages() const {
    std::vector<std::size_t> out(g_.nodes().size(), exits_);
    for (std::size_t e = exits_; e-- > 0;)
      for (auto const id : nodes_behind(g_, g_.outputs().first(e + 1 < exits_ ? e + 1 : g_.outputs().size())))
        out[index_of(id)] = e;
    return out;
  }

  void place_inputs() {
    for (std::size_t i = 0; i < g_.inputs().size(); ++i) {
      auto const& v = g_[g_.inputs()[i]];
      for (std::size_t axis = v.dims.is_batched() ? 1 : 0; axis < v.dims.rank(); ++axis)
        if (v.dims[axis] < 0)
          throw bad_input(
              fmt::format("input '{}' has the shape {}; C needs one that is fixed, give --input-shape",
                          v.name, v.dims.text()));
      check_size(v.name, v.dims);
      program_.input_floats.push_back(static_cast<std::size_t>(v.dims.elements()));
      values_[index_of(g_.inputs()[i])] = {
          {nullptr, v.dims, false}, {memory::input, i, false, {}, 0}, nullptr};
    }
  }

  void place_constants() {
    for (std::size_t i = 0; i < values_.size(); ++i) {
      auto const& v = g_.values()[i];
      if (!v.is_constant()) continue;
      auto& list = constants_.emplace_back(v.constant.size());
      engine::as_floats(v.constant, list.data());
      values_[i] = {{nullptr, v.dims, false}, {}, &list};
    }
  }

  //! Renames the shape, and nothing else.
  [[nodiscard]] static bool is_view(node const& n) {
    if (auto const* const cast = n.op.get_if<op::cast>())
      return cast->to == data_type::float32 || cast->to == data_type::float64;
    return n.op.is<op::dropout>() || n.op.traits().view;
  }

  //! Whether a transposed input of the network lies in memory as a computed value would.
  [[nodiscard]] bool lies_as_wanted(node const& n) const {
    placed const& x = values_[index_of(n.inputs[0])];
    if (x.at.in != memory::input) return false;
    shape const& dims = g_[n.outputs[0]].dims;
    engine::strided const from = x.as.view(1),
                          to = engine::operand{nullptr, dims, engine::stored_channels_last(dims)}.view(1);
    auto const& order = n.op.get<op::transpose>().permutation;
    for (std::size_t i = 0; i < to.rank; ++i) {
      std::size_t const axis = order.empty() ? to.rank - 1 - i : axis_of(order[i], to.rank);
      if (to.extents[i] != 1 && from.strides[axis] != to.strides[i]) return false;
    }
    return true;
  }

  void add(engine::lowered const& l) {
    node const& n = g_[l.main];
    to_.comment = n.name.empty() ? std::string(n.op.name()) : fmt::format("{} '{}'", n.op.name(), n.name);
    for (auto const id : l.outputs)
      if (id != value_id::none) check_size(g_[id].name, g_[id].dims);
    auto const out_dims = g_[l.outputs[0]].dims;
    if (is_view(n) && values_[index_of(n.inputs[0])].as.same_memory_as(out_dims)) {
      placed v = values_[index_of(n.inputs[0])];
      v.as = {nullptr, out_dims, engine::stored_channels_last(out_dims)};
      values_[index_of(l.outputs[0])] = v;
      if (v.at.in == memory::arena) program_.buffers[v.at.number].views.push_back(g_[l.outputs[0]].name);
      return;
    }
    if (n.op.is<op::transpose>() && lies_as_wanted(n)) { // an input of a file with channels last
      values_[index_of(l.outputs[0])] = values_[index_of(n.inputs[0])];
      values_[index_of(l.outputs[0])].as = {nullptr, out_dims, engine::stored_channels_last(out_dims)};
      return;
    }
    auto const emits = emitter(n.op.kind());
    if (emits == nullptr)
      throw bad_input(fmt::format("{} '{}': there is no C for this operator", n.op.name(), n.name));
    lowering_request r{g_, n, inputs_of(l), {}, l.limits, to_};
    for (auto const id : l.outputs) {
      if (id == value_id::none) {
        r.outputs.emplace_back();
        continue;
      }
      auto const& v = g_[id];
      values_[index_of(id)] = to_.new_value(v.name, v.dims, engine::stored_channels_last(v.dims));
      program_.buffers.back().node = g_[g_.producer(id)].name;
      r.outputs.push_back(values_[index_of(id)]);
    }
    emits(n.op, r);
  }

  //! The operands of a node; layers pack their constants themselves.
  [[nodiscard]] std::vector<placed> inputs_of(engine::lowered const& l) {
    node const& n = g_[l.main];
    std::vector<value_id> ids = n.inputs;
    if (l.bias != value_id::none) ids.push_back(l.bias);
    bool const is_layer = n.op.is<op::conv>() || n.op.is<op::conv_transpose>() || n.op.is<op::gemm>() ||
                          n.op.is<op::matmul>() || n.op.is<op::batch_normalization>() ||
                          n.op.is<op::layer_normalization>() || n.op.traits().layer == layer_class::recurrent;
    std::vector<placed> out;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (ids[i] == value_id::none) {
        out.emplace_back();
        continue;
      }
      placed v = values_[index_of(ids[i])];
      if (i == 0 && !n.op.traits().any_order) v = in_engine_order(to_, v);
      if (!is_layer || i == 0) v.at = to_.placed_constant(v);
      out.push_back(std::move(v));
    }
    return out;
  }

  void give(std::size_t exit) {
    auto const ids = outputs_of(exit);
    to_.comment = fmt::format("output '{}'", g_[ids[0]].name);
    if (ids.size() > 1) return give_together(exit);
    placed v = values_[index_of(ids[0])];
    v = in_graph_order(to_, v);
    if (v.at.in != memory::arena) { // an input or a constant as it is
      placed const own = to_.new_value(g_[ids[0]].name, v.as.dims, false);
      move(to_, v.at, own.at, {v.as.view(1), own.as.view(1)});
      v = own;
    }
    auto& life = program_.buffers[v.at.number]; // is read when the exit answers
    life.last = std::max(life.last, std::max<std::size_t>(program_.steps.size(), 1) - 1);
    program_.outputs.push_back({g_[ids[0]].name, v.at, v.floats(), exit});
  }

  //! Several outputs become one buffer.
  void give_together(std::size_t exit) {
    auto const ids = outputs_of(exit);
    output all{g_[ids[0]].name, {}, 0, exit};
    std::size_t floats = 0;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      auto const own = static_cast<std::size_t>(g_[ids[i]].dims.elements());
      if (i == 0)
        all.floats = own;
      else
        all.further.push_back({g_[ids[i]].name, floats, own});
      floats += own;
    }
    check_size("outputs", shape{static_cast<std::int64_t>(floats)});
    all.at = to_.new_buffer("outputs", floats);
    std::size_t begin = 0;
    for (auto const id : ids) {
      to_.comment = fmt::format("output '{}'", g_[id].name);
      placed const& v = values_[index_of(id)];
      move(to_, to_.placed_constant(v), all.at,
           {v.as.view(1), v.as.graph_view(1), 0, static_cast<engine::index>(begin)});
      begin += v.floats();
    }
    program_.outputs.push_back(std::move(all));
  }

  graph const& g_;
  std::size_t exits_;
  program program_;
  assembler to_;
  engine::plan_options options_{};
  engine::lowering low_;
  std::vector<placed> values_;
  std::list<std::vector<float>> constants_;
  order_of_steps order_;
};

} // namespace detail

PEAX_INLINE bool is_written_in_c(op_kind const& kind) {
  return detail::emitter(kind) != nullptr && &kind != &kind_of_op<op::if_else>;
}

PEAX_INLINE program lower(graph const& g, std::size_t exits, order_of_steps order) {
  return detail::lowerer(g, exits, order).run();
}

} // namespace peax::deploy::c
