#pragma once
//! @file
//! The bodies of any_op.hpp.

#include <peax/graph/any_op.hpp>
#include <peax/graph/graph.hpp>
#include <peax/graph/op.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <variant>
#include <vector>

namespace peax {

[[nodiscard]] PEAX_INLINE digest content_hash(graph const& g); // when graph.hpp is what includes this file

namespace detail {
struct hash_attribute {
  hasher& h;

  void operator()(op::ints const& v) const { h(std::span<std::int64_t const>(v)); }
  void operator()(op::floats const& v) const { h(std::span<float const>(v)); }
  void operator()(op::body const& v) const { h(v ? content_hash(*v) : digest{}); }
  template <class T> void operator()(T v) const { h(v); }
  template <class T> void operator()(std::optional<T> const& v) const {
    h(v.has_value());
    if (v) h(*v);
  }
};
} // namespace detail

PEAX_INLINE std::vector<op::named_attribute> any_op::attributes() const {
  return kind_->attributes(held_.get());
}

PEAX_INLINE void any_op::hash_into(hasher& h) const {
  h(name());
  for (auto const& a : attributes()) {
    h(a.name);
    std::visit(detail::hash_attribute{h}, a.value);
  }
}

namespace detail {
template <class Flat> struct tables_of;
template <class... Ops> struct tables_of<flat_ops<Ops...>> {
  static_assert((Operator<Ops> && ...));
  static constexpr std::array<op_kind const*, sizeof...(Ops)> kinds{&kind_of_op<Ops>...};
};
} // namespace detail

PEAX_INLINE op_kinds default_kinds() { return detail::tables_of<default_ops::flat>::kinds; }

} // namespace peax
