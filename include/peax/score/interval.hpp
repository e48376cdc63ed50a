#pragma once
//! @file
//! Intervals that need Student's t or resampling.

#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/core/random.hpp>
#include <peax/score/confusion.hpp>
#include <peax/score/proportion.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace peax::scoring {

//! The t with P(T <= t) = p of Student's distribution with that many degrees of freedom; 0 < p < 1.
[[nodiscard]] PEAX_INLINE double student_t_quantile(double p, double degrees);

//! Two-sided Student's t interval of the mean over groups.
[[nodiscard]] PEAX_INLINE interval student_interval(estimate const& of, double confidence = 0.95);

//! Two-sided interval of a share (an accuracy) by group: Student's t on the group means, cut to [0, 1].
[[nodiscard]] PEAX_INLINE interval group_interval(std::span<double const> values,
                                                  std::span<std::int64_t const> groups,
                                                  double confidence = 0.95);

namespace detail {

//! The q-quantile of sorted values, linear between neighbours (numpy's default).
PEAX_INLINE double quantile_of_sorted(std::span<double const> sorted, double q);

//! Percentile interval of `figure_of(chance)` over resamples; the r-th one is a function of (seed, r) alone.
template <class Resample>
interval percentile_interval(Resample figure_of, double confidence, std::size_t resamples,
                             std::uint64_t seed) {
  require_confidence(confidence);
  if (resamples < 2) throw bad_input("bootstrap: at least two resamples are needed");
  std::vector<double> figures(resamples);
  for (std::size_t r = 0; r < resamples; ++r) {
    random_stream chance(seed, r);
    figures[r] = figure_of(chance);
  }
  std::sort(figures.begin(), figures.end());
  return {quantile_of_sorted(figures, 0.5 - confidence / 2),
          quantile_of_sorted(figures, 0.5 + confidence / 2)};
}

} // namespace detail

//! Percentile bootstrap interval (Efron 1979) of a figure of a confusion matrix. Resamples units with replacement: each entry of
//! `units` is the confusion matrix of one independent unit.
template <class Figure>
[[nodiscard]] interval bootstrap(std::span<confusion const> units, Figure figure, double confidence = 0.95,
                                 std::size_t resamples = 2000, std::uint64_t seed = 0) {
  if (units.empty()) throw bad_input("bootstrap: there are no units");
  return detail::percentile_interval(
      [&](random_stream& chance) {
        confusion drawn(units[0].classes());
        for (std::size_t i = 0; i < units.size(); ++i)
          drawn += units[static_cast<std::size_t>(chance.index(units.size()))];
        return static_cast<double>(figure(drawn));
      },
      confidence, resamples, seed);
}

//! Bootstrap interval of macro F1 over samples.
[[nodiscard]] PEAX_INLINE interval macro_f1_interval(std::span<std::int32_t const> truth,
                                                     std::span<std::int32_t const> predicted,
                                                     std::size_t classes, double confidence = 0.95,
                                                     std::size_t resamples = 2000, std::uint64_t seed = 0);

//! Bootstrap interval of macro F1 over groups: whole groups are drawn. Throws bad_input for fewer than two groups.
[[nodiscard]] PEAX_INLINE interval macro_f1_interval(std::span<std::int32_t const> truth,
                                                     std::span<std::int32_t const> predicted,
                                                     std::span<std::int64_t const> groups,
                                                     std::size_t classes, double confidence = 0.95,
                                                     std::size_t resamples = 2000, std::uint64_t seed = 0);

} // namespace peax::scoring

#ifndef PEAX_COMPILED
#include <peax/score/interval.ipp>
#endif
