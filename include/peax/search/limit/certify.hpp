#pragma once
//! @file
//! The certified choice: Learn-then-Test with fixed-sequence testing (Angelopoulos, Bates, Candes, Jordan,
//! Lei, 2021).

#include <peax/core/error.hpp>
#include <peax/core/random.hpp>
#include <peax/search/cascade/enumerate.hpp>
#include <peax/search/cascade/replay.hpp>
#include <peax/search/cascade/sinks.hpp>
#include <peax/search/limit/limit.hpp>
#include <peax/search/limit/paired_test.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace peax::search {

//! What may be promised.
struct certificate {
  std::vector<float>
      thresholds;   //!< [early exits]; all 2 when nothing cheaper than the last exit alone could be certified
  refusal reason{}; //!< why no certificate is given; `why` is empty when one is
  std::string note{}; //!< samples or groups used, path points certified, why the walk ended
};

//! The sizes of the procedure. None of them touches its validity.
struct certify_settings {
  double learn_share = 0.25;    //!< of the samples, or groups, that learn the path
  std::size_t quantiles = 51;   //!< thresholds tried per exit on the learning part
  std::size_t path_points = 80; //!< tested at most
  double caution = 5.0;         //!< standard errors (of the test's size) by which the path orders its points
};

namespace detail {

//! Orders vectors by learned loss plus `caution` standard errors of a test on `tested` units; larger is
//! safer.
struct by_expected_bound {
  double base, scale, learned, tested, caution;
  [[nodiscard]] std::int64_t operator()(std::int64_t score, double discord) const {
    double const loss = (base - static_cast<double>(score)) / scale;
    double const spread = std::max(0.0, (discord + 1) / learned - loss * loss);
    return -std::llround((std::max(0.0, loss) + caution * std::sqrt(spread / tested)) * 0x1.0p40);
  }
};

//! Splits sample numbers into a part that learns and a part that tests; groups stay whole.
[[nodiscard]] inline std::array<std::vector<std::size_t>, 2>
split_for_test(cascade_traces const& traces, double share, std::uint64_t seed) {
  random_stream random(seed, 0x6365727469667921ULL);
  std::map<std::int64_t, std::vector<std::size_t>> by_group;
  std::vector<std::vector<std::size_t>> unit;
  if (traces.groups().empty()) {
    for (std::size_t i = 0; i < traces.samples(); ++i) unit.push_back({i});
  } else {
    for (std::size_t i = 0; i < traces.samples(); ++i) by_group[traces.groups()[i]].push_back(i);
    for (auto& [name, members] : by_group) unit.push_back(std::move(members));
  }
  random.shuffle(std::span(unit));
  auto const learn =
      static_cast<std::size_t>(std::max(1.0, std::floor(share * static_cast<double>(unit.size()))));
  std::array<std::vector<std::size_t>, 2> part;
  for (std::size_t u = 0; u < unit.size(); ++u)
    for (std::size_t const i : unit[u]) part[u < learn ? 0 : 1].push_back(i);
  return part;
}

//! Threshold vectors from the safest to the cheapest, learned on `traces` for a test on `tested` samples.
[[nodiscard]] inline std::vector<std::vector<float>>
certification_path(cascade_traces const& traces, scoring::score const& by, double tested,
                   certify_settings const& with, exit_filter const& allowed) {
  std::vector<threshold_levels> levels;
  for (std::size_t e = 0; e < traces.early_exits(); ++e)
    levels.push_back(quantile_levels(traces.confidence(e), with.quantiles));
  sweep_problem const problem(traces, by, levels);
  front_sink<by_expected_bound> front({static_cast<double>(problem.base), problem.scale,
                                       static_cast<double>(problem.samples), tested, with.caution});
  enumerate(problem, {2, 0, allowed}, {}, front);

  // From the dearest down, each at least an equal share of the cost range cheaper than the one before.
  std::vector<std::vector<float>> path;
  std::vector<candidate> const& found = front.front();
  if (found.empty()) return path;
  auto const range =
      static_cast<double>(found.back().cost - found.front().cost) / static_cast<double>(with.path_points);
  double next = static_cast<double>(found.back().cost) + 1;
  for (std::size_t i = found.size(); i-- > 0;) {
    auto const cost = static_cast<double>(found[i].cost);
    if (cost > next || found[i].name.exit[0] < 0) continue;
    std::vector<float> t(levels.size(), decision::never);
    for (std::size_t k = 0; k < found[i].name.exit.size(); ++k)
      if (found[i].name.exit[k] >= 0) {
        auto const e = static_cast<std::size_t>(found[i].name.exit[k]);
        t[e] = levels[e].value[static_cast<std::size_t>(found[i].name.level[k])];
      }
    path.push_back(std::move(t));
    next = cost - range;
  }
  return path;
}

//! [2][samples]: whether the last exit, and the cascade, is right.
[[nodiscard]] inline std::array<std::vector<char>, 2> both_right(cascade_traces const& traces,
                                                                 std::span<float const> thresholds) {
  std::vector<std::int32_t> const answer = answers_at(traces, leaving_exits(traces, thresholds));
  std::array<std::vector<char>, 2> right{std::vector<char>(answer.size()), std::vector<char>(answer.size())};
  auto const last = traces.prediction(traces.early_exits());
  for (std::size_t i = 0; i < answer.size(); ++i) {
    right[0][i] = last[i] == traces.truth()[i];
    right[1][i] = answer[i] == traces.truth()[i];
  }
  return right;
}

//! Whether "the loss exceeds `limit`" is rejected at `level` on independent samples.
[[nodiscard]] inline bool rejected_on_samples(cascade_traces const& traces, scoring::score const& by,
                                              double limit, double level,
                                              std::vector<std::int32_t> const& classes,
                                              std::span<float const> thresholds) {
  auto const right = both_right(traces, thresholds);
  std::vector<paired_counts> count(traces.classes());
  paired_counts all;
  for (std::size_t i = 0; i < right[0].size(); ++i)
    for (paired_counts* c : {&all, &count[static_cast<std::size_t>(traces.truth()[i])]}) {
      ++c->samples;
      c->worse += right[0][i] && !right[1][i] ? 1 : 0;
      c->better += !right[0][i] && right[1][i] ? 1 : 0;
    }
  if (by.kind == scoring::score_kind::accuracy) return paired_p_value(all, limit, level) <= level;
  auto const number = static_cast<double>(classes.size());
  double bound = 0;
  for (std::int32_t const c : classes)
    bound += paired_upper_bound(count[static_cast<std::size_t>(c)], level / number) / number;
  return bound <= limit;
}

//! The same with groups as the independent units. Accuracy: a group's mean; a class: the mean of the groups
//! that have it.
[[nodiscard]] inline bool rejected_on_groups(cascade_traces const& traces, scoring::score const& by,
                                             double limit, double level,
                                             std::vector<std::int32_t> const& classes,
                                             std::span<float const> thresholds) {
  auto const right = both_right(traces, thresholds);
  auto const losses = [&](std::int32_t label) {
    std::map<std::int64_t, std::array<double, 2>> sum;
    for (std::size_t i = 0; i < right[0].size(); ++i) {
      if (label >= 0 && traces.truth()[i] != label) continue;
      auto& s = sum[traces.groups()[i]];
      s[0] += right[0][i] - right[1][i];
      s[1] += 1;
    }
    std::vector<double> mean;
    for (auto const& [name, s] : sum) mean.push_back(s[0] / s[1]);
    return mean;
  };
  if (by.kind == scoring::score_kind::accuracy) return betting_e_value(losses(-1), limit) >= 1 / level;
  auto const number = static_cast<double>(classes.size());
  double bound = 0;
  for (std::int32_t const c : classes) bound += betting_upper_bound(losses(c), level / number) / number;
  return bound <= limit;
}

} // namespace detail

