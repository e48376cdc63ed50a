#pragma once
//! @file
//! How pictures and sounds become arrays of the shape that a network takes.

#include <peax/core/config.hpp>
#include <peax/data/resize.hpp>
#include <peax/data/spectrum.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace peax::data {

//! `as_is`: a picture must have the channels that the network takes, 1 (grey) or 3 (red, green, blue). The others turn every picture
//! into that: grey = 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601), and grey becomes a colour by being repeated.
enum class channel_order : std::uint8_t { as_is, grey, rgb, bgr };

//! Where the channels lie in the array. `automatic`: at axis 1 when the network's input has 1 or 3 there or is no array of rank 4,
//! else at axis 3 when it has them there.
enum class picture_layout : std::uint8_t { automatic, nchw, nhwc };

//! Of pictures. Values are 0 to 255 before they are scaled.
struct picture_reading {
  channel_order channels = channel_order::as_is;
  picture_layout layout = picture_layout::automatic;
  resize_method resize = resize_method::bilinear;
  fit_method fit = fit_method::stretch;
  std::size_t height = 0, width = 0; //!< 0: those of the network's input, else those of all pictures
};

//! Where a sound that is shorter or longer than wanted lies: zeros behind it, or as many before as behind; what is too long is cut there.
enum class sound_place : std::uint8_t { start, centre };

//! Of sounds. Values are -1 to 1 before they are scaled.
struct sound_reading {
  std::uint32_t rate = 0; //!< that every file must have, in Hz; 0: that of the first
  std::size_t length = 0; //!< samples of an input; 0: what the network's input takes, else that of all files
  std::size_t hop =
      0; //!< 0: an input a file; else windows of `length` that begin every `hop` samples, what is left being no window
  sound_place place = sound_place::start; //!< of a file that is shorter or, without windows, longer
  bool mono = false; //!< the channels of a file are made one, their mean; else all files must have as many
  feature_settings features = {};
};

//! Both.
struct media_reading {
  picture_reading pictures = {};
  sound_reading sounds = {};
};

//! "channels=bgr,resize=antialias,fit=crop,layout=nhwc,size=28x28". Throws usage_error naming `option`.
[[nodiscard]] PEAX_INLINE picture_reading parse_pictures(std::string_view option, std::string_view text);

//! "rate=16000,length=16000,hop=8000,place=centre,channels=mono".
[[nodiscard]] PEAX_INLINE sound_reading parse_sounds(std::string_view option, std::string_view text);

//! "mfcc:window=256,hop=128,fft=256,bands=32,coefficients=13,low=60,high=3900,floor=1e-6,order=bands".
[[nodiscard]] PEAX_INLINE feature_settings parse_features(std::string_view option, std::string_view text);

} // namespace peax::data

#ifndef PEAX_COMPILED
#include <peax/data/media.ipp>
#endif
