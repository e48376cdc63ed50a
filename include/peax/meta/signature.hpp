#pragma once
//! @file
//! What a member function says by its signature: the object, the result, the parameters.

#include <peax/meta/list.hpp>

#include <concepts>
#include <type_traits>

namespace peax::meta {

//! The parts of the type of a plain const member function; `known` is false for everything else.
template <class Function> struct signature {
  static constexpr bool known = false;
};

template <class Result, class Object, class... Parameters>
struct signature<Result (Object::*)(Parameters...) const> {
  static constexpr bool known = true;
  static constexpr bool by_const_reference =
      ((std::is_lvalue_reference_v<Parameters> && std::is_const_v<std::remove_reference_t<Parameters>>)&&...);
  using result = Result;
  using object = Object;
  using parameters = list<std::remove_cvref_t<Parameters>...>;
};

template <class Result, class Object, class... Parameters>
struct signature<Result (Object::*)(Parameters...) const noexcept>
    : signature<Result (Object::*)(Parameters...) const> {};

} // namespace peax::meta
