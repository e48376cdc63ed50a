#pragma once
//! @file
//! The C functions that generated networks call. Feature maps lie channels last; signals of one dimension have height 1.

#include <peax/core/config.hpp>

#include <set>
#include <string>

namespace peax::deploy::c {

//! The C99 text of some kernels and of what they need, in an order in which they compile. Throws nothing; names are those of this table.
[[nodiscard]] PEAX_INLINE std::string kernels(std::set<std::string> const& names);

} // namespace peax::deploy::c

#ifndef PEAX_COMPILED
#include <peax/deploy/c/kernel_text.ipp>
#endif
