#pragma once
//! @file
//! Reads a platform from its JSON file.

#include <peax/core/config.hpp>
#include <peax/hardware/platform.hpp>

#include <string>
#include <string_view>

namespace peax::hardware {

//! The platform that a JSON text describes; `where` names it in errors. Format: docs/reference/platform.md.
[[nodiscard]] PEAX_INLINE platform platform_from_json(std::string_view text, std::string const& where);

//! The platform in a JSON file.
[[nodiscard]] PEAX_INLINE platform read_platform(std::string const& path);

} // namespace peax::hardware

#ifndef PEAX_COMPILED
#include <peax/hardware/read_platform.ipp>
#endif
