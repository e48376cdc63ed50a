#pragma once
//! @file
//! The bodies of temporal_certify.hpp.

#include <peax/score/score_of.hpp>
#include <peax/search/limit/keeps.hpp>
#include <peax/search/temporal/temporal_certify.hpp>
#include <peax/search/temporal/temporal_explore.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::search {

namespace detail {

//! Recordings of the units that learn and of those that test.
[[nodiscard]] inline std::array<std::vector<std::size_t>, 2>
split_recordings(temporal_traces const& traces, double share, std::uint64_t seed) {
  std::map<std::int64_t, std::vector<std::size_t>> by_unit;
  std::size_t at = 0;
  for (std::size_t r = 0; r < traces.lengths().size(); ++r) {
    auto const units = traces.units().subspan(at, traces.lengths()[r]);
    if (!traces.samples_are_units() &&
        std::any_of(units.begin(), units.end(), [&](std::int64_t u) { return u != units.front(); }))
      throw bad_input(fmt::format(
          "certificate: recording {} has samples of several groups; a recording belongs to one", r));
    by_unit[units.front()].push_back(r);
    at += traces.lengths()[r];
  }
  std::vector<std::vector<std::size_t>> unit;
  for (auto& [name, members] : by_unit) unit.push_back(std::move(members));
  auto part = split_units(std::move(unit), share, seed);
  for (auto& p : part) std::sort(p.begin(), p.end());
  return part;
}

//! Choices from the safest to the cheapest, learned on `traces` for a test on `tested` samples.
[[nodiscard]] inline std::vector<temporal_choice> certification_path(temporal_traces const& traces,
                                                                     temporal_goal const& goal, double tested,
                                                                     certify_settings const& with,
                                                                     progress const& to) {
  auto const learned = static_cast<double>(traces.samples());
  auto const worth = [&](temporal_judge const& j) {
    double const loss = j.loss();
    double const spread = std::max(0.0, (j.sum_of_squares() + 1) / learned - loss * loss);
    return -std::max(0.0, loss) - with.caution * std::sqrt(spread / tested);
  };
  temporal_sink sink;
  explore(traces, goal, worth, sink, to);
  auto const& front = sink.front();
  std::vector<temporal_choice> path;
  if (front.empty()) return path;
  double const range = (front.back().cost - front.front().cost) / static_cast<double>(with.path_points);
  double next = front.back().cost * 2 + 1;
  for (std::size_t k = front.size(); k-- > 0;) {
    if (front[k].cost > next || front[k].what.used.empty()) continue;
    path.push_back(front[k].what);
    next = front[k].cost - range;
  }
  return path;
}

PEAX_INLINE std::string unit_of(temporal_traces const& traces) {
  return traces.samples_are_units() ? "sample" : traces.has_groups() ? "group" : "recording";
}

PEAX_INLINE std::string too_few_units(temporal_traces const& traces) {
  if (traces.unit_count() >= fewest_units) return "";
  std::string const unit = unit_of(traces);
  return fmt::format(
      "the calibration stream has {} {}s; a {} is the independent unit, and fewer than {} say "
      "nothing about others; give more, or --sample-units (sample_units) to count every sample as "
      "independent, which neighbours in time are not",
      traces.unit_count(), unit, unit, fewest_units);
}

//! Why there can be no certificate of this score on these traces; empty when there can.
[[nodiscard]] inline std::string no_certificate(temporal_traces const& traces, scoring::score const& by) {
  if (traces.has_deviation())
    return "a deviation of outputs has no bound, so that the test does not apply; use a margin";
  if (by.kind == scoring::score_kind::macro_f1)
    return "macro F1 is no mean over samples, so that the test does not apply; use accuracy, mean_recall or "
           "a "
           "margin";
  return too_few_units(traces);
}

PEAX_INLINE std::vector<std::int32_t> answers_of(temporal_traces const& traces, temporal_choice const& what) {
  std::vector<std::int32_t> said;
  for (auto const from : play(traces, what).from) said.push_back(traces.final()[from]);
  return said;
}

} // namespace detail

PEAX_INLINE temporal_certificate certify(temporal_traces const& traces, temporal_goal const& goal,
                                         certify_settings const& with, progress const& to) {
  temporal_certificate result;
  auto const refuse = [&](std::string why) {
    result.reason = {"certificate", std::move(why), ""};
    return result;
  };
  if (std::string why = detail::no_certificate(traces, goal.by); !why.empty()) return refuse(std::move(why));
  auto const part = detail::split_recordings(traces, with.learn_share, goal.seed);
  std::vector<std::vector<float>> kept[2];
  if (part[0].empty() || part[1].empty())
    return refuse("one recording cannot be divided into one that learns and one that tests; give more");
  temporal_traces const learn = traces.select(part[0], kept[0]), test = traces.select(part[1], kept[1]);
  temporal_goal counted = goal;
  counted.limit.reset();
  if (goal.by.kind == scoring::score_kind::mean_recall) {
    counted.by.classes = scoring::counted_classes(goal.by, traces.truth());
    if (auto const c = detail::missing_class(counted.by.classes, learn.truth(), test.truth()))
      return refuse(fmt::format(
          "class {} has too few samples to learn from and to test on; leave it out of the score", *c));
  }
  auto const path = detail::certification_path(learn, counted, static_cast<double>(test.samples()), with, to);
  std::size_t certified = 0;
  for (auto const& choice : path) {
    auto const said = detail::answers_of(test, choice);
    auto const units = test.samples_are_units() ? std::span<std::int64_t const>() : test.units();
    if (!keeps(*goal.limit, counted.by, {test.truth(), test.final(), said, units})) break;
    result.what = choice;
    ++certified;
  }
  std::string const unit = detail::unit_of(traces);
  result.note = std::to_string(certified) + " of " + std::to_string(path.size()) +
                " points of the path certified; " + std::to_string(traces.unit_count()) + " " + unit + "s, " +
                std::to_string(test.unit_count()) + " of them test";
  if (certified == 0) result.note += "; the whole network alone is kept";
  if (certified == 0 && !traces.samples_are_units())
    result.note += ". Bets on the means of " + unit + "s cannot reject before about " +
                   std::to_string(detail::units_to_certify(*goal.limit)) + " test without a single loss";
  return result;
}

} // namespace peax::search
