#pragma once
//! @file
//! The bodies of certified.hpp.

#include <peax/core/random.hpp>
#include <peax/search/limit/certified.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace peax::search::detail {

PEAX_INLINE std::array<std::vector<std::size_t>, 2> split_units(std::vector<std::vector<std::size_t>> units,
                                                                double learn_share, std::uint64_t seed) {
  random_stream random(seed, 0x6365727469667921ULL);
  random.shuffle(std::span(units));
  auto const learn =
      static_cast<std::size_t>(std::max(1.0, std::floor(learn_share * static_cast<double>(units.size()))));
  std::array<std::vector<std::size_t>, 2> part;
  for (std::size_t u = 0; u < units.size(); ++u)
    for (std::size_t const i : units[u]) part[u < learn ? 0 : 1].push_back(i);
  return part;
}

PEAX_INLINE std::optional<std::int32_t> missing_class(std::span<std::int32_t const> classes,
                                                      std::span<std::int32_t const> learned,
                                                      std::span<std::int32_t const> tested) {
  for (std::int32_t const c : classes)
    for (auto const side : {learned, tested})
      if (std::find(side.begin(), side.end(), c) == side.end()) return c;
  return std::nullopt;
}

PEAX_INLINE long long units_to_certify(loss_limit const& limit) {
  double const level = 1 - limit.value;
  return static_cast<long long>(std::ceil(std::log(6 / level) / -std::log1p(-limit.loss)));
}

} // namespace peax::search::detail
