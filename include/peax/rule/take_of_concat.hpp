#pragma once
//! @file
//! Parts taken of what was joined are taken of the operands that hold them, and states that nobody reads any more are not made: the
//! last state of the upper layer is `h[-1]` of the joined states of all layers.
//!
//!     Before: Slice or Gather(Concat(a, b, c), what lies in b)     After: Slice or Gather(b), Squeeze(b) where b is one step
//!     Before: LSTM -> sequence, h; nothing reads h                 After: LSTM -> sequence

#include <peax/graph/axis.hpp>
#include <peax/graph/op.hpp>
#include <peax/rule/rule.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::rule {

namespace detail {
//! Positions along an axis, both ends included.
struct positions {
  std::int64_t first = 0, last = 0;
};

//! Which positions of an axis a Slice reads; nothing when it does not cut this axis or reads it backwards.
inline std::optional<positions> positions_of(op::slice const& s, std::size_t axis, shape const& x) {
  for (std::size_t i = 0; i < s.axes.size(); ++i) {
    if (axis_of(s.axes[i], x.rank()) != axis) continue;
    slice_range const r = range_of(s.starts[i], s.ends[i], s.steps[i], x[axis]);
    if (r.step < 0 || r.count < 1) return std::nullopt;
    return positions{r.start, r.start + (r.count - 1) * r.step};
  }
  return std::nullopt;
}

//! The places that a Gather reads, counted from the front; nothing when they are no constants or lie outside.
inline std::optional<op::ints> places_of(value const& indices, std::int64_t extent) {
  if (!indices.is_constant() || indices.constant.size() == 0) return std::nullopt;
  op::ints out;
  auto const take = [&](auto const& list) {
    for (auto const i : list) out.push_back(i < 0 ? i + extent : i);
  };
  if (indices.type == data_type::int64)
    take(indices.constant.as<std::int64_t>());
  else if (indices.type == data_type::int32)
    take(indices.constant.as<std::int32_t>());
  bool const inside = std::all_of(out.begin(), out.end(), [&](auto i) { return i >= 0 && i < extent; });
  return inside && !out.empty() ? std::optional(std::move(out)) : std::nullopt;
}
} // namespace detail

struct take_of_concat {
  static constexpr std::string_view name = "take of concat";

  [[nodiscard]] verdict rewrite(rewriting& w, node_id at) const {
    graph const& g = w.before();
    node const& n = g[at];
    bool const takes = n.op.is<op::slice>() || n.op.is<op::gather>();
    if (!takes || n.inputs[0] == value_id::none || g.producer(n.inputs[0]) == node_id::none)
      return verdict::nothing();
    node const& joined = g[g.producer(n.inputs[0])];
    auto const* join = joined.op.get_if<op::concat>();
    if (join == nullptr) return verdict::nothing();
    shape const& x = g[n.inputs[0]].dims;
    std::size_t const axis = axis_of(join->axis, x.rank());
    if (x[axis] == batch_extent) return verdict::nothing();
    if (auto const* s = n.op.get_if<op::slice>()) return slice_of(w, at, *s, joined, axis);
    return gather_of(w, at, n.op.get<op::gather>(), joined, axis);
  }

 private:
  //! Operands of a Concat beside each other, and where they begin in it.
  struct stretch {
    std::size_t first = 0, count = 0;
    std::int64_t begin = 0;
  };

  //! The fewest operands that hold the positions; nothing when these are all.
  static std::optional<stretch> holding(graph const& g, node const& joined, std::size_t axis,
                                        detail::positions const& p) {
    stretch out;
    std::int64_t begin = 0;
    for (std::size_t i = 0; i < joined.inputs.size() && begin <= p.last; ++i) {
      std::int64_t const end = begin + g[joined.inputs[i]].dims[axis];
      if (end <= p.first)
        out.first = i + 1, out.begin = end;
      else
        out.count = i + 1 - out.first;
      begin = end;
    }
    if (out.count == 0 || out.count == joined.inputs.size()) return std::nullopt;
    return out;
  }

