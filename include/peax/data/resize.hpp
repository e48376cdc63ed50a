#pragma once
//! @file
//! Pictures in the size that a network takes.

#include <peax/core/config.hpp>
#include <peax/data/picture.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace peax::data {

//! How a pixel is made of those of the file. Centres of pixels lie at half: (i + 0.5) * from / to - 0.5, as ONNX's Resize
//! (`half_pixel`) and PyTorch's `interpolate(align_corners=False)` have it.
//! - bilinear: the two nearest of each axis, beyond the edge the last one; may pass over pixels when it makes a picture smaller
//! - antialias: the same where it makes larger; else a triangle as wide as the pixels that fall together, as PyTorch's `antialias=True`
//! - nearest: the pixel floor((i + 0.5) * from / to)
enum class resize_method : std::uint8_t { bilinear, antialias, nearest };

//! What becomes of another ratio of sides.
//! - stretch: each axis is resized alone
//! - crop: the largest part of the wanted ratio in the middle is taken
enum class fit_method : std::uint8_t { stretch, crop };

//! `height` x `width` pixels, `[height][width][channels]`, values from 0 to 255. A picture of that size stays as it is.
[[nodiscard]] PEAX_INLINE std::vector<float> resized(picture const& p, std::size_t height, std::size_t width,
                                                     resize_method how = resize_method::bilinear,
                                                     fit_method fit = fit_method::stretch);

} // namespace peax::data

#ifndef PEAX_COMPILED
#include <peax/data/resize.ipp>
#endif
