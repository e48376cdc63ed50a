#pragma once
//! @file
//! A few samples of a data set, beside each other: small images, or the values of a signal over time.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace peax::document {

//! An image of `width` times `height` pixels, or curves over a common time.
struct sample {
  std::string name;
  std::size_t width = 0, height = 0;
  std::vector<std::uint8_t> rgb = {}; //!< three bytes a pixel, row by row; empty: curves
  std::vector<std::vector<float>> curves = {};
};

struct samples {
  std::string title;
  std::vector<sample> all;
};

} // namespace peax::document
