#pragma once
//! @file
//! Sounds from WAV files.

#include <peax/core/config.hpp>
#include <peax/core/error.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace peax::data {

//! A recording: `[samples][channels]`, integers of b bits divided by 2^(b-1), so that full scale is -1 to 1; floats as they are.
struct sound {
  std::uint32_t rate = 0; //!< samples a second
  std::size_t channels = 1;
  std::vector<float> values{};

  [[nodiscard]] std::size_t size() const { return values.size() / channels; }
};

//! Whether a file begins like a WAV file.
[[nodiscard]] PEAX_INLINE bool is_sound(std::span<std::byte const> content);

//! The recording in the bytes of a WAV file: PCM of 8 (unsigned), 16, 24 and 32 bits and float32, plain or WAVE_FORMAT_EXTENSIBLE.
//! `name` stands in messages. Throws bad_input: no WAV, another coding, cut, no samples, NaN or infinity.
[[nodiscard]] PEAX_INLINE sound sound_from(std::string const& name, std::span<std::byte const> content);

} // namespace peax::data

#ifndef PEAX_COMPILED
#include <peax/data/sound.ipp>
#endif
