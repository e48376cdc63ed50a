#pragma once
//! @file
//! What processors of one mapping send each other, and the C of each.

#include <peax/core/config.hpp>
#include <peax/deploy/c/source_file.hpp>
#include <peax/deploy/c/unit.hpp>

#include <string>
#include <vector>

namespace peax::deploy::c {

//! parts/README.md and, for each unit, the files of a folder parts/0_PROCESSOR that is linked alone: NAME_message.h (the same in all),
//! NAME_part_0.h, NAME_part_0.c, NAME_part_0_weights.c, certificate.json and the headers of the decision. No parts: no files.
[[nodiscard]] PEAX_INLINE std::vector<source_file> part_files(unit const& whole,
                                                              std::vector<unit> const& parts);

} // namespace peax::deploy::c

#ifndef PEAX_COMPILED
#include <peax/deploy/c/part_text.ipp>
#endif
