#pragma once
//! @file
//! The bodies of one_hot.hpp.

#include <peax/data/one_hot.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace peax::data {

namespace detail {
template <class Is> std::optional<std::size_t> first_where(std::span<float const> values, Is const& is) {
  auto const at = std::find_if(values.begin(), values.end(), is);
  if (at == values.end()) return std::nullopt;
  return static_cast<std::size_t>(at - values.begin());
}
} // namespace detail

PEAX_INLINE std::optional<std::vector<std::int32_t>> one_hot_labels(std::span<float const> values,
                                                                    std::size_t classes, std::size_t inner) {
  if (classes < 2 || inner == 0 || values.empty() || values.size() % (classes * inner) != 0)
    return std::nullopt;
  std::vector<std::int32_t> labels(values.size() / classes, -1);
  for (std::size_t row = 0; row < values.size() / (classes * inner); ++row)
    for (std::size_t c = 0; c < classes; ++c)
      for (std::size_t i = 0; i < inner; ++i) {
        float const v = values[(row * classes + c) * inner + i];
        auto& label = labels[row * inner + i];
        if (v == 0) continue;
        if (v != 1 || label >= 0) return std::nullopt;
        label = static_cast<std::int32_t>(c);
      }
  if (std::find(labels.begin(), labels.end(), -1) != labels.end()) return std::nullopt;
  return labels;
}

PEAX_INLINE std::optional<std::size_t> first_beside_zero_and_one(std::span<float const> values) {
  return detail::first_where(values, [](float v) { return v != 0 && v != 1; });
}

PEAX_INLINE std::optional<std::size_t> first_that_counts_nothing(std::span<float const> values) {
  return detail::first_where(values, [](float v) { return !(v >= 0 && v <= 1e6F && v == std::trunc(v)); });
}

} // namespace peax::data
