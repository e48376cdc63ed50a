#pragma once
//! @file
//! Reads a platform from its JSON file.

#include <peax/core/config.hpp>
#include <peax/hardware/platform.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace peax::hardware {

//! The platform that a JSON text describes; `where` names it in errors. Format: docs/reference/platform.md. Operators that it names must
//! be ones of ONNX or of `own`, the names of your own.
[[nodiscard]] PEAX_INLINE platform platform_from_json(std::string_view text, std::string const& where,
                                                      std::vector<std::string> const& own = {});

//! The platform in a JSON file.
[[nodiscard]] PEAX_INLINE platform read_platform(std::string const& path,
                                                 std::vector<std::string> const& own = {});

} // namespace peax::hardware

#ifndef PEAX_COMPILED
#include <peax/hardware/read_platform.ipp>
#endif
