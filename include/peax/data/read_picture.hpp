#pragma once
//! @file
//! Pictures from files: PNG, JPEG and PNM (PGM, PPM). libpng and libjpeg are seen by the body alone.

#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/data/picture.hpp>

#include <cstddef>
#include <span>
#include <string>

namespace peax::data {

//! The picture in the bytes of a file; the bytes decide the format. Palettes become colours; alpha that hides nothing is left out.
//! Colour profiles, gamma and the orientation of EXIF are not applied. `name` stands in messages. Throws bad_input: no picture, cut
//! or damaged, larger than `most_pixels`, transparent, CMYK.
[[nodiscard]] PEAX_INLINE picture picture_from(std::string const& name, std::span<std::byte const> content);

//! Whether a file begins like a picture that is read.
[[nodiscard]] PEAX_INLINE bool is_picture(std::span<std::byte const> content);

} // namespace peax::data

#ifndef PEAX_COMPILED
#include <peax/data/read_picture.ipp>
#endif
