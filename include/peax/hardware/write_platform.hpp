#pragma once
//! @file
//! Writes a platform as the JSON that read_platform.hpp reads.

#include <peax/core/config.hpp>
#include <peax/hardware/platform.hpp>

#include <string>
#include <vector>

namespace peax::hardware {

//! The text of a platform file; what has its default is left out. Reading it gives the same platform. `sources` say where its figures
//! come from.
[[nodiscard]] PEAX_INLINE std::string to_json(platform const& p,
                                              std::vector<std::string> const& sources = {});

} // namespace peax::hardware

#ifndef PEAX_COMPILED
#include <peax/hardware/write_platform.ipp>
#endif
