#pragma once
//! @file
//! Layer normalization as exporters write it below opset 17 becomes one node. Files of such opsets get the pieces back (onnx/).
//!
//!     Before: d = x - ReduceMean(x), d / Sqrt(ReduceMean(d * d) + epsilon) * scale    After: x -> LayerNormalization(scale)
//!     Before: x -> LayerNormalization(scale) -> Add(bias)                             After: x -> LayerNormalization(scale, bias)

#include <peax/graph/axis.hpp>
#include <peax/graph/op.hpp>
#include <peax/rule/rule.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace peax::rule {

namespace detail {

//! The constant that the other input of a node is; none when it is computed, or does not lie over the last axes from one on.
[[nodiscard]] inline value_id row_beside(graph const& g, node const& n, value_id value, std::size_t axis) {
  if (n.inputs.size() != 2 || n.inputs[0] == n.inputs[1]) return value_id::none;
  value_id const other = n.inputs[n.inputs[0] == value ? 1 : 0];
  shape const &x = g[value].dims, &c = g[other].dims;
  if (!g[other].is_constant() || g[other].type != data_type::float32 || c.rank() > x.rank() - axis)
    return value_id::none;
  for (std::size_t i = 0; i < c.rank(); ++i)
    if (c[i] != 1 && c[i] != x[x.rank() - c.rank() + i]) return value_id::none;
  return other;
}

//! The pieces in front of a division.
class normalization_pieces {
 public:
  explicit normalization_pieces(graph const& g) : g_(g) {}

  value_id x = value_id::none;
  std::size_t axis = 0;
  float epsilon = 0;

  //! Whether a node divides what its mean was taken from by its deviation.
  [[nodiscard]] bool end_in(node_id division) {
    auto const* const d = node_of<op::div>(division);
    if (d == nullptr) return false;
    auto const* const root = made_by<op::sqrt>(d->inputs[1]);
    auto const* const sum = root == nullptr ? nullptr : made_by<op::add>(root->inputs[0]);
    if (sum == nullptr) return false;
    for (std::size_t i = 0; i < 2; ++i)
      if (auto const e = number(sum->inputs[1 - i]))
        if (epsilon = *e; deviates(sum->inputs[i], d->inputs[0], division)) return true;
    return false;
  }

 private:
  template <class Op> [[nodiscard]] node const* node_of(node_id id) const {
    return id != node_id::none && g_[id].op.is<Op>() ? &g_[id] : nullptr;
  }
  //! The operator that makes a value for one reader.
  template <class Op> [[nodiscard]] node const* made_by(value_id v) const {
    return is_private(g_, v) ? node_of<Op>(g_.producer(v)) : nullptr;
  }
  [[nodiscard]] std::optional<float> number(value_id v) const {
    if (!g_[v].is_constant() || g_[v].type != data_type::float32 || g_[v].dims.elements() != 1)
      return std::nullopt;
    return g_[v].constant.floats()[0];
  }

  //! Whether a value is the mean of the squares of the centred one, which nothing else reads.
  [[nodiscard]] bool deviates(value_id variance, value_id centred, node_id division) {
    auto const* const mean = made_by<op::reduce_mean>(variance);
    if (mean == nullptr || !is_private(g_, mean->inputs[0])) return false;
    node_id const square = g_.producer(mean->inputs[0]);
    if (square == node_id::none) return false;
    node const& s = g_[square];
    bool const squares =
        s.op.is<op::mul>() ? s.inputs[0] == s.inputs[1] : s.op.is<op::pow>() && number(s.inputs[1]) == 2.0F;
    if (!squares || g_.is_output(centred)) return false;
    auto const readers = g_.readers(centred);
    if (s.inputs[0] == centred)
      return std::all_of(readers.begin(), readers.end(),
                         [&](node_id r) { return r == square || r == division; }) &&
             centres(centred, mean->op.get<op::reduce_mean>());
    // Some exporters subtract the mean twice.
    value_id const again = s.inputs[0];
    if (readers.size() != 1 || g_.is_output(again)) return false;
    auto const others = g_.readers(again);
    auto const* const first = node_of<op::sub>(g_.producer(centred));
    auto const* const second = node_of<op::sub>(g_.producer(again));
    return std::all_of(others.begin(), others.end(), [&](node_id r) { return r == square; }) &&
           first != nullptr && second != nullptr && first->inputs == second->inputs &&
           centres(centred, mean->op.get<op::reduce_mean>());
  }

