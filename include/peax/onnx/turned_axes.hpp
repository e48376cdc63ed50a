#pragma once
//! @file
//! Values whose axes a file turns around recurrent layers, the batch among them: the graph holds them with the batch in front, and
//! what turns, joins and drops axes is followed without a node. Free of protobuf.

#include <peax/core/error.hpp>
#include <peax/graph/axis.hpp>
#include <peax/graph/editor.hpp>
#include <peax/graph/op.hpp>
#include <peax/graph/op/shape_help.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace peax::onnx::detail {

//! How a file sees a value of the graph: the value's axes cut into parts, and the part that each axis of the file is.
struct axis_view {
  value_id base = value_id::none;
  shape parts;                    //!< joined in their order they are the axes of `base`
  std::vector<std::size_t> order; //!< by axis of the file

  [[nodiscard]] shape dims() const {
    shape out;
    for (auto const part : order) out.push_back(parts[part]);
    return out;
  }
  [[nodiscard]] bool is_plain(shape const& of_base) const {
    return parts == of_base && std::is_sorted(order.begin(), order.end());
  }
  //! Whether each part is one axis of the base.
  [[nodiscard]] bool is_whole(shape const& of_base) const { return parts == of_base; }
};

//! Where a part lies in its base.
struct place_of_part {
  std::size_t axis = 0;   //!< of the base
  std::int64_t inner = 1; //!< elements of the axis for each step of the part
  bool leads = true;      //!< no part of more than 1 stands in front of it in the axis
};
[[nodiscard]] inline place_of_part place_in(axis_view const& v, shape const& of_base, std::size_t part) {
  place_of_part out;
  std::int64_t joined = 1, before = 1;
  bool found = false;
  for (std::size_t i = 0; i < v.parts.rank(); ++i) {
    if (found) out.inner *= v.parts[i];
    if (i == part) found = true, out.leads = before == 1 && joined == 1;
    joined *= v.parts[i];
    before = joined;
    if (joined != of_base[out.axis]) continue;
    if (found) return out;
    if (out.axis + 1 < of_base.rank()) ++out.axis;
    joined = before = 1;
  }
  return out;
}

//! The view of a value as it is.
[[nodiscard]] inline axis_view view_of(value_id id, shape const& dims) {
  axis_view out{id, dims, std::vector<std::size_t>(dims.rank())};
  std::iota(out.order.begin(), out.order.end(), std::size_t{0});
  return out;
}

[[nodiscard]] inline axis_view turned(axis_view const& v, op::transpose const& t) {
  op::ints order = t.permutation;
  if (order.empty())
    for (std::size_t i = v.order.size(); i-- > 0;) order.push_back(static_cast<std::int64_t>(i));
  want(order.size() == v.order.size() && axis_set(order, order.size()).size() == order.size(),
       "perm is no permutation of the axes of " + v.dims().text());
  axis_view out = v;
  for (std::size_t i = 0; i < order.size(); ++i) out.order[i] = v.order[axis_of(order[i], order.size())];
  return out;
}

//! Without a part, which has extent 1.
inline void drop_part(axis_view& v, std::size_t part) {
  std::vector<std::int64_t> kept;
  for (std::size_t i = 0; i < v.parts.rank(); ++i)
    if (i != part) kept.push_back(v.parts[i]);
  v.parts = shape(std::move(kept));
  std::erase(v.order, part);
  for (auto& o : v.order) o -= o > part ? 1 : 0;
}

[[nodiscard]] inline axis_view turned(axis_view v, op::squeeze const& s) {
  shape const dims = v.dims();
  auto const chosen = axis_set(s.axes, dims.rank());
  for (std::size_t i = dims.rank(); i-- > 0;) {
    if (s.axes.empty() ? dims[i] != 1 : !chosen.contains(i)) continue;
    want(dims[i] == 1, "axis " + std::to_string(i) + " of " + dims.text() + " has not extent 1");
    drop_part(v, v.order[i]);
  }
  return v;
}

[[nodiscard]] inline axis_view turned(axis_view v, op::unsqueeze const& u) {
  std::size_t const rank = v.order.size() + u.axes.size();
  for (auto const axis : axis_set(u.axes, rank)) {
    v.order.insert(v.order.begin() + static_cast<std::ptrdiff_t>(axis), v.parts.rank());
    v.parts.push_back(1);
  }
  return v;
}

//! A reshape that joins axes which are neighbours in the graph too, and adds or drops axes of 1; nothing when it does more.
[[nodiscard]] inline std::optional<axis_view> reshaped(axis_view v, shape const& to) {
  for (std::size_t i = v.order.size(); i-- > 0;)
    if (v.parts[v.order[i]] == 1) drop_part(v, v.order[i]);
  op::ints ones;
  std::size_t from = 0;
  for (std::size_t i = 0; i < to.rank(); ++i) {
    if (to[i] == 1) {
      ones.push_back(static_cast<std::int64_t>(i));
      continue;
    }
    if (from == v.order.size()) return std::nullopt;
    std::size_t const part = v.order[from++];
    while (v.parts[part] != to[i]) {
      bool const joins = from < v.order.size() && v.order[from] == part + 1 &&
                         v.parts[part] != batch_extent && to[i] != batch_extent &&
                         v.parts[part + 1] != batch_extent;
      if (!joins) return std::nullopt;
      v.parts[part] *= v.parts[part + 1];
      v.parts[part + 1] = 1;
      std::size_t const now = from;
      drop_part(v, v.order[now]);
    }
  }
  if (from != v.order.size()) return std::nullopt;
  return turned(std::move(v), op::unsqueeze{ones});
}

//! Makes what a view shows: a Reshape into its parts, and a Transpose. `node_name` gives names that are free.
template <class Names>
value_id made_from(graph_editor& edit, axis_view const& v, std::string const& name, Names const& node_name) {
  shape const of_base = edit[v.base].dims, seen = v.dims();
  want(!of_base.is_batched() || seen.is_batched(),
       "'" + name + "' " + seen.text() +
           " does not keep the batch on axis 0: only recurrent layers read that, "
           "and what turns its axes; export with batch_first");
  value_id at = v.base;
  bool const turns = !std::is_sorted(v.order.begin(), v.order.end());
  auto const add = [&](any_op op, bool last) {
    std::string const wish = node_name(name + (last ? "" : "_parts"));
    at = edit.add_node(std::move(op), {at}, {last ? name : name + "_parts"}, wish)[0];
  };
  if (v.parts != of_base || !turns) {
    op::reshape cut;
    for (auto const e : v.parts) cut.target.push_back(e == batch_extent ? 0 : e);
    add(std::move(cut), !turns);
  }
  if (turns) {
    op::transpose turn;
    for (auto const part : v.order) turn.permutation.push_back(static_cast<std::int64_t>(part));
    add(std::move(turn), true);
  }
  return at;
}

} // namespace peax::onnx::detail
