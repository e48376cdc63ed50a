#pragma once
//! @file
//! What somebody meant who misspelt a name.

#include <peax/core/config.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace peax {

//! " (did you mean 'X'?)" for the candidate that is next to a misspelt word; empty when none is near.
[[nodiscard]] PEAX_INLINE std::string suggestion(std::string_view word,
                                                 std::vector<std::string> const& candidates);

} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/core/suggestion.ipp>
#endif
