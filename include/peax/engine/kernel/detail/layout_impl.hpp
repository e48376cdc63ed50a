#pragma once
//! @file
//! Layout conversions; see layout.hpp.

#include <peax/engine/kernel/layout.hpp>

#include <algorithm>

namespace peax::engine::kernel {

inline void channels_last(float const* in, index channels, index pixels, float* out) {
  if (channels == 1 || pixels == 1) {
    std::copy(in, in + channels * pixels, out);
  } else {
    detail::current_table().transpose(in, channels, pixels, out);
  }
}

inline void channels_first(float const* in, index channels, index pixels, float* out) {
  channels_last(in, pixels, channels, out);
}

} // namespace peax::engine::kernel
