#pragma once
//! @file
//! The bodies of interval.hpp.

#include <peax/core/distributions.hpp>
#include <peax/core/error.hpp>
#include <peax/score/interval.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::scoring {

PEAX_INLINE double student_t_quantile(double p, double degrees) {
  detail::require_confidence(p);
  if (!(degrees > 0))
    throw bad_input("Student's t: there are no degrees of freedom; at least two groups are needed");
  return student_t_lower_quantile(p, degrees);
}

PEAX_INLINE interval student_interval(estimate const& of, double confidence) {
  detail::require_confidence(confidence);
  double const half =
      student_t_quantile(0.5 + confidence / 2, static_cast<double>(of.units) - 1) * of.standard_error;
  return {of.mean - half, of.mean + half};
}

PEAX_INLINE interval group_interval(std::span<double const> values, std::span<std::int64_t const> groups,
                                    double confidence) {
  auto const i = student_interval(group_estimate(values, groups), confidence);
  return {std::clamp(i.low, 0.0, 1.0), std::clamp(i.high, 0.0, 1.0)};
}

namespace detail {

PEAX_INLINE double quantile_of_sorted(std::span<double const> sorted, double q) {
  double const at = q * static_cast<double>(sorted.size() - 1);
  auto const below = static_cast<std::size_t>(at);
  auto const above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (at - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

} // namespace detail

PEAX_INLINE interval macro_f1_interval(std::span<std::int32_t const> truth,
                                       std::span<std::int32_t const> predicted, std::size_t classes,
                                       double confidence, std::size_t resamples, std::uint64_t seed) {
  confusion const checked(truth, predicted, classes);
  if (truth.empty()) throw bad_input("bootstrap: there are no samples");
  return detail::percentile_interval(
      [&](random_stream& chance) {
        confusion drawn(classes);
        for (std::size_t n = 0; n < truth.size(); ++n) {
          auto const i = static_cast<std::size_t>(chance.index(truth.size()));
          drawn.add(truth[i], predicted[i]);
        }
        return drawn.macro_f1();
      },
      confidence, resamples, seed);
}

PEAX_INLINE interval macro_f1_interval(std::span<std::int32_t const> truth,
                                       std::span<std::int32_t const> predicted,
                                       std::span<std::int64_t const> groups, std::size_t classes,
                                       double confidence, std::size_t resamples, std::uint64_t seed) {
  if (truth.size() != groups.size() || truth.size() != predicted.size())
    throw bad_input(fmt::format("bootstrap: {} samples, {} predictions, {} groups", truth.size(),
                                predicted.size(), groups.size()));
  std::map<std::int64_t, confusion> by_group;
  for (std::size_t i = 0; i < truth.size(); ++i)
    by_group.try_emplace(groups[i], classes).first->second.add(truth[i], predicted[i]);
  if (by_group.size() < 2)
    throw bad_input("bootstrap: all samples are of one group; at least two are needed");
  std::vector<confusion> units;
  for (auto& [group, matrix] : by_group) units.push_back(std::move(matrix));
  return bootstrap(
      units, [](confusion const& c) { return c.macro_f1(); }, confidence, resamples, seed);
}

} // namespace peax::scoring
