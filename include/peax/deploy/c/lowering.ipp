#pragma once
//! @file
//! The bodies of lowering.hpp.

#include <peax/core/error.hpp>
#include <peax/deploy/c/lowering.hpp>
#include <peax/deploy/c/op/elementwise.hpp>
#include <peax/deploy/c/op/layer.hpp>
#include <peax/deploy/c/op/move.hpp>
#include <peax/deploy/c/op/pooling.hpp>
#include <peax/deploy/c/step_order.hpp>
#include <peax/engine/boundary.hpp>
#include <peax/engine/plan/lowering.hpp>
#include <peax/graph/cut.hpp>
#include <peax/graph/op_set.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::deploy::c {

PEAX_INLINE std::string literal(float value) {
  if (std::isnan(value)) return "NAN";
  if (std::isinf(value)) return value > 0 ? "HUGE_VALF" : "-HUGE_VALF";
  std::string out = fmt::format("{}", value);
  if (out.find_first_of(".e") == std::string::npos) out += ".0";
  return out + "f";
}

PEAX_INLINE argument assembler::constant(std::vector<float> values, std::string_view hint) {
  for (std::size_t i = 0; i < into_.constants.size(); ++i)
    if (into_.constants[i].values == values) return {memory::constant, i, false, {}};
  std::size_t const n = into_.constants.size();
  into_.constants.push_back({fmt::format("{}_{}", hint, n), std::move(values)});
  return {memory::constant, n, false, {}};
}

PEAX_INLINE argument assembler::new_buffer(std::string value, std::size_t floats) {
  into_.buffers.push_back({std::move(value), floats, SIZE_MAX, 0}); // lives from its first call on
  return {memory::arena, into_.buffers.size() - 1, false, {}};
}

PEAX_INLINE placed assembler::new_value(std::string value, shape const& dims, bool channels_last) {
  placed out{{nullptr, dims, channels_last}, {}, nullptr};
  out.at = new_buffer(std::move(value), out.floats());
  return out;
}

PEAX_INLINE step& assembler::call(std::string function, std::vector<argument> arguments,
                                  std::string parameters) {
  std::size_t const now = into_.steps.size();
  for (auto const& a : arguments)
    if (a.in == memory::arena) {
      auto& b = into_.buffers[a.number];
      b.first = std::min(b.first, now);
      b.last = std::max(b.last, now);
    }
  into_.steps.push_back({std::move(function), std::move(arguments), std::move(parameters), comment, stage});
  return into_.steps.back();
}

PEAX_INLINE placed assembler::in_graph_order(placed const& v) {
  if (v.as.in_graph_order()) return v;
  placed out = new_value(comment, v.as.dims, false);
  move(*this, v.at, out.at, {v.as.view(1), v.as.graph_view(1)});
  return out;
}

PEAX_INLINE placed assembler::in_engine_order(placed const& v) {
  if (v.as.in_engine_order()) return v;
  placed out = new_value(comment, v.as.dims, engine::stored_channels_last(v.as.dims));
  move(*this, v.at, out.at, {v.as.view(1), out.as.view(1)});
  return out;
}

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

inline auto emitter(any_op const& op) -> void (*)(any_op const&, lowering_request const&) {
  for (auto const& entry : emit_table<default_ops::flat>::entries)
    if (entry.kind == &op.kind()) return entry.emit;
  return nullptr;
}

//! Lowers one graph.
class lowerer {
 public:
  explicit lowerer(graph const& g, order_of_steps order)
      : g_(g), to_(program_), low_(g, options_), values_(g.values().size()), order_(order) {}

  program run() {
    place_inputs();
    place_constants();
    auto const stage = stages();
    auto const found = order_of_least_memory(g_, low_.steps(), stage, g_.outputs().size());
    program_.least_floats = found.least_floats;
    std::vector<std::size_t> order = found.order;
    if (order_ == order_of_steps::of_file) std::sort(order.begin(), order.end());
    for (std::size_t exit = 0; exit < g_.outputs().size(); ++exit) {
      to_.stage = exit;
      for (auto const i : order)
        if (auto const& l = low_.steps()[i]; stage[index_of(l.main)] == exit) add(l);
      give(exit);
    }
    return std::move(program_);
  }

