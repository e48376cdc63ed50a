#pragma once
//! @file
//! The portable grey and colour maps of Netpbm: P2, P3, P5 and P6.

#include <peax/core/config.hpp>
#include <peax/data/picture.hpp>

#include <cstddef>
#include <span>
#include <string>

namespace peax::data {

[[nodiscard]] PEAX_INLINE bool is_pnm(std::span<std::byte const> content);

//! The picture of a PGM or PPM file, as text or in bytes; samples up to 65535 are in two bytes, the larger first. Throws bad_input
//! for one that is cut, goes on behind its pixels, or has a sample above what it says is the largest.
[[nodiscard]] PEAX_INLINE picture read_pnm(std::string const& name, std::span<std::byte const> content);

} // namespace peax::data

#ifndef PEAX_COMPILED
#include <peax/data/pnm.ipp>
#endif
