#pragma once
//! @file
//! The bodies of keeps.hpp.

#include <peax/core/random.hpp>
#include <peax/score/score_of.hpp>
#include <peax/search/limit/keeps.hpp>
#include <peax/search/limit/paired_test.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

namespace peax::search {

PEAX_INLINE seen_limit::seen_limit(loss_limit const& limit, std::size_t groups)
    : most_(limit.loss + tolerance), has_margin_(limit.strength == limit_strength::margin),
      may_(groups == 0 || groups >= fewest_units) {
  if (has_margin_ && may_) factor_ = groups == 0 ? limit.value : student_factor(limit.value, groups);
}

namespace detail {

[[nodiscard]] inline std::size_t classes_in(paired_answers const& a) {
  std::int32_t most = 0;
  for (auto const* all : {&a.labels, &a.last, &a.chosen})
    for (std::int32_t const label : *all) most = std::max(most, label);
  return static_cast<std::size_t>(most) + 1;
}

//! Whether "the loss exceeds `limit`" is rejected at `level` on independent samples.
[[nodiscard]] inline bool rejected_on_samples(paired_answers const& a, scoring::score const& by, double limit,
                                              double level) {
  std::vector<paired_counts> count(classes_in(a));
  paired_counts all;
  for (std::size_t i = 0; i < a.labels.size(); ++i) {
    bool const before = a.last[i] == a.labels[i], after = a.chosen[i] == a.labels[i];
    for (paired_counts* c : {&all, &count[static_cast<std::size_t>(a.labels[i])]}) {
      ++c->samples;
      c->worse += before && !after ? 1 : 0;
      c->better += !before && after ? 1 : 0;
    }
  }
  if (by.kind == scoring::score_kind::accuracy) return paired_p_value(all, limit, level) <= level;
  auto const number = static_cast<double>(by.classes.size());
  double bound = 0;
  for (std::int32_t const c : by.classes)
    bound += paired_upper_bound(count[static_cast<std::size_t>(c)], level / number) / number;
  return bound <= limit;
}

//! Mean losses of the units, of all samples or of those of one class.
[[nodiscard]] inline std::vector<double> unit_losses(paired_answers const& a, std::int32_t label = -1) {
  std::map<std::int64_t, std::array<double, 2>> sum;
  for (std::size_t i = 0; i < a.labels.size(); ++i) {
    if (label >= 0 && a.labels[i] != label) continue;
    auto& s = sum[a.units[i]];
    s[0] += (a.last[i] == a.labels[i] ? 1 : 0) - (a.chosen[i] == a.labels[i] ? 1 : 0);
    s[1] += 1;
  }
  std::vector<double> mean;
  for (auto const& [name, s] : sum) mean.push_back(s[0] / s[1]);
  return mean;
}

[[nodiscard]] inline bool rejected_on_units(paired_answers const& a, scoring::score const& by, double limit,
                                            double level) {
  if (by.kind == scoring::score_kind::accuracy) return betting_e_value(unit_losses(a), limit) >= 1 / level;
  auto const number = static_cast<double>(by.classes.size());
  double bound = 0;
  for (std::int32_t const c : by.classes)
    bound += betting_upper_bound(unit_losses(a, c), level / number) / number;
  return bound <= limit;
}

//! Counts of two answers to one bootstrap sample, by class.
struct paired_f1_counts {
  std::vector<std::int64_t> have, hit[2], said[2];

  explicit paired_f1_counts(std::size_t classes) : have(classes, 0), hit{have, have}, said{have, have} {}