  //! Whether a value is another one less its mean over the same axes, the last ones.
  [[nodiscard]] bool centres(value_id centred, op::reduce_mean const& over) {
    auto const* const minus = node_of<op::sub>(g_.producer(centred));
    if (minus == nullptr) return false;
    x = minus->inputs[0];
    auto const* const mean = node_of<op::reduce_mean>(g_.producer(minus->inputs[1]));
    if (mean == nullptr || mean->inputs[0] != x || g_.is_output(minus->inputs[1])) return false;
    for (auto const r : g_.readers(minus->inputs[1]))
      if (!g_[r].op.is<op::sub>() || g_[r].inputs != minus->inputs) return false;
    std::size_t const rank = g_[x].dims.rank();
    auto const& own = mean->op.get<op::reduce_mean>();
    if (over.axes.empty() || own.axes.empty() || !over.keep_dims || !own.keep_dims) return false;
    auto const axes = axis_set(over.axes, rank);
    if (axes != axis_set(own.axes, rank)) return false;
    axis = *axes.begin();
    return axis > 0 && *axes.rbegin() == rank - 1 && axes.size() == rank - axis;
  }

  graph const& g_;
};

} // namespace detail

struct join_layer_normalization {
  static constexpr std::string_view name = "join layer normalization";

  [[nodiscard]] verdict rewrite(rewriting& w, node_id at) const {
    graph const& g = w.before();
    node const& n = g[at];
    if (!n.op.is<op::mul>() || n.inputs.size() != 2) return verdict::nothing();
    for (auto const quotient : n.inputs) {
      if (!is_private(g, quotient)) continue;
      detail::normalization_pieces pieces(g);
      if (!pieces.end_in(g.producer(quotient))) continue;
      value_id const scale = detail::row_beside(g, n, quotient, pieces.axis);
      if (scale == value_id::none || g[pieces.x].dims != g[n.outputs[0]].dims) continue;
      auto& edit = w.edit();
      auto const from_end =
          static_cast<std::int64_t>(pieces.axis) - static_cast<std::int64_t>(g[pieces.x].dims.rank());
      edit.set_op(at, op::layer_normalization{from_end, pieces.epsilon});
      edit.set_node_inputs(at, {pieces.x, scale});
      return verdict::done();
    }
    return verdict::nothing();
  }
};

struct add_to_layer_normalization {
  static constexpr std::string_view name = "add to layer normalization";
  static constexpr auto pattern = is<op::layer_normalization>.as<"norm"> >> is<op::add>.as<"add">;

  [[nodiscard]] verdict rewrite(rewriting& w, node_id at) const {
    graph const& g = w.before();
    auto const found = match_at(pattern, g, at);
    if (!found) return verdict::nothing();
    auto const norm = found->get<"norm">();
    shape const& x = norm.output().dims;
    value_id const bias = detail::row_beside(g, g[at], norm.output_id(), axis_of(norm.op().axis, x.rank()));
    bool const tells = g[found->nodes()[0]].outputs.size() > 1;
    if (norm.has_input(2) || tells || bias == value_id::none || g[g[at].outputs[0]].dims != x)
      return verdict::nothing();
    op::layer_normalization const merged = norm.op();
    std::vector<value_id> const inputs{norm.input_id(0), norm.input_id(1), bias};
    w.edit().set_op(at, merged);
    w.edit().set_node_inputs(at, inputs);
    return verdict::done();
  }
};

} // namespace peax::rule
