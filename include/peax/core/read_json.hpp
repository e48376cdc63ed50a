#pragma once
//! @file
//! JSON texts that somebody wrote: an object with one key twice is refused, where parsers choose one of the two in silence.

#include <peax/core/config.hpp>

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>

namespace peax {

//! The value of a JSON text, keys in their order. Throws bad_input with `where` for what is no JSON and for a key given twice.
[[nodiscard]] PEAX_INLINE nlohmann::ordered_json read_json(std::string_view text, std::string const& where);

} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/core/read_json.ipp>
#endif