  void add(std::int32_t label, std::int32_t last, std::int32_t chosen) {
    auto const t = static_cast<std::size_t>(label);
    ++have[t];
    std::size_t const said_by[2] = {static_cast<std::size_t>(last), static_cast<std::size_t>(chosen)};
    for (int w = 0; w < 2; ++w) {
      ++said[w][said_by[w]];
      if (said_by[w] == t) ++hit[w][t];
    }
  }
  [[nodiscard]] double loss() const {
    double sum = 0, present = 0;
    for (std::size_t c = 0; c < have.size(); ++c) {
      if (have[c] == 0) continue;
      present += 1;
      sum += 2.0 * static_cast<double>(hit[0][c]) / static_cast<double>(have[c] + said[0][c]) -
             2.0 * static_cast<double>(hit[1][c]) / static_cast<double>(have[c] + said[1][c]);
    }
    return sum / present;
  }
};

} // namespace detail

PEAX_INLINE paired_losses losses_of(paired_answers const& a, scoring::score const& by) {
  auto const n = static_cast<double>(a.labels.size());
  std::vector<double> weight(detail::classes_in(a), 1.0);
  double one_more = 1;
  if (by.kind == scoring::score_kind::mean_recall) {
    auto const counted = scoring::counted_classes(by, a.labels);
    std::fill(weight.begin(), weight.end(), 0.0);
    one_more = 0;
    for (std::int32_t const c : counted) {
      auto const size = static_cast<double>(std::count(a.labels.begin(), a.labels.end(), c));
      double& w = weight[static_cast<std::size_t>(c)];
      w = n / (static_cast<double>(counted.size()) * size);
      one_more += w * w;
    }
  }
  double sum = 0, squares = 0;
  std::map<std::int64_t, std::array<double, 2>> of_unit;
  for (std::size_t i = 0; i < a.labels.size(); ++i) {
    int const differ = (a.last[i] == a.labels[i] ? 1 : 0) - (a.chosen[i] == a.labels[i] ? 1 : 0);
    double const loss = weight[static_cast<std::size_t>(a.labels[i])] * differ;
    sum += loss;
    squares += loss * loss;
    if (a.units.empty()) continue;
    auto& u = of_unit[a.units[i]];
    u[0] += loss;
    u[1] += 1;
  }
  paired_losses const single = paired_losses::of_samples(sum / n, squares, n, one_more);
  if (of_unit.size() < 2) return single;
  auto const units = static_cast<double>(of_unit.size());
  double of_all = 0, unit_squares = 0;
  for (auto const& [name, u] : of_unit) {
    double const loss = by.kind == scoring::score_kind::accuracy ? u[0] / u[1] : u[0] * units / n;
    of_all += loss;
    unit_squares += loss * loss;
  }
  return paired_losses::of_groups(sum / n, of_all, unit_squares, units, single.unit_error);
}

PEAX_INLINE bool keeps(loss_limit const& certified, scoring::score const& by, paired_answers const& answers) {
  double const level = 1 - certified.value;
  return answers.units.empty() ? detail::rejected_on_samples(answers, by, certified.loss, level)
                               : detail::rejected_on_units(answers, by, certified.loss, level);
}

PEAX_INLINE double macro_f1_loss_error(paired_answers const& answers, std::uint64_t seed, std::size_t draws) {
  std::map<std::int64_t, std::vector<std::size_t>> by_unit;
  for (std::size_t i = 0; i < answers.labels.size(); ++i)
    by_unit[answers.units.empty() ? static_cast<std::int64_t>(i) : answers.units[i]].push_back(i);
  std::vector<std::vector<std::size_t>> units;
  for (auto& [name, members] : by_unit) units.push_back(std::move(members));
  double sum = 0, squares = 0;
  for (std::size_t d = 0; d < draws; ++d) {
    random_stream random(seed, 0x626f6f74ULL + d);
    detail::paired_f1_counts counts(detail::classes_in(answers));
    for (std::size_t u = 0; u < units.size(); ++u)
      for (std::size_t const i : units[random.index(units.size())])
        counts.add(answers.labels[i], answers.last[i], answers.chosen[i]);
    double const loss = counts.loss();
    sum += loss;
    squares += loss * loss;
  }
  auto const n = static_cast<double>(draws);
  double const drawn = std::sqrt(std::max(0.0, (squares - sum * sum / n) / (n - 1)));
  paired_answers const same{answers.labels, answers.last, answers.last};
  return std::max(drawn, losses_of(same, {scoring::score_kind::mean_recall, {}}).unit_error);
}

} // namespace peax::search
