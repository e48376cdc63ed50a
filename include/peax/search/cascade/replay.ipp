#pragma once
//! @file
//! The bodies of replay.hpp.

#include <peax/core/error.hpp>
#include <peax/decision/confidence.hpp>
#include <peax/score/score_of.hpp>
#include <peax/search/cascade/levels.hpp>
#include <peax/search/cascade/replay.hpp>

#include <fmt/core.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::search {

PEAX_INLINE std::vector<std::size_t> leaving_exits(cascade_traces const& traces,
                                                   std::span<float const> thresholds) {
  std::vector<std::size_t> exit(traces.samples(), traces.early_exits());
  for (std::size_t e = traces.early_exits(); e-- > 0;) {
    auto const confidence = traces.confidence(e);
    for (std::size_t i = 0; i < exit.size(); ++i)
      if (decision::leaves(confidence[i], thresholds[e])) exit[i] = e;
  }
  return exit;
}

PEAX_INLINE std::vector<std::int32_t> answers_at(cascade_traces const& traces,
                                                 std::span<std::size_t const> exit) {
  std::vector<std::int32_t> answer(exit.size());
  for (std::size_t i = 0; i < answer.size(); ++i) answer[i] = traces.prediction(exit[i])[i];
  return answer;
}

PEAX_INLINE double base_score(cascade_traces const& traces, scoring::score const& by) {
  return scoring::score_of(by, traces.truth(), traces.prediction(traces.early_exits()));
}

PEAX_INLINE bool tells_apart(cascade_traces const& traces, cascade_point const& point) {
  for (std::size_t e = 0; e < traces.early_exits(); ++e)
    if (point.thresholds[e] < decision::never && !tells_apart(traces.confidence(e), point.thresholds[e]))
      return false;
  return true;
}

PEAX_INLINE cascade_point replay(cascade_traces const& traces, std::vector<float> thresholds,
                                 scoring::score const& by) {
  if (thresholds.size() != traces.early_exits())
    throw bad_input(
        fmt::format("cascade: {} thresholds for {} early exits", thresholds.size(), traces.early_exits()));
  std::vector<bool> used(traces.early_exits());
  for (std::size_t e = 0; e < used.size(); ++e) used[e] = thresholds[e] < decision::never;
  std::vector<std::size_t> const exit = leaving_exits(traces, thresholds);
  std::vector<std::int32_t> const answers = answers_at(traces, exit);
  std::vector<std::size_t> count(traces.exits(), 0);
  for (std::size_t const e : exit) ++count[e];

  cascade_point point;
  std::vector<double> const cost = traces.costs().leaving(used);
  auto const n = static_cast<double>(traces.samples());
  for (std::size_t e = 0; e < count.size(); ++e) {
    point.mean_cost += static_cast<double>(count[e]) * cost[e] / n;
    point.exit_shares.push_back(static_cast<double>(count[e]) / n);
  }
  point.thresholds = std::move(thresholds);
  point.accuracy = scoring::score_of({}, traces.truth(), answers);
  point.score = scoring::score_of(by, traces.truth(), answers);
  point.loss = base_score(traces, by) - point.score;
  return point;
}

} // namespace peax::search
