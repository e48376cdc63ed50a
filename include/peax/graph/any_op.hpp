#pragma once
//! @file
//! One operator of any kind as a value.

#include <peax/core/config.hpp>
#include <peax/core/hash.hpp>
#include <peax/graph/op_kind.hpp>
#include <peax/graph/op_set.hpp>

#include <array>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace peax {

//! An operator of any kind. Immutable; copies share the attributes.
class any_op {
 public:
  //! An operator that lacks a required answer does not compile; the error says which.
  template <NamedOperator Op>
  any_op(Op attributes) : kind_(&kind_of_op<Op>), held_(hold(std::move(attributes))) {
    static_assert(operator_says_its_name<Op>,
                  "peax: an operator has a name: static constexpr std::string_view name.");
    static_assert(
        operator_lists_attributes<Op>,
        "peax: an operator lists its attributes: static constexpr auto attributes(), a std::tuple of "
        "op::attribute of types of op::attribute_value.");
    static_assert(operator_is_regular<Op>,
                  "peax: an operator is compared by ==, copied, and made without arguments.");
    static_assert(operator_says_its_outputs<Op>,
                  "peax: an operator says the types of its outputs: value_types output_types(shape_question "
                  "const&) const.");
    static_assert(operator_says_its_work<Op>,
                  "peax: an operator says what it costs: work work_of(cost_question const&) const.");
    static_assert(operator_runs<Op>, "peax: an operator runs: void forward(forward_call const&) const.");
  }

  //! Of a kind whose type is not known here; `held` are its attributes.
  any_op(op_kind const& kind, std::shared_ptr<void const> held) : kind_(&kind), held_(std::move(held)) {}

  [[nodiscard]] op_kind const& kind() const { return *kind_; }
  [[nodiscard]] std::string_view name() const { return kind_->name; }
  [[nodiscard]] op_traits const& traits() const { return kind_->traits; }

  template <NamedOperator Op> [[nodiscard]] bool is() const { return kind_ == &kind_of_op<Op>; }

  //! The attributes if the kind is Op, else nullptr.
  template <NamedOperator Op> [[nodiscard]] Op const* get_if() const {
    return is<Op>() ? static_cast<Op const*>(held_.get()) : nullptr;
  }

  //! The attributes; the kind must be Op.
  template <NamedOperator Op> [[nodiscard]] Op const& get() const {
    return *static_cast<Op const*>(held_.get());
  }

  //! Where the attributes lie, for the functions of the kind.
  [[nodiscard]] void const* held() const { return held_.get(); }

  //! The attributes with their ONNX names, in the order of the operator's list.
  [[nodiscard]] PEAX_INLINE std::vector<op::named_attribute> attributes() const;

  PEAX_INLINE void hash_into(hasher& h) const;

  friend bool operator==(any_op const& a, any_op const& b) {
    return a.kind_ == b.kind_ && a.kind_->equal(a.held_.get(), b.held_.get());
  }

 private:
  template <class Op> static std::shared_ptr<void const> hold(Op attributes) {
    return std::make_shared<Op const>(std::move(attributes));
  }

  op_kind const* kind_;
  std::shared_ptr<void const> held_;
};

//! The kinds that something that reads files knows.
using op_kinds = std::span<op_kind const* const>;

//! The operators of peax.
[[nodiscard]] PEAX_INLINE op_kinds default_kinds();

namespace detail {
//! The library has the tables of its own operators, so that reading a file needs the types of the user's alone.
template <class Op> [[nodiscard]] op_kind const* kind_in_set() {
  if constexpr (is_of_library<Op>)
    return default_kinds()[place_of_op<Op, default_ops::flat>];
  else
    return &kind_of_op<Op>;
}

template <class Flat> struct kind_list;
template <class... Ops> struct kind_list<flat_ops<Ops...>> {
  static constexpr bool are_complete = ((is_of_library<Ops> || Operator<Ops>)&&...);
  static op_kinds kinds() {
    static std::array<op_kind const*, sizeof...(Ops)> const all{kind_in_set<Ops>()...};
    return all;
  }
};
} // namespace detail

//! Whether every operator of a set gives the required answers.
template <class Set>
inline constexpr bool operators_are_complete = detail::kind_list<typename Set::flat>::are_complete;

//! The kinds of a set.
template <class Set> [[nodiscard]] op_kinds kinds_of() {
  static_assert(operators_are_complete<Set>,
                "peax: an operator of this set lacks a required answer; peax::any_op(my_op{}) says which.");
  if constexpr (std::is_same_v<Set, default_ops>)
    return default_kinds();
  else if constexpr (operators_are_complete<Set>)
    return detail::kind_list<typename Set::flat>::kinds();
  else
    return {};
}

} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/graph/any_op.ipp>
#endif
