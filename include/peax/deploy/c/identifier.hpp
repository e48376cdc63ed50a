#pragma once
//! @file
//! Names of files and networks as identifiers of C.

#include <peax/core/config.hpp>

#include <string>
#include <string_view>

namespace peax::deploy::c {

//! The name as a legal identifier: letters, digits and '_' stay, all else becomes '_'; what would begin with a digit, is a word of
//! C, the name of a header that the files include, or begins as names in the files do gets "net_" in front; "net" when nothing is left.
//! At most 40 characters.
[[nodiscard]] PEAX_INLINE std::string identifier(std::string_view name);

} // namespace peax::deploy::c

#ifndef PEAX_COMPILED
#include <peax/deploy/c/identifier.ipp>
#endif
