#pragma once
//! @file
//! NumPy's .npy format, versions 1 to 3 (numpy.lib.format): reading into arrays, writing tensors.

#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/data/array_file.hpp>
#include <peax/tensor/tensor.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace peax::data {

//! What a .npy header says.
struct npy_header {
  data_type type = data_type::float32;
  bool big_endian = false;
  bool fortran_order = false;
  shape dims;
};

namespace detail {

inline constexpr std::string_view npy_magic("\x93NUMPY", 6);

//! Row-major elements from column-major ones.
PEAX_INLINE std::vector<std::byte> row_major(std::span<std::byte const> from, shape const& dims,
                                             std::size_t width);

} // namespace detail

//! Reads one array. `name` stands in messages. Throws bad_input for anything that is not a whole, plain .npy.
PEAX_INLINE array_file read_npy(std::string const& name, byte_stream& from);

//! The header of a version 1.0 .npy file: C order, little endian, padded so that the elements begin at a multiple of 64.
[[nodiscard]] PEAX_INLINE std::string npy_header_text(data_type type, shape const& dims);

//! Writes a tensor as .npy; the file appears whole or not at all. Throws io_error.
PEAX_INLINE void write_npy(std::string const& path, tensor const& values);

} // namespace peax::data

#ifndef PEAX_COMPILED
#include <peax/data/npy.ipp>
#endif
