#pragma once
//! @file
//! What certified choices share, whatever is chosen: Learn-then-Test with fixed-sequence testing
//! (Angelopoulos, Bates, Candes, Jordan, Lei, 2021). A part of the units learns a path of choices from the safest
//! to the cheapest; the rest tests them in that order and stops at the first that is not rejected.

#include <peax/core/config.hpp>
#include <peax/score/score.hpp>
#include <peax/search/limit/limit.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace peax::search {

//! The sizes of the procedure. None of them touches its validity.
struct certify_settings {
  double learn_share = 0.25;    //!< of the independent units, that learn the path
  std::size_t quantiles = 51;   //!< thresholds tried per exit on the learning part
  std::size_t path_points = 80; //!< tested at most
  double caution = 5.0;         //!< standard errors (of the test's size) by which the path orders its points
};

namespace detail {

//! Numbers of those that learn and of those that test; `units` are drawn whole, their order is by the seed.
[[nodiscard]] PEAX_INLINE std::array<std::vector<std::size_t>, 2>
split_units(std::vector<std::vector<std::size_t>> units, double learn_share, std::uint64_t seed);

//! A class that occurs on one side only, if there is one.
[[nodiscard]] PEAX_INLINE std::optional<std::int32_t> missing_class(std::span<std::int32_t const> classes,
                                                                    std::span<std::int32_t const> learned,
                                                                    std::span<std::int32_t const> tested);

//! So many units must test, without a single loss, before bets on their means can reject.
[[nodiscard]] PEAX_INLINE long long units_to_certify(loss_limit const& limit);

} // namespace detail

} // namespace peax::search

#ifndef PEAX_COMPILED
#include <peax/search/limit/certified.ipp>
#endif
