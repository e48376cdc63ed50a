#pragma once
//! @file
//! A file read whole, with a bound and with errors that name it.

#include <peax/core/config.hpp>

#include <cstddef>
#include <string>

namespace peax {

//! What a reader says of the files that it reads.
struct file_limits {
  char const* wanted;    //!< "an ONNX file"
  char const* too_large; //!< "is larger than 2 GB; ..."
  std::size_t most_bytes;
};

//! The bytes of a file, a pipe as well. Throws io_error when it is missing, is a folder or cannot be read, bad_input when it is
//! larger than `limits` allows.
[[nodiscard]] PEAX_INLINE std::string read_file(std::string const& file, file_limits const& limits);

//! The first bytes of a file, as many as there are; none when it cannot be read.
[[nodiscard]] PEAX_INLINE std::string first_bytes_of(std::string const& file, std::size_t count);

} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/core/read_file.ipp>
#endif