  static value_id joined_again(rewriting& w, node const& joined, stretch const& of) {
    if (of.count == 1) return joined.inputs[of.first];
    auto const first = joined.inputs.begin() + static_cast<std::ptrdiff_t>(of.first);
    return w.edit().add(joined.op, {first, first + static_cast<std::ptrdiff_t>(of.count)},
                        joined.name + "_part");
  }

  static verdict slice_of(rewriting& w, node_id at, op::slice s, node const& joined, std::size_t axis) {
    shape const& x = w.before()[joined.outputs[0]].dims;
    auto const taken = detail::positions_of(s, axis, x);
    auto const from = taken ? holding(w.before(), joined, axis, *taken) : std::nullopt;
    if (!from) return verdict::nothing();
    for (std::size_t i = 0; i < s.axes.size(); ++i)
      if (axis_of(s.axes[i], x.rank()) == axis)
        s.starts[i] = taken->first - from->begin, s.ends[i] = taken->last + 1 - from->begin;
    value_id const source = joined_again(w, joined, *from);
    w.edit().set_op(at, std::move(s));
    w.edit().set_node_input(at, 0, source);
    return verdict::done();
  }

  static verdict gather_of(rewriting& w, node_id at, op::gather const& choice, node const& joined,
                           std::size_t axis) {
    graph const& g = w.before();
    shape const& x = g[joined.outputs[0]].dims;
    value const& indices = g[g[at].inputs[1]];
    if (axis_of(choice.axis, x.rank()) != axis) return verdict::nothing();
    auto places = detail::places_of(indices, x[axis]);
    if (!places) return verdict::nothing();
    auto const [low, high] = std::minmax_element(places->begin(), places->end());
    auto const from = holding(g, joined, axis, {*low, *high});
    if (!from) return verdict::nothing();
    value_id const source = joined_again(w, joined, *from);
    auto& edit = w.edit();
    if (edit[source].dims[axis] == 1 && indices.dims.rank() == 0) {
      edit.set_op(at, op::squeeze{{static_cast<std::int64_t>(axis)}});
      edit.set_node_inputs(at, {source});
      return verdict::done();
    }
    for (auto& i : *places) i -= from->begin;
    value_id const moved =
        edit.add_constant(indices.name + "_moved", tensor(indices.dims, *std::move(places)));
    edit.set_node_inputs(at, {source, moved});
    return verdict::done();
  }
};

//! Leaves out outputs of recurrent layers that nobody reads. The first that is read keeps its name.
struct remove_unread_states {
  static constexpr std::string_view name = "remove unread states";

  [[nodiscard]] verdict rewrite(rewriting& w, node_id at) const {
    any_op const& op = w.before()[at].op;
    if (auto const* l = op.get_if<op::lstm>()) return without_unread(w, at, *l);
    if (auto const* l = op.get_if<op::gru>()) return without_unread(w, at, *l);
    if (auto const* l = op.get_if<op::rnn>()) return without_unread(w, at, *l);
    return verdict::nothing();
  }

 private:
  template <class Layer> static verdict without_unread(rewriting& w, node_id at, Layer layer) {
    graph const& g = w.before();
    node const& n = g[at];
    std::int64_t read = 0;
    std::vector<value_id> kept;
    std::vector<std::string> names;
    for (auto const what : {Layer::sequence, Layer::last, Layer::cell}) {
      if (!layer.gives(what)) continue;
      value_id const v = n.outputs[layer.place_of(what)];
      if (v == value_id::none || (g.readers(v).empty() && !g.is_output(v))) continue;
      read |= what;
      kept.push_back(v);
      names.push_back(g[v].name);
    }
    if (read == 0 || read == layer.outputs) return verdict::nothing();
    layer.outputs = read;
    auto& edit = w.edit();
    auto const inputs = n.inputs;
    edit.remove(at);
    auto const made = edit.add_node(std::move(layer), inputs, names, n.name);
    for (std::size_t i = 0; i < made.size(); ++i) {
      edit.replace_uses(kept[i], made[i]);
      if (!g.is_output(kept[i])) edit.swap_names(kept[i], made[i]);
    }
    return verdict::done();
  }
};

} // namespace peax::rule
