#pragma once
//! @file
//! The body of make_step.hpp: the one place that knows the steps of all operators.

#include <peax/core/error.hpp>
#include <peax/engine/make_step.hpp>
#include <peax/engine/op/all.hpp>
#include <peax/graph/op_set.hpp>

#include <fmt/core.h>

#include <array>
#include <memory>
#include <string>

namespace peax::engine {

namespace detail {

//! Whether the engine has a step for an operator: an overload of make_step in engine/op/.
template <class Op>
concept HasStep = requires(Op const& op, step_request const& r) {
  { engine::make_step(op, r) } -> std::same_as<std::unique_ptr<step>>;
};

struct step_entry {
  op_kind const* kind;
  std::unique_ptr<step> (*make)(any_op const&, step_request const&);
};

template <class Op> std::unique_ptr<step> make_step_of(any_op const& op, step_request const& r) {
  static_assert(HasStep<Op>, "an operator of default_ops has no make_step in engine/op/");
  if constexpr (HasStep<Op>) return engine::make_step(op.get<Op>(), r);
}

template <class Flat> struct step_table;
template <class... Ops> struct step_table<peax::detail::flat_ops<Ops...>> {
  static constexpr std::array<step_entry, sizeof...(Ops)> entries{
      step_entry{&kind_of_op<Ops>, &make_step_of<Ops>}...};
};

} // namespace detail

PEAX_INLINE std::unique_ptr<step> make_step(any_op const& op, step_request const& r) {
  for (auto const& entry : detail::step_table<default_ops::flat>::entries)
    if (entry.kind == &op.kind()) return entry.make(op, r);
  if (r.differentiated() && op.kind().backward == nullptr)
    throw bad_input(fmt::format("{} '{}': the operator has no `backward`, so nothing in front of it can be "
                                "trained; give it one, or train what is behind it",
                                op.name(), r.node.name));
  return made<user_step>(r, op, r);
}

} // namespace peax::engine
