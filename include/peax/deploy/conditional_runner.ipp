#pragma once
//! @file
//! The bodies of conditional_runner.hpp.

#include <peax/core/checked.hpp>
#include <peax/core/error.hpp>
#include <peax/deploy/conditional_runner.hpp>
#include <peax/graph/cost.hpp>
#include <peax/graph/editor.hpp>
#include <peax/graph/extract.hpp>
#include <peax/graph/op.hpp>
#include <peax/report/early_exits/branch_kind.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::deploy {

namespace detail {

//! Whether a name is the wished one, or that with a number behind it, because the network had it already.
inline bool is_called(std::string_view name, std::string_view wish) {
  if (!name.starts_with(wish)) return false;
  name.remove_prefix(wish.size());
  return name.empty() || (name[0] == '_' && name.size() > 1 &&
                          name.find_first_not_of("0123456789", 1) == std::string_view::npos);
}

inline bool is_one(value const& v, data_type type) { return v.type == type && v.dims == shape{1}; }

//! The branch that decides about an output of a graph.
inline op::if_else const* choice_of(graph const& g, std::size_t output) {
  node_id const maker = g.producer(g.outputs()[output]);
  return maker == node_id::none ? nullptr : g[maker].op.get_if<op::if_else>();
}

//! Walks from exit to exit, and notes what each costs; nothing when an exit has no number.
inline std::optional<std::vector<std::int64_t>> macs_of_exits(graph const& top, std::size_t exit_index) {
  std::vector<std::int64_t> out;
  std::int64_t so_far = 0;
  for (graph const* at = &top;;) {
    auto const* const choice = choice_of(*at, exit_index);
    std::vector<node_id> own;
    for (std::size_t i = 0; i < at->nodes().size(); ++i)
      if (auto const id = static_cast<node_id>(i);
          choice == nullptr || at->nodes()[i].op.get_if<op::if_else>() != choice)
        own.push_back(id);
    so_far = checked_sum(so_far, cost_of(*at, own).macs.value);
    graph const& answer = choice == nullptr ? *at : *choice->then_branch;
    tensor const& number = answer[answer.outputs()[exit_index]].constant;
    if (!number || number.type() != data_type::int64 ||
        number.as<std::int64_t>()[0] != static_cast<std::int64_t>(out.size()))
      return std::nullopt;
    out.push_back(choice == nullptr ? so_far : checked_sum(so_far, cost_of(answer).macs.value));
    if (choice == nullptr) return out;
    at = &*choice->else_branch;
  }
}

//! Puts the nodes of a graph into another one, where its inputs have these values; gives the value of its first output.
inline value_id put_whole(graph_editor& to, graph const& from, std::vector<value_id> const& inputs) {
  std::vector<value_id> at(from.values().size(), value_id::none);
  for (std::size_t i = 0; i < inputs.size(); ++i) at[index_of(from.inputs()[i])] = inputs[i];
  for (std::size_t i = 0; i < at.size(); ++i)
    if (auto const& v = from.values()[i]; v.is_constant()) at[i] = to.add_constant(v.name, v.constant);
  auto const mapped = [&](std::vector<value_id> const& ids) {
    std::vector<value_id> out;
    for (auto const id : ids) out.push_back(id == value_id::none ? id : at[index_of(id)]);
    return out;
  };
  for (auto const& n : from.nodes()) {
    auto const read = mapped(n.inputs);
    if (auto const* const choice = n.op.get_if<op::if_else>()) {
      at[index_of(n.outputs[0])] = put_whole(to, *choice->else_branch, {read.begin() + 1, read.end()});
      continue;
    }
    std::vector<std::string> names;
    for (auto const id : n.outputs) names.push_back(id == value_id::none ? std::string() : from[id].name);
    auto const made = to.add_node(n.op, read, names, n.name);
    for (std::size_t i = 0; i < made.size(); ++i)
      if (n.outputs[i] != value_id::none) at[index_of(n.outputs[i])] = made[i];
  }
  return at[index_of(from.outputs()[0])];
}

inline conditional_layout layout_or_throw(network const& n) {
  if (auto found = conditional_layout_of(*n)) return *found;
  throw bad_input(
      fmt::format("network {}: it is no conditional file, whose outputs are followed by exit_index and "
                  "confidence",
                  n.name()));
}
} // namespace detail

