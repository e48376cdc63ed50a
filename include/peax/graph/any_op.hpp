#pragma once
//! @file
//! One operator of any kind as a value, and the visit that asks questions of a closed set of kinds by one switch.

#include <peax/core/error.hpp>
#include <peax/core/hash.hpp>
#include <peax/graph/op.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace peax {

//! An operator kind: a regular struct with an ONNX name and a list of its attributes.
template <class Op>
concept Operator = requires {
  { Op::name } -> std::convertible_to<std::string_view>;
  Op::attributes();
} && std::equality_comparable<Op> && std::copy_constructible<Op>;

//! A closed set of operator kinds. `op_set<default_ops, my_op>` adds one to those of peax.
template <class... Ops> struct op_set;

namespace detail {
template <class... Flat> struct flat_ops {};
template <class Set>
concept IsOpSet = requires { typename Set::flat; };
template <class Done, class... Rest> struct flatten_ops;
template <class... Done> struct flatten_ops<flat_ops<Done...>> {
  using type = flat_ops<Done...>;
};
template <class Done, class Inner, class... Rest> struct join_ops;
template <class... Done, class... Inner, class... Rest>
struct join_ops<flat_ops<Done...>, flat_ops<Inner...>, Rest...>
    : flatten_ops<flat_ops<Done..., Inner...>, Rest...> {};
template <class... Done, class Op, class... Rest>
struct flatten_ops<flat_ops<Done...>, Op, Rest...> : flatten_ops<flat_ops<Done..., Op>, Rest...> {};
template <class... Done, IsOpSet Set, class... Rest>
struct flatten_ops<flat_ops<Done...>, Set, Rest...>
    : join_ops<flat_ops<Done...>, typename Set::flat, Rest...> {};
} // namespace detail

template <class... Ops> struct op_set {
  using flat = typename detail::flatten_ops<detail::flat_ops<>, Ops...>::type;
};

//! The operators of peax; a type of its own, so that names in errors and debuggers stay short.
struct default_ops
    : op_set<op::conv, op::gemm, op::matmul, op::batch_normalization, op::relu, op::leaky_relu, op::prelu,
             op::clip, op::min, op::max, op::sigmoid, op::hard_sigmoid, op::hard_swish, op::tanh, op::softmax,
             op::max_pool, op::average_pool, op::global_average_pool, op::global_max_pool, op::add, op::sub,
             op::mul, op::div, op::concat, op::flatten, op::reshape, op::squeeze, op::unsqueeze,
             op::transpose, op::pad, op::reduce_mean, op::slice, op::split, op::gather, op::shape_of,
             op::cast, op::constant_of_shape, op::expand, op::dropout, op::identity> {};

//! What is known of an operator kind without its type: one constant a kind; its address is the kind.
struct op_kind {
  std::string_view name;
  bool (*equal)(void const*, void const*);
  void (*hash_into)(hasher&, void const*);
};

namespace detail {
inline void hash_attribute(hasher& h, op::ints const& v) { h(std::span<std::int64_t const>(v)); }
template <class T>
  requires(std::is_arithmetic_v<T> || std::is_enum_v<T>)
void hash_attribute(hasher& h, T v) {
  h(v);
}
template <class T> void hash_attribute(hasher& h, std::optional<T> const& v) {
  h(v.has_value());
  if (v) hash_attribute(h, *v);
}
} // namespace detail

template <Operator Op>
inline constexpr op_kind kind_of_op{
    Op::name,
    [](void const* a, void const* b) { return *static_cast<Op const*>(a) == *static_cast<Op const*>(b); },
    [](hasher& h, void const* at) {
      h(Op::name);
      std::apply(
          [&](auto... fields) {
            (detail::hash_attribute(h(fields.name), static_cast<Op const*>(at)->*fields.member), ...);
          },
          Op::attributes());
    }};

