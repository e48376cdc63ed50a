#pragma once
//! @file
//! What the fuzz targets share. A target answers every input, or ends in an error of peax; anything else is a crash.

#include <peax/core/error.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace fuzzing {

//! Runs what is to be tried; errors of peax are answers.
template <class F> int answered(F f) {
  try {
    f();
  } catch (peax::error const&) {
  }
  return 0;
}

inline std::string_view text_of(std::uint8_t const* data, std::size_t size) {
  return {reinterpret_cast<char const*>(data), size};
}

} // namespace fuzzing
