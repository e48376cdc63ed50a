#pragma once
//! @file
//! NumPy's .npz format: a zip archive whose members are .npy files.

#include <peax/core/config.hpp>
#include <peax/data/array_file.hpp>
#include <peax/data/file_bytes.hpp>
#include <peax/tensor/tensor.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

struct zip; // of libzip, whose header only the body includes

namespace peax::data {

namespace detail {

struct zip_deleter {
  PEAX_INLINE void operator()(::zip* archive) const;
};
using zip_handle = std::unique_ptr<::zip, zip_deleter>;

} // namespace detail

//! An .npz file opened for reading.
class npz_archive {
 public:
  //! `content` are the bytes of the file; `name` stands in messages.
  npz_archive(std::string name, shared_bytes content);

  //! Names of the arrays, without ".npy", in the order of the file.
  [[nodiscard]] std::vector<std::string> keys() const;

  //! Reads one array. Without a key the archive must hold exactly one. Throws bad_input, which lists the keys.
  [[nodiscard]] array_file read(std::string_view key = {}) const;

 private:
  std::string name_;
  shared_bytes content_;
  detail::zip_handle archive_;
};

//! How the members of an .npz are stored.
enum class packing { stored, deflated };

//! Tensors under their names as the bytes of an .npz; the same content gives the same bytes. `path` stands in messages.
PEAX_INLINE std::vector<std::byte>
npz_bytes(std::string const& path, std::vector<std::pair<std::string, tensor>> const& arrays, packing how);

//! Writes tensors under their names as .npz; the file appears whole or not at all. Throws io_error.
PEAX_INLINE void write_npz(std::string const& path, std::vector<std::pair<std::string, tensor>> const& arrays,
                           packing how = packing::deflated);

} // namespace peax::data

#ifndef PEAX_COMPILED
#include <peax/data/npz.ipp>
#endif
