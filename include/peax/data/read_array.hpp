#pragma once
//! @file
//! One door for arrays of files: .npy, FILE.npz:KEY, IDX and CSV, each also packed with gzip.

#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/data/array_file.hpp>
#include <peax/data/csv_header.hpp>
#include <peax/data/file_bytes.hpp>

#include <string>

namespace peax::data {

//! The array in the bytes of a file, found as `read_array` finds it. `path` stands in messages and its ending is looked at.
PEAX_INLINE array_file array_from(std::string const& path, std::string const& key, shared_bytes content,
                                  csv_header header = csv_header::automatic);

//! Reads the array "PATH" or "PATH.npz:KEY". The content decides the format: .npy, .npz (KEY may be left out when there is one
//! array), IDX, CSV, and .npy, IDX and CSV packed with gzip. Nothing is allocated before a claim has been compared with the
//! file's size; `header` is for CSV. Throws bad_input (what is wrong with it and what to do) or io_error (it cannot be read).
PEAX_INLINE array_file read_array(std::string const& given, csv_header header = csv_header::automatic);

} // namespace peax::data

#ifndef PEAX_COMPILED
#include <peax/data/read_array.ipp>
#endif
