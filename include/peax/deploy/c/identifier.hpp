#pragma once
//! @file
//! Names of files and networks as identifiers of C.

#include <peax/core/config.hpp>

#include <string>
#include <string_view>

namespace peax::deploy::c {

//! The name as a legal identifier: letters, digits and '_' stay, all else becomes '_'; what would begin with a digit or is a word of
//! C gets "net_" in front; "net" when nothing is left. At most 40 characters.
[[nodiscard]] PEAX_INLINE std::string identifier(std::string_view name);

} // namespace peax::deploy::c

#ifndef PEAX_COMPILED
#include <peax/deploy/c/identifier.ipp>
#endif
