#pragma once
//! @file
//! The headers of decision/ as text, for the folder of a generated network.

#include <peax/core/config.hpp>

#include <span>
#include <string_view>

namespace peax::deploy::c {

//! A header of decision/, with includes of its own folder.
struct decision_header {
  std::string_view name, text;
};

//! All of them. `tests/support/check_decision_text.py --write` makes the table from the headers; a test compares them.
[[nodiscard]] PEAX_INLINE std::span<decision_header const> decision_headers();

} // namespace peax::deploy::c

#ifndef PEAX_COMPILED
#include <peax/deploy/c/decision_text.ipp>
#endif
