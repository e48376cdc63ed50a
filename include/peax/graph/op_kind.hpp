#pragma once
//! @file
//! The one table of what an operator can answer. It is filled from the members of the operator's type:
//!
//!     static constexpr std::string_view name            its name in ONNX files and in text
//!     static constexpr auto attributes()                a std::tuple of op::attribute; text, hash and ONNX follow
//!     bool operator==(my_op const&) const               and made without arguments, copied
//!     value_types output_types(shape_question const&) const    throws bad_input on a misfit
//!     work work_of(cost_question const&) const          multiply-accumulates and element operations of one sample
//!     void forward(forward_call const&) const           one sample in the graph's order
//!
//! These are required: a missing one does not compile. Without the others something is refused by name, or a default counts:
//!
//!     void backward(backward_call const&) const         training through it
//!     std::vector<tensor> evaluate(evaluation const&) const    its value on constants: folding, oracles
//!     static constexpr std::string_view domain          its operator set in ONNX files; ONNX's own without it
//!     void encode(onnx::node_writer&) const, void decode(onnx::node_reader&)    its form in ONNX files
//!     static constexpr op_traits traits                 facts that others ask for

#include <peax/core/hash.hpp>
#include <peax/graph/op/base.hpp>
#include <peax/graph/op_call.hpp>
#include <peax/graph/op_question.hpp>
#include <peax/graph/op_set.hpp>
#include <peax/graph/op_traits.hpp>
#include <peax/meta/spread.hpp>

#include <concepts>
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

namespace peax::onnx {
class node_reader;
class node_writer;
} // namespace peax::onnx

