#pragma once
//! @file
//! The IDX format of the MNIST family (yann.lecun.com/exdb/mnist): two zero bytes, a type, the rank, big-endian extents and elements.

#include <peax/core/config.hpp>
#include <peax/data/array_file.hpp>

#include <cstddef>
#include <optional>
#include <string>

namespace peax::data {

//! The element type behind the third byte of an IDX file, if there is one of that number.
[[nodiscard]] PEAX_INLINE std::optional<data_type> idx_type(std::byte code);

//! Reads one IDX array. `name` stands in messages. Throws bad_input.
PEAX_INLINE array_file read_idx(std::string const& name, byte_stream& from);

} // namespace peax::data

#ifndef PEAX_COMPILED
#include <peax/data/idx.ipp>
#endif
