#pragma once
//! @file
//! How the values of a file become inputs of a network: x * scale + offset, one number or one per channel.

#include <peax/core/config.hpp>
#include <peax/meta/record.hpp>
#include <peax/tensor/shape.hpp>

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace peax::data {

//! x * scale + offset. Each list has one entry, or one per channel (axis 1 of `[N, C, ...]`).
struct scaling {
  std::vector<float> scale{1.0F};
  std::vector<float> offset{0.0F};

  [[nodiscard]] bool is_identity() const { return scale == std::vector{1.0F} && offset == std::vector{0.0F}; }

  //! Scales samples of shape `dims` (`[N, ...]`, row-major) in place. Throws bad_input when a list does not fit the channels.
  void apply(shape const& dims, std::span<float> values) const;

  friend bool operator==(scaling const&, scaling const&) = default;

 private:
  static void check(char const* what, std::vector<float> const& list, std::size_t channels,
                    shape const& dims);
};

//! (x * scale + offset - mean) / deviation as x * scale + offset; each list has one entry, or as many as the others have channels. Throws
//! usage_error for other lengths and a deviation of 0.
[[nodiscard]] PEAX_INLINE scaling normalized(scaling const& before, std::vector<float> const& mean,
                                             std::vector<float> const& deviation);

//! "0.5", "1/255" or "0.5,1,-2" as numbers, the same in every locale. Throws usage_error naming `option`.
[[nodiscard]] PEAX_INLINE std::vector<float> parse_numbers(std::string_view option, std::string_view text);

} // namespace peax::data

PEAX_RECORD(peax::data::scaling, scale, offset);

#ifndef PEAX_COMPILED
#include <peax/data/scaling.ipp>
#endif
