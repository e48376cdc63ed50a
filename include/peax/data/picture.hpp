#pragma once
//! @file
//! A picture in memory.

#include <peax/core/config.hpp>
#include <peax/core/error.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace peax::data {

//! Pixels of a picture that a file may claim at most (8192 x 8192), whatever its size.
inline constexpr std::uint64_t most_pixels = std::uint64_t{1} << 26;

//! Rows from the top, pixels from the left, the channels of a pixel together: 1 (grey) or 3 (red, green, blue).
struct picture {
  std::size_t height = 0, width = 0, channels = 1;
  std::uint16_t maximum = 255; //!< what stands for full light: 255, 65535 or what a PNM file says
  std::vector<std::uint16_t> samples{};

  //! A sample on the scale from 0 to 255; those of 8 bits are the whole numbers of the file.
  [[nodiscard]] float at(std::size_t row, std::size_t column, std::size_t channel) const {
    auto const value = static_cast<float>(samples[(row * width + column) * channels + channel]);
    return maximum == 255 ? value : value * 255.0F / static_cast<float>(maximum);
  }
};

namespace detail {

//! Throws bad_input for a picture without pixels or with more than `most_pixels`, before memory is taken for it.
PEAX_INLINE void check_extent(std::string const& name, std::uint64_t width, std::uint64_t height);

} // namespace detail

} // namespace peax::data

#ifndef PEAX_COMPILED
#include <peax/data/picture.ipp>
#endif
