#pragma once
//! @file
//! Small random cascades with ties and duplicates, and the brute force over all their threshold vectors.

#include <peax/core/random.hpp>
#include <peax/decision/confidence.hpp>
#include <peax/score/score_of.hpp>
#include <peax/search/cascade/replay.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <set>
#include <utility>
#include <vector>

namespace peax::testing {

//! Costs are multiples of 1/8, confidences of 1/`steps`, so that equal costs and equal confidences are
//! frequent.
inline search::cascade_traces random_traces(random_stream& random, std::size_t early, std::size_t samples,
                                            bool parts, std::uint64_t steps = 6, std::size_t groups = 0) {
  std::vector<std::int32_t> truth(samples), prediction((early + 1) * samples);
  std::vector<float> confidence(early * samples);
  for (auto& t : truth) t = static_cast<std::int32_t>(random.index(3));
  for (std::size_t k = 0; k < prediction.size(); ++k)
    prediction[k] = random.uniform() < 0.6 ? truth[k % samples] : static_cast<std::int32_t>(random.index(3));
  for (auto& c : confidence) c = static_cast<float>(random.index(steps)) / static_cast<float>(steps);
  std::vector<double> prefix(early + 1), branch(early + 1);
  double sum = 0;
  for (double& p : prefix) p = sum += static_cast<double>(1 + random.index(4)) / 8;
  for (double& b : branch) b = static_cast<double>(random.index(2)) / 8;
  std::vector<std::int64_t> group;
  for (std::size_t i = 0; groups > 0 && i < samples; ++i)
    group.push_back(static_cast<std::int64_t>(i % groups) * 7 - 3);
  return {truth, prediction, confidence,
          parts ? search::exit_costs::parts(prefix, branch) : search::exit_costs::whole(prefix), group};
}

//! A vector of the brute force.
struct brute_vector {
  std::vector<float> thresholds;
  double score;
  std::int64_t cost; //!< in 1/8, summed over the samples
};

//! Every combination of a distinct confidence or "never" (2) at each exit, at most `most` used, simulated
//! sample by sample.
inline std::vector<brute_vector> brute_force(search::cascade_traces const& traces, scoring::score const& by,
                                             std::size_t most = 3) {
  std::vector<std::vector<float>> choices;
  for (std::size_t e = 0; e < traces.early_exits(); ++e) {
    std::set<float> distinct(traces.confidence(e).begin(), traces.confidence(e).end());
    distinct.insert(2.0f);
    choices.emplace_back(distinct.begin(), distinct.end());
  }
  std::vector<brute_vector> all;
  std::vector<float> thresholds(choices.size());
  std::function<void(std::size_t, std::size_t)> choose = [&](std::size_t e, std::size_t used) {
    if (e < choices.size()) {
      for (float const t : choices[e]) {
        if (t < 2 && used == most) continue;
        thresholds[e] = t;
        choose(e + 1, used + (t < 2 ? 1 : 0));
      }
      return;
    }
    std::vector<std::int32_t> answers;
    double cost = 0;
    auto const& costs = traces.costs();
    for (std::size_t i = 0; i < traces.samples(); ++i) {
      double paid = 0;
      for (std::size_t x = 0;; ++x) {
        bool const last = x == traces.early_exits();
        if (!costs.branch.empty() && (last || thresholds[x] < 2)) paid += costs.branch[x];
        if (!last && !(traces.confidence(x)[i] >= thresholds[x])) continue;
        answers.push_back(traces.prediction(x)[i]);
        cost += paid + costs.prefix[x];
        break;
      }
    }
    all.push_back({thresholds, scoring::score_of(by, traces.truth(), answers), std::llround(cost * 8)});
  };
  choose(0, 0);
  return all;
}

//! The strict front of (cost, score), ascending; scores closer than 1e-12 are equal.
inline std::vector<std::pair<std::int64_t, double>> strict_front(std::vector<brute_vector> const& all) {
  std::vector<std::pair<std::int64_t, double>> points, front;
  for (auto const& v : all) points.emplace_back(v.cost, -v.score);
  std::sort(points.begin(), points.end());
  for (auto const& [cost, minus] : points)
    if (front.empty() || -minus > front.back().second + 1e-12) front.emplace_back(cost, -minus);
  return front;
}

} // namespace peax::testing
