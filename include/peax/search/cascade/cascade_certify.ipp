#pragma once
//! @file
//! The bodies of cascade_certify.hpp.

#include <peax/core/error.hpp>
#include <peax/score/score_of.hpp>
#include <peax/search/cascade/cascade_certify.hpp>
#include <peax/search/cascade/enumerate.hpp>
#include <peax/search/cascade/replay.hpp>
#include <peax/search/cascade/sinks.hpp>
#include <peax/search/limit/keeps.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace peax::search {

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

PEAX_INLINE std::vector<std::vector<std::size_t>> units_of(cascade_traces const& traces) {
  std::vector<std::vector<std::size_t>> units;
  if (traces.groups().empty()) {
    for (std::size_t i = 0; i < traces.samples(); ++i) units.push_back({i});
    return units;
  }
  std::map<std::int64_t, std::vector<std::size_t>> by_group;
  for (std::size_t i = 0; i < traces.samples(); ++i) by_group[traces.groups()[i]].push_back(i);
  for (auto& [name, members] : by_group) units.push_back(std::move(members));
  return units;
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

  // From the most costly down, each at least an equal share of the cost range cheaper than the one before.
  std::vector<std::vector<float>> path;
  std::vector<candidate> const& found = front.front();
  if (found.empty()) return path;
  auto const range =
      static_cast<double>(found.back().cost - found.front().cost) / static_cast<double>(with.path_points);
  double next = static_cast<double>(found.back().cost) + 1;
  for (std::size_t i = found.size(); i-- > 0;) {
    auto const cost = static_cast<double>(found[i].cost);
    if (cost > next || found[i].name.exit[0] < 0 || !is_apart(found[i].name, levels)) continue;
    path.push_back(thresholds_of(found[i].name, levels));
    next = cost - range;
  }
  return path;
}

PEAX_INLINE std::string too_few_groups(cascade_traces const& traces) {
  if (traces.groups().empty()) return "";
  auto const groups = std::set<std::int64_t>(traces.groups().begin(), traces.groups().end()).size();
  if (groups >= fewest_units) return "";
  return fmt::format(
      "the validation data have {} groups; a group is the independent unit, and fewer than {} say "
      "nothing about others; give more, or --sample-units (sample_units) to count every sample as "
      "independent",
      groups, fewest_units);
}

//! Why there can be no certificate of this score on these samples; empty when there can.
[[nodiscard]] inline std::string no_certificate(cascade_traces const& traces, scoring::score const& by) {
  if (by.kind == scoring::score_kind::macro_f1)
    return "macro F1 is no mean over samples, so that the test does not apply; use accuracy, mean_recall or "
           "a "
           "margin";
  return too_few_groups(traces);
}

//! What was tested, and why nothing was certified if nothing was.
[[nodiscard]] inline std::string note_of(std::size_t certified, std::size_t points, cascade_traces const& all,
                                         std::size_t tested, loss_limit const& limit) {
  bool const grouped = !all.groups().empty();
  std::string note = std::to_string(certified) + " of " + std::to_string(points) +
                     " points of the path certified; " + std::to_string(all.samples()) + " samples";
  if (grouped)
    note += " in " + std::to_string(std::set<std::int64_t>(all.groups().begin(), all.groups().end()).size()) +
            " groups";
  note += ", " + std::to_string(tested) + " samples test";
  if (certified > 0) return note;
  note += "; the last exit alone is kept";
  if (grouped)
    note += ". Bets on group means cannot reject before about " + std::to_string(units_to_certify(limit)) +
            " groups test without a single loss";
  return note;
}

} // namespace detail

PEAX_INLINE certificate certify(cascade_traces const& traces, scoring::score const& by,
                                loss_limit const& limit, std::uint64_t seed, certify_settings const& with,
                                exit_filter const& allowed) {
  certificate result{std::vector<float>(traces.early_exits(), decision::never)};
  auto const refuse = [&](std::string why) {
    result.reason = {"certificate", std::move(why), ""};
    return result;
  };
  if (std::string why = detail::no_certificate(traces, by); !why.empty()) return refuse(std::move(why));
  auto const part = detail::split_units(detail::units_of(traces), with.learn_share, seed);
  if (part[0].empty() || part[1].empty()) return refuse("there are too few samples to split");
  cascade_traces const learn = traces.select(part[0]), test = traces.select(part[1]);
  scoring::score counted{by.kind, {}};
  if (by.kind == scoring::score_kind::mean_recall) {
    counted.classes = scoring::counted_classes(by, traces.truth());
    if (auto const c = detail::missing_class(counted.classes, learn.truth(), test.truth()))
      return refuse(fmt::format(
          "class {} has too few samples to learn from and to test on; leave it out of the score", *c));
  }
  auto const path =
      detail::certification_path(learn, counted, static_cast<double>(test.samples()), with, allowed);
  std::size_t certified = 0;
  for (std::vector<float> const& thresholds : path) {
    auto const answers = answers_at(test, leaving_exits(test, thresholds));
    if (!keeps(limit, counted, {test.truth(), test.prediction(test.early_exits()), answers, test.groups()}))
      break;
    result.thresholds = thresholds;
    ++certified;
  }
  result.note = detail::note_of(certified, path.size(), traces, test.samples(), limit);
  return result;
}

} // namespace peax::search