 private:
  //! The exit for which each node runs first.
  std::vector<std::size_t> stages() const {
    std::vector<std::size_t> out(g_.nodes().size(), g_.outputs().size());
    for (std::size_t e = g_.outputs().size(); e-- > 0;)
      for (auto const id : nodes_behind(g_, g_.outputs().first(e + 1))) out[index_of(id)] = e;
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
      program_.input_floats.push_back(static_cast<std::size_t>(v.dims.elements()));
      values_[index_of(g_.inputs()[i])] = {{nullptr, v.dims, false}, {memory::input, i, false, {}}, nullptr};
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

  //! A constant gets its place in memory when a step reads it as it is.
  void give_place(placed& v, std::string_view name) {
    (void)name;
    if (v.constant != nullptr && v.at.in == memory::none) v.at = to_.constant(*v.constant, "constant");
  }

  [[nodiscard]] bool is_view(node const& n) const {
    return n.op.is<op::dropout>() || n.op.is<op::cast>() || n.op.traits().view;
  }

  void add(engine::lowered const& l) {
    node const& n = g_[l.main];
    to_.comment = n.name.empty() ? std::string(n.op.name()) : fmt::format("{} '{}'", n.op.name(), n.name);
    auto const out_dims = g_[l.outputs[0]].dims;
    if (is_view(n) && values_[index_of(n.inputs[0])].as.same_memory_as(out_dims)) {
      placed v = values_[index_of(n.inputs[0])];
      v.as = {nullptr, out_dims, engine::stored_channels_last(out_dims)};
      values_[index_of(l.outputs[0])] = v;
      if (v.at.in == memory::arena) program_.buffers[v.at.number].views.push_back(g_[l.outputs[0]].name);
      return;
    }
    auto const emits = emitter(n.op);
    if (emits == nullptr)
      throw bad_input(fmt::format("{} '{}': there is no C for this operator", n.op.name(), n.name));
    lowering_request r{g_, n, {}, {}, l.limits, to_};
    std::vector<value_id> ids = n.inputs;
    if (l.bias != value_id::none) ids.push_back(l.bias);
    bool const is_layer = n.op.is<op::conv>() || n.op.is<op::gemm>() || n.op.is<op::matmul>() ||
                          n.op.is<op::batch_normalization>();
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (ids[i] == value_id::none) {
        r.inputs.emplace_back();
        continue;
      }
      placed v = values_[index_of(ids[i])];
      if (!is_layer || i == 0) give_place(v, g_[ids[i]].name);
      if (i == 0 && !n.op.traits().any_order) v = to_.in_engine_order(v);
      r.inputs.push_back(std::move(v));
    }
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

  void give(std::size_t exit) {
    auto const id = g_.outputs()[exit];
    to_.comment = fmt::format("output '{}'", g_[id].name);
    placed v = values_[index_of(id)];
    give_place(v, g_[id].name);
    v = to_.in_graph_order(v);
    if (v.at.in != memory::arena) { // an input or a constant as it is
      placed const own = to_.new_value(g_[id].name, v.as.dims, false);
      move(to_, v.at, own.at, {v.as.view(1), own.as.view(1)});
      v = own;
    }
    auto& life = program_.buffers[v.at.number]; // is read when the exit answers
    life.last = std::max(life.last, std::max<std::size_t>(program_.steps.size(), 1) - 1);
    program_.outputs.push_back({g_[id].name, v.at, v.floats(), exit});
  }

  graph const& g_;
  program program_;
  assembler to_;
  engine::plan_options options_{};
  engine::lowering low_;
  std::vector<placed> values_;
  std::list<std::vector<float>> constants_;
  order_of_steps order_;
};

} // namespace detail

PEAX_INLINE program lower(graph const& g, order_of_steps order) { return detail::lowerer(g, order).run(); }

} // namespace peax::deploy::c