//! An operator of any kind. Immutable; copies share the attributes.
class any_op {
 public:
  template <Operator Op>
  any_op(Op attributes) : kind_(&kind_of_op<Op>), held_(std::make_shared<Op const>(std::move(attributes))) {}

  [[nodiscard]] op_kind const& kind() const { return *kind_; }
  [[nodiscard]] std::string_view name() const { return kind_->name; }

  template <Operator Op> [[nodiscard]] bool is() const { return kind_ == &kind_of_op<Op>; }

  //! The attributes if the kind is Op, else nullptr.
  template <Operator Op> [[nodiscard]] Op const* get_if() const {
    return is<Op>() ? static_cast<Op const*>(held_.get()) : nullptr;
  }

  //! The attributes; the kind must be Op.
  template <Operator Op> [[nodiscard]] Op const& get() const { return *static_cast<Op const*>(held_.get()); }

  void hash_into(hasher& h) const { kind_->hash_into(h, held_.get()); }

  friend bool operator==(any_op const& a, any_op const& b) {
    return a.kind_ == b.kind_ && a.kind_->equal(a.held_.get(), b.held_.get());
  }

 private:
  op_kind const* kind_;
  std::shared_ptr<void const> held_;
};

namespace detail {
template <class Flat> struct op_list;
template <class... Ops> struct op_list<flat_ops<Ops...>> {
  static constexpr std::size_t size = sizeof...(Ops);
  static constexpr std::array<op_kind const*, size> kinds{&kind_of_op<Ops>...};
  template <std::size_t I> using at = std::tuple_element_t<I, std::tuple<Ops...>>;
  template <class F> static bool any(F& f) { return (f.template operator()<Ops>() || ...); }
};

template <class Set> struct op_visit {
  using list = op_list<typename Set::flat>;
  template <std::size_t I, class F> static decltype(auto) one(any_op const& op, F& f) {
    return f(op.get<typename list::template at<(I < list::size ? I : 0)>>());
  }

  template <class F> static decltype(auto) call(any_op const& op, F& f) {
    std::size_t i = 0;
    while (i < list::size && list::kinds[i] != &op.kind()) ++i;
    if (i == list::size)
      throw bad_input("operator " + std::string(op.name()) +
                      " is not in the op set that this was compiled for; name op_set<default_ops, ...>");
#define PEAX_CASE(I)                                                                                         \
  case I: return one<I>(op, f);
#define PEAX_CASES(I)                                                                                        \
  PEAX_CASE(I)                                                                                               \
  PEAX_CASE(I + 1)                                                                                           \
  PEAX_CASE(I + 2) PEAX_CASE(I + 3) PEAX_CASE(I + 4) PEAX_CASE(I + 5) PEAX_CASE(I + 6) PEAX_CASE(I + 7)
    switch (i) {
      PEAX_CASES(0)
      PEAX_CASES(8)
      PEAX_CASES(16)
      PEAX_CASES(24)
      PEAX_CASES(32)
      PEAX_CASES(40)
      PEAX_CASES(48)
      PEAX_CASES(56)
    }
#undef PEAX_CASES
#undef PEAX_CASE
    return one<0>(op, f);
  }
};
} // namespace detail

//! The switch of `visit` has as many cases.
template <class Set>
inline constexpr bool has_at_most_64_kinds = detail::op_list<typename Set::flat>::size <= 64;

//! Calls f with the attributes of op, whose type is its kind; f must take every kind of the set and give one type.
template <class Ops = default_ops, class F> decltype(auto) visit(any_op const& op, F&& f) {
  static_assert(has_at_most_64_kinds<Ops>,
                "peax: an op set holds at most 64 kinds. Take kinds out that no network of yours has.");
  return detail::op_visit<Ops>::call(op, f);
}

//! Calls f.template operator()<Op>() for every kind of the set until one answers true.
template <class Ops = default_ops, class F> bool any_kind_of(F&& f) {
  return detail::op_list<typename Ops::flat>::any(f);
}

} // namespace peax
