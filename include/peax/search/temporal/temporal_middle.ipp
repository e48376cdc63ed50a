#pragma once
//! @file
//! The bodies of temporal_middle.hpp.

#include <peax/decision/temporal_rule.hpp>
#include <peax/search/cascade/levels.hpp>
#include <peax/search/temporal/temporal_middle.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

namespace peax::search {

namespace detail {

//! The largest distance below a threshold and the smallest that is not, squared.
struct distance_gap {
  float below = -1, above = std::numeric_limits<float>::infinity();
};

//! Of every used exit, over all comparisons that the rule makes.
inline std::vector<distance_gap> gaps_of(temporal_traces const& traces, temporal_choice const& what) {
  std::vector<distance_gap> gap(what.used.size());
  std::size_t began = 0;
  for (std::size_t i = 0; i < traces.samples(); ++i) {
    bool ends = false;
    for (std::size_t k = 0; !traces.is_first(i) && !ends && k < what.used.size(); ++k) {
      std::size_t const e = what.used[k];
      if (what.rule == decision::temporal_rule::temporal_patience) {
        auto const& own = traces.exit(e).own;
        if (own[began] != traces.final()[began] || own[i] != traces.final()[began]) continue;
      }
      std::size_t const reference = what.rule == decision::temporal_rule::signature_previous ? i - 1 : began;
      float const distance = peax_decision_squared_distance(traces.vector(e, i), traces.vector(e, reference),
                                                            static_cast<int>(traces.width(e)));
      ends = peax_decision_is_near(distance, what.thresholds[k] * what.thresholds[k]) != 0;
      if (ends)
        gap[k].below = std::max(gap[k].below, distance);
      else
        gap[k].above = std::min(gap[k].above, distance);
    }
    if (!ends) began = i;
  }
  return gap;
}

} // namespace detail

PEAX_INLINE std::optional<float> middle_threshold(float below, float above, float least) {
  double const low = std::sqrt(static_cast<double>(below));
  double const high = std::isfinite(above) ? std::sqrt(static_cast<double>(above))
                      : low > 0            ? 1.5 * low
                                           : 1e-6;
  if (high - low < static_cast<double>(least) && std::isfinite(above)) return std::nullopt;
  auto t = static_cast<float>((low + high) / 2);
  for (int tries = 0; tries < 4; ++tries, t = std::nextafter(t, std::numeric_limits<float>::infinity()))
    if (peax_decision_is_near(below, t * t) != 0 && peax_decision_is_near(above, t * t) == 0) return t;
  return std::nullopt;
}

PEAX_INLINE float least_difference(temporal_traces const& traces, std::size_t exit) {
  return traces.largest_value(exit) * least_gap;
}

PEAX_INLINE std::optional<temporal_choice> in_the_middle(temporal_traces const& traces,
                                                         temporal_choice what) {
  auto const gap = detail::gaps_of(traces, what);
  for (std::size_t k = 0; k < gap.size(); ++k) {
    if (gap[k].below < 0) {
      what.thresholds[k] = decision::never_near;
      continue;
    }
    auto const middle = middle_threshold(gap[k].below, gap[k].above, least_difference(traces, what.used[k]));
    if (!middle) return std::nullopt;
    what.thresholds[k] = *middle;
  }
  return what;
}

} // namespace peax::search
