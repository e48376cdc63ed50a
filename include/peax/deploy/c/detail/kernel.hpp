#pragma once
//! @file
//! A piece of the generated code.

#include <array>
#include <string_view>

namespace peax::deploy::c::detail {

//! A function or a type of the generated code. `needs` stand in front of it in the tables.
struct kernel {
  std::string_view name;
  std::array<std::string_view, 2> needs;
  std::string_view text;
};

} // namespace peax::deploy::c::detail
