#pragma once
//! @file
//! The certified choice of a temporal rule: Learn-then-Test as in certify.hpp, with the recording as the
//! independent unit.

#include <peax/core/error.hpp>
#include <peax/core/progress.hpp>
#include <peax/core/random.hpp>
#include <peax/search/limit/certify.hpp>
#include <peax/search/limit/limit.hpp>
#include <peax/search/temporal/temporal_explore.hpp>
#include <peax/search/temporal/temporal_point.hpp>
#include <peax/search/temporal/temporal_traces.hpp>

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

//! What may be promised of a temporal rule.
struct temporal_certificate {
  temporal_choice what; //!< the whole network alone when nothing cheaper could be certified
  refusal reason{};     //!< why no certificate is given; `why` is empty when one is
  std::string note{};   //!< recordings or groups used, path points certified
};

namespace detail {

//! A rule's answers as a cascade with one exit at which every sample leaves: what the paired tests read.
[[nodiscard]] inline cascade_traces as_cascade(temporal_traces const& traces, temporal_choice const& what) {
  std::vector<std::int32_t> said;
  for (auto const from : play(traces, what).from) said.push_back(traces.final()[from]);
  said.insert(said.end(), traces.final().begin(), traces.final().end());
  auto const units = traces.units();
  return {{traces.truth().begin(), traces.truth().end()},
          std::move(said),
          std::vector<float>(traces.samples(), 1.0f),
          exit_costs::whole({0, 1}),
          {units.begin(), units.end()}};
}

//! Recordings of the units that learn and of those that test.
[[nodiscard]] inline std::array<std::vector<std::size_t>, 2>
split_recordings(temporal_traces const& traces, double share, std::uint64_t seed) {
  std::map<std::int64_t, std::vector<std::size_t>> by_unit;
  std::size_t at = 0;
  for (std::size_t r = 0; r < traces.lengths().size(); ++r) {
    auto const units = traces.units().subspan(at, traces.lengths()[r]);
    if (std::any_of(units.begin(), units.end(), [&](std::int64_t u) { return u != units.front(); }))
      throw bad_input("certificate: recording " + std::to_string(r) +
                      " has samples of several groups; a recording belongs to one");
    by_unit[units.front()].push_back(r);
    at += traces.lengths()[r];
  }
  std::vector<std::vector<std::size_t>> unit;
  for (auto& [name, members] : by_unit) unit.push_back(std::move(members));
  random_stream random(seed, 0x6365727469667921ULL);
  random.shuffle(std::span(unit));
  auto const learn =
      static_cast<std::size_t>(std::max(1.0, std::floor(share * static_cast<double>(unit.size()))));
  std::array<std::vector<std::size_t>, 2> part;
  for (std::size_t u = 0; u < unit.size(); ++u)
    for (auto const r : unit[u]) part[u < learn ? 0 : 1].push_back(r);
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
    double const spread = std::max(0.0, j.mean_square() + 1 / learned - loss * loss);
    return -std::max(0.0, loss) - with.caution * std::sqrt(spread / tested);
  };
  temporal_sink sink({});
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

} // namespace detail

//! Chooses a rule of which it may be promised: on new recordings from the same source the loss exceeds the
//! limit with probability at most 1 - C. A seeded quarter of the recordings (of the groups, where there are
//! groups) learns a path of choices from the safest to the cheapest; the rest tests them in that order, each
//! at level 1 - C by bets on the recordings' mean losses, and stops at the first that is not rejected. With
//! none certified the whole network alone is kept, which loses nothing. Refused (reason): macro F1; networks
//! that are no classifiers; fewer than 5 units; a named class without samples on one side.
[[nodiscard]] inline temporal_certificate certify(temporal_traces const& traces, temporal_goal const& goal,
                                                  certify_settings const& with = {},
                                                  progress const& to = {}) {
  temporal_certificate result;
  auto const refuse = [&](std::string why) {
    result.reason = {"certificate", std::move(why), ""};
    return result;
  };
  char const* const unit = traces.has_groups() ? "group" : "recording";
  if (traces.has_deviation())
    return refuse("a deviation of outputs has no bound, so that the test does not apply; use a margin");
  if (goal.by.kind == scoring::score_kind::macro_f1)
    return refuse("macro F1 is no mean over samples, so that the test does not apply; use accuracy, "
                  "mean_recall or a margin");
  if (traces.unit_count() < 5)
    return refuse("the calibration stream has " + std::to_string(traces.unit_count()) + " " + unit + "s; a " +
                  unit + " is the independent unit, and fewer than 5 prove nothing about others");
  double const level = 1 - goal.limit->value;
  auto const part = detail::split_recordings(traces, with.learn_share, goal.seed);
  std::vector<std::vector<float>> kept[2];
  temporal_traces const learn = traces.select(part[0], kept[0]), test = traces.select(part[1], kept[1]);
  temporal_goal counted = goal;
  counted.limit.reset();
  if (goal.by.kind == scoring::score_kind::mean_recall) {
    counted.by.classes = scoring::counted_classes(goal.by, traces.truth());
    for (auto const c : counted.by.classes)
      for (auto const* side : {&learn, &test})
        if (std::find(side->truth().begin(), side->truth().end(), c) == side->truth().end())
          return refuse("class " + std::to_string(c) +
                        " has too few samples to learn from and to test on; leave it out of the score");
  }
  auto const path = detail::certification_path(learn, counted, static_cast<double>(test.samples()), with, to);
  std::vector<float> const always(1, 0.0f);
  std::size_t certified = 0;
  for (auto const& choice : path) {
    if (!detail::rejected_on_groups(detail::as_cascade(test, choice), counted.by, goal.limit->loss, level,
                                    counted.by.classes, always))
      break;
    result.what = choice;
    ++certified;
  }
  result.note = std::to_string(certified) + " of " + std::to_string(path.size()) +
                " points of the path certified; " + std::to_string(traces.unit_count()) + " " + unit + "s, " +
                std::to_string(test.unit_count()) + " of them test";
  if (certified == 0) {
    double const needed = std::ceil(std::log(6 / level) / -std::log1p(-goal.limit->loss));
    result.note += std::string("; the whole network alone is kept. Bets on the means of ") + unit +
                   "s cannot reject before about " + std::to_string(static_cast<long long>(needed)) +
                   " test without a single loss";
  }
  return result;
}

} // namespace peax::search