PEAX_INLINE std::optional<conditional_layout> conditional_layout_of(graph const& g) {
  auto const ins = g.inputs(), outs = g.outputs();
  for (std::size_t i = 1; i + 1 < outs.size(); ++i) {
    value const &exit = g[outs[i]], &sure = g[outs[i + 1]];
    if (!detail::is_called(exit.name, "exit_index") || !detail::is_called(sure.name, "confidence") ||
        !detail::is_one(exit, data_type::int64) || !detail::is_one(sure, data_type::float32))
      continue;
    conditional_layout at;
    at.outputs = i, at.states = outs.size() - i - 2;
    std::size_t const own = at.states == 0 ? 0 : at.states + 1;
    if (ins.size() <= own) return std::nullopt;
    at.inputs = ins.size() - own;
    if (own > 0 && !detail::is_one(g[ins[at.inputs]], data_type::boolean)) return std::nullopt;
    for (std::size_t k = 0; k < at.states; ++k) {
      value const &before = g[ins[at.inputs + 1 + k]], &next = g[outs[i + 2 + k]];
      if (next.name != before.name + "_next" || next.type != before.type || next.dims != before.dims)
        return std::nullopt;
    }
    auto macs = detail::macs_of_exits(g, i);
    if (!macs) return std::nullopt;
    at.macs = std::move(*macs);
    return at;
  }
  return std::nullopt;
}

PEAX_INLINE network whole_of_conditional(graph const& g, conditional_layout const& at) {
  graph_editor edit(g.name());
  edit.set_opset(g.opset());
  std::vector<value_id> inputs;
  for (auto const id : g.inputs()) inputs.push_back(edit.add_input(g[id].name, g[id].type, g[id].dims));
  value_id const answer = detail::put_whole(edit, g, inputs);
  edit.add_output(answer);
  graph const all = edit.finish();
  return network(extract(all, all.inputs().first(at.inputs), all.outputs(), g.name()));
}

PEAX_INLINE conditional_runner::conditional_runner(network const& n, engine::plan_options options)
    : plan_(*n, 1, options), layout_(detail::layout_or_throw(n)) {
  auto const whole = whole_of_conditional(*n, layout_);
  if (auto const form = report::answer_form_of(*whole)) {
    classifies_ = true;
    if ((*n)[n->outputs()[0]].dims.elements() == 1)
      above_ = form == report::answer_form::logits ? 0.0F : 0.5F;
  }
  given_.resize(n->inputs().size());
  answer_.resize(layout_.outputs);
  for (std::size_t k = 0; k < layout_.states; ++k) {
    state_.emplace_back(static_cast<std::size_t>((*n)[n->inputs()[layout_.inputs + 1 + k]].dims.elements()),
                        0.0F);
    given_[layout_.inputs + 1 + k] = state_.back().data();
  }
  if (layout_.has_memory()) given_[layout_.inputs] = &first_;
  reset();
}

PEAX_INLINE void conditional_runner::reset() { first_ = 1; }

PEAX_INLINE conditional_answer conditional_runner::run(std::span<std::span<float const> const> inputs) {
  auto const& g = plan_.graph();
  if (inputs.size() != layout_.inputs)
    throw bad_input(
        fmt::format("network {}: {} inputs given, a sample has {}", g.name(), inputs.size(), layout_.inputs));
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    value const& v = g[g.inputs()[i]];
    if (inputs[i].size() != static_cast<std::size_t>(v.dims.elements()))
      throw bad_input(fmt::format("network {}: input '{}' {} of one sample is given {} elements", g.name(),
                                  v.name, v.dims.text(), inputs[i].size()));
    given_[i] = inputs[i].data();
  }
  if (layout_.has_memory()) given_[layout_.inputs] = &first_;
  plan_.forward(given_, 1);
  first_ = 0;
  for (std::size_t k = 0; k < state_.size(); ++k) {
    auto const next = plan_.output(layout_.outputs + 2 + k);
    std::copy(next.begin(), next.end(), state_[k].begin());
  }
  for (std::size_t i = 0; i < answer_.size(); ++i) answer_[i] = plan_.output(i);
  conditional_answer out;
  out.exit = static_cast<std::size_t>(plan_.output(layout_.outputs)[0]);
  out.confidence = plan_.output(layout_.outputs + 1)[0];
  out.outputs = answer_;
  auto const& values = answer_[0];
  if (classifies_)
    out.label =
        above_ ? (values[0] > *above_ ? 1 : 0)
               : static_cast<std::int32_t>(std::max_element(values.begin(), values.end()) - values.begin());
  return out;
}

PEAX_INLINE result::stream_replay replay_conditional(conditional_runner& with, std::span<float const> samples,
                                                     std::span<std::size_t const> lengths,
                                                     std::vector<std::int32_t>* labels, progress const& to) {
  auto const& g = with.graph();
  auto const one = static_cast<std::size_t>(g[g.inputs()[0]].dims.elements());
  result::stream_replay out;
  std::size_t i = 0;
  for (auto const length : lengths) {
    with.reset();
    std::size_t last_full = i;
    for (std::size_t const end = i + length; i < end; ++i) {
      auto const answer = with.run(samples.subspan(i * one, one));
      bool const whole = answer.exit + 1 == with.layout().exits();
      if (whole) last_full = i;
      out.exit.push_back(answer.exit);
      out.from.push_back(with.layout().has_memory() ? last_full : i);
      if (labels != nullptr) labels->push_back(answer.label);
      tell(to, "running " + g.name(),
           static_cast<double>((i + 1) * one) / static_cast<double>(samples.size()));
    }
  }
  return out;
}

} // namespace peax::deploy