namespace peax {

//! What is known of an operator kind without its type: one constant a kind; its address is the kind. Attributes lie at the
//! first argument of each function.
struct op_kind {
  std::string_view name, domain;
  op_traits traits;
  bool (*equal)(void const*, void const*) = nullptr;
  std::vector<op::named_attribute> (*attributes)(void const*) = nullptr;
  //! From the values of its attributes in their order and of their types; of none: as it is made without arguments.
  std::shared_ptr<void const> (*make)(std::span<op::attribute_value const>) = nullptr;
  value_types (*output_types)(void const*, shape_question const&) = nullptr;
  work (*work_of)(void const*, cost_question const&) = nullptr;
  std::vector<tensor> (*evaluate)(void const*, evaluation const&) = nullptr; //!< nullptr: cannot
  void (*forward)(void const*, forward_call const&) = nullptr;         //!< nullptr: the engine has its step
  void (*backward)(void const*, backward_call const&) = nullptr;       //!< nullptr: cannot
  void (*encode)(void const*, onnx::node_writer&) = nullptr;           //!< nullptr: by its attributes
  std::shared_ptr<void const> (*decode)(onnx::node_reader&) = nullptr; //!< nullptr: by its attributes
};

//! What wants to be an operator: says a name or attributes. What is missing then is said in a sentence.
template <class Op>
concept NamedOperator = requires { Op::name; } || requires { Op::attributes(); };

namespace detail {

template <class T, class Variant> inline constexpr bool is_alternative = false;
template <class T, class... Ts>
inline constexpr bool is_alternative<T, std::variant<Ts...>> = (std::is_same_v<T, Ts> || ...);
template <class Tuple> inline constexpr bool all_attributes = false;
template <class... Op, class... T>
inline constexpr bool all_attributes<std::tuple<op::attribute<Op, T>...>> =
    (is_alternative<T, op::attribute_value> && ...);

} // namespace detail

//! @name Facts about an operator type, by which the errors of any_op say what is missing.
//! @{
template <class Op>
inline constexpr bool operator_says_its_name = requires {
  { Op::name } -> std::convertible_to<std::string_view>;
};
template <class Op>
inline constexpr bool operator_lists_attributes =
    requires { requires detail::all_attributes<decltype(Op::attributes())>; };
template <class Op>
inline constexpr bool operator_is_regular =
    std::equality_comparable<Op> && std::copyable<Op> && std::default_initializable<Op>;
template <class Op>
inline constexpr bool operator_says_its_outputs = requires(Op const& op, shape_question const& q) {
  { op.output_types(q) } -> std::same_as<value_types>;
};
template <class Op>
inline constexpr bool operator_says_its_work = requires(Op const& op, cost_question const& q) {
  { op.work_of(q) } -> std::same_as<work>;
};
template <class Op>
inline constexpr bool operator_runs =
    is_of_library<Op> || requires(Op const& op, forward_call const& call) { op.forward(call); };
//! @}

//! An operator kind that gives every required answer.
template <class Op>
concept Operator = NamedOperator<Op> && operator_says_its_name<Op> && operator_lists_attributes<Op> &&
                   operator_is_regular<Op> && operator_says_its_outputs<Op> && operator_says_its_work<Op> &&
                   operator_runs<Op>;

namespace detail {

//! Thunks from erased attributes to members.
template <class Op> struct kind_functions {
  static Op const& at(void const* held) { return *static_cast<Op const*>(held); }

  static bool equal(void const* a, void const* b) { return at(a) == at(b); }
  static std::vector<op::named_attribute> attributes(void const* held) {
    return meta::spread(
        [&](auto... field) {
          return std::vector<op::named_attribute>{{field.name, at(held).*field.member}...};
        },
        Op::attributes());
  }
  static std::shared_ptr<void const> make(std::span<op::attribute_value const> values) {
    auto made = std::make_shared<Op>();
    std::size_t i = 0;
    if (!values.empty())
      meta::spread(
          [&](auto... field) {
            ((made.get()->*field.member =
                  std::get<std::remove_cvref_t<decltype(made.get()->*field.member)>>(values[i++])),
             ...);
          },
          Op::attributes());
    return made;
  }
  static value_types output_types(void const* held, shape_question const& q) {
    return at(held).output_types(q);
  }
  static work work_of(void const* held, cost_question const& q) { return at(held).work_of(q); }
};

template <class Op> constexpr op_kind make_kind() {
  op_kind kind;
  if constexpr (Operator<Op>) {
    using functions = kind_functions<Op>;
    kind.name = Op::name;
    if constexpr (requires {
                    { Op::domain } -> std::convertible_to<std::string_view>;
                  })
      kind.domain = Op::domain;
    if constexpr (requires {
                    { Op::traits } -> std::convertible_to<op_traits>;
                  })
      kind.traits = Op::traits;
    kind.equal = &functions::equal;
    kind.attributes = &functions::attributes;
    kind.make = &functions::make;
    kind.output_types = &functions::output_types;
    kind.work_of = &functions::work_of;
    if constexpr (requires(Op const& op, evaluation const& e) {
                    { op.evaluate(e) } -> std::same_as<std::vector<tensor>>;
                  })
      kind.evaluate = [](void const* held, evaluation const& e) { return functions::at(held).evaluate(e); };
    if constexpr (requires(Op const& op, forward_call const& call) { op.forward(call); })
      kind.forward = [](void const* held, forward_call const& call) { functions::at(held).forward(call); };
    if constexpr (requires(Op const& op, backward_call const& call) { op.backward(call); })
      kind.backward = [](void const* held, backward_call const& call) { functions::at(held).backward(call); };
    if constexpr (requires(Op const& op, onnx::node_writer& to) { op.encode(to); })
      kind.encode = [](void const* held, onnx::node_writer& to) { functions::at(held).encode(to); };
    if constexpr (requires(Op& op, onnx::node_reader& from) { op.decode(from); })
      kind.decode = [](onnx::node_reader& from) -> std::shared_ptr<void const> {
        auto made = std::make_shared<Op>();
        made->decode(from);
        return made;
      };
  }
  return kind;
}

} // namespace detail

//! The table of a kind. Of a type that lacks a required answer it is empty; whoever makes an any_op of it gets the error.
template <NamedOperator Op> inline constexpr op_kind kind_of_op = detail::make_kind<Op>();

} // namespace peax
