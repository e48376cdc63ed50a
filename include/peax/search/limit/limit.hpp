#pragma once
//! @file
//! How much score may be lost, and how surely: the three strengths of a limit.

#include <peax/core/config.hpp>
#include <peax/meta/record.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace peax::search {

//! A loss may pass its limit by this much: scores are means of up to some millions of terms, whose rounding
//! must not decide which of two equal losses is kept.
inline constexpr double tolerance = 1e-12;

//! Fewer independent units (groups, recordings) say nothing about others: margins and certificates want as many.
inline constexpr std::size_t fewest_units = 5;

enum class limit_strength : std::uint8_t {
  plain,    //!< on the samples that the choice sees
  margin,   //!< loss + K standard errors of the paired loss: an estimate, no guarantee
  certified //!< on new data from the same source the loss exceeds it with probability at most 1 - C
};

[[nodiscard]] constexpr auto names_of(limit_strength) {
  return std::array<std::string_view, 3>{"plain", "margin", "certified"};
}

//! Loss of score against the last exit alone, at most.
struct loss_limit {
  double loss = 0; //!< E, a fraction
  limit_strength strength = limit_strength::plain;
  double value = 0; //!< K or C

  [[nodiscard]] static loss_limit plain(double loss) { return checked({loss, limit_strength::plain, 0}); }
  [[nodiscard]] static loss_limit margin(double loss, double k) {
    return checked({loss, limit_strength::margin, k});
  }
  [[nodiscard]] static loss_limit certified(double loss, double c) {
    return checked({loss, limit_strength::certified, c});
  }

  //! Gives it back, or throws usage_error when E is not in [0, 1], K is negative, or C is not in (0.5, 1).
  [[nodiscard]] static PEAX_INLINE loss_limit checked(loss_limit const& l);

  friend bool operator==(loss_limit const&, loss_limit const&) = default;
};

} // namespace peax::search

PEAX_RECORD(peax::search::loss_limit, loss, strength, value);

#ifndef PEAX_COMPILED
#include <peax/search/limit/limit.ipp>
#endif