//! Chooses thresholds of which it may be promised: on new data from the same source the loss exceeds
//! `limit.loss` with probability at most 1 - C. A seeded part of the samples (of the groups, where there are
//! groups) learns a path of threshold vectors from the safest to the cheapest; the rest tests them in that
//! order, each at level 1 - C, and stops at the first that is not rejected. The last rejected one is chosen;
//! with none, the last exit alone, which loses nothing. Refused (reason): macro F1; fewer than 5 groups; a
//! named class without samples to test.
[[nodiscard]] inline certificate certify(cascade_traces const& traces, scoring::score const& by,
                                         loss_limit const& limit, std::uint64_t seed,
                                         certify_settings const& with = {}, exit_filter const& allowed = {}) {
  certificate result{std::vector<float>(traces.early_exits(), decision::never)};
  auto const refuse = [&](std::string why) {
    result.reason = {"certificate", std::move(why), ""};
    return result;
  };
  if (by.kind == scoring::score_kind::macro_f1)
    return refuse("macro F1 is no mean over samples, so that the test does not apply; use accuracy, "
                  "mean_recall or a margin");
  bool const grouped = !traces.groups().empty();
  std::size_t groups = 0;
  if (grouped) {
    std::map<std::int64_t, int> distinct;
    for (std::int64_t const g : traces.groups()) distinct[g] = 1;
    groups = distinct.size();
    if (groups < 5)
      return refuse(std::string("the validation data have ") + std::to_string(groups) +
                    " groups; a group is the independent unit, and fewer than 5 prove nothing about others");
  }
  double const level = 1 - limit.value;
  auto const part = detail::split_for_test(traces, with.learn_share, seed);
  if (part[0].empty() || part[1].empty()) return refuse("there are too few samples to split");
  cascade_traces const learn = traces.select(part[0]), test = traces.select(part[1]);
  std::vector<std::int32_t> classes;
  if (by.kind == scoring::score_kind::mean_recall) {
    classes = scoring::counted_classes(by, traces.truth());
    std::vector<std::size_t> learned(traces.classes(), 0), tested(traces.classes(), 0);
    for (std::int32_t const label : learn.truth()) ++learned[static_cast<std::size_t>(label)];
    for (std::int32_t const label : test.truth()) ++tested[static_cast<std::size_t>(label)];
    for (std::int32_t const c : classes)
      if (learned[static_cast<std::size_t>(c)] == 0 || tested[static_cast<std::size_t>(c)] == 0)
        return refuse(std::string("class ") + std::to_string(c) +
                      " has too few samples to learn from and to test on; leave it out of the score");
  }
  scoring::score const counted{by.kind, classes};
  auto const path =
      detail::certification_path(learn, counted, static_cast<double>(test.samples()), with, allowed);

  std::size_t certified = 0;
  for (std::vector<float> const& thresholds : path) {
    bool const holds =
        grouped ? detail::rejected_on_groups(test, counted, limit.loss, level, classes, thresholds)
                : detail::rejected_on_samples(test, counted, limit.loss, level, classes, thresholds);
    if (!holds) break;
    result.thresholds = thresholds;
    ++certified;
  }
  result.note = std::to_string(certified) + " of " + std::to_string(path.size()) +
                std::string(" points of the path certified; ") + std::to_string(traces.samples()) +
                " samples" + (grouped ? std::string(" in ") + std::to_string(groups) + " groups" : "") +
                ", " + std::to_string(test.samples()) + " samples test";
  if (certified == 0) {
    result.note += "; the last exit alone is kept";
    if (grouped) {
      double const needed = std::ceil(std::log(6 / level) / -std::log1p(-limit.loss));
      result.note += std::string(". Bets on group means cannot reject before about ") +
                     std::to_string(static_cast<long long>(needed)) + " groups test without a single loss";
    }
  }
  return result;
}

} // namespace peax::search
