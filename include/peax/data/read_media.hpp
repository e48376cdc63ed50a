#pragma once
//! @file
//! Arrays of the pictures or sounds of files.

#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/data/media.hpp>
#include <peax/data/media_kind.hpp>
#include <peax/data/scaling.hpp>
#include <peax/tensor/tensor.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace peax::data {

//! What files gave.
struct media_inputs {
  tensor inputs;                   //!< `[N, ...]`, in the order of the files
  std::vector<std::size_t> counts; //!< inputs of each file: 1, or its windows
  std::string how;                 //!< in words: sizes, what was changed
};

//! Reads pictures as `[N, C, H, W]` or `[N, H, W, C]`, sounds as `[N, C, L]`, features as `[N, C, frames, values]`, scaled per channel, and
//! fits them to the shape `wanted` (as `fitted` does; a flat network takes pictures as rows). Throws bad_input naming the file: one that
//! cannot be read, and one whose size, channels, rate or length is another than that of the first file or than what is wanted.
[[nodiscard]] PEAX_INLINE media_inputs read_media(std::vector<std::string> const& files, media_kind kind,
                                                  media_reading const& how, data::scaling const& scaling = {},
                                                  std::optional<shape> const& wanted = std::nullopt);

} // namespace peax::data

#ifndef PEAX_COMPILED
#include <peax/data/read_media.ipp>
#endif
