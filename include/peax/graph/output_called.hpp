#pragma once
//! @file
//! Outputs by name.

#include <peax/core/config.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace peax {

//! The place of an output of that name, of the first when it is empty. Throws usage_error with all names. `who`: what has the outputs.
[[nodiscard]] PEAX_INLINE std::size_t
output_called(std::string const& wanted, std::vector<std::string> const& names, std::string const& who);

} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/graph/output_called.ipp>
#endif
