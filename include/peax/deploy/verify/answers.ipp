#pragma once
//! @file
//! The bodies of answers.hpp.

#include <peax/core/error.hpp>
#include <peax/decision/confidence.hpp>
#include <peax/deploy/verify/answers.hpp>
#include <peax/deploy/verify/exit_labels.hpp>
#include <peax/solution/answers.hpp>
#include <peax/solution/temporal_evaluation.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::deploy {

namespace detail {

//! Whether a score lies on the edge. Scores of temporal rules are squared distances, negated; thresholds are distances.
inline bool is_near(any_solution const& s, std::size_t exit, float score) {
  double const threshold = static_cast<double>(s.thresholds[exit]);
  double is = static_cast<double>(score);
  if (s.decision.repeats()) is = std::sqrt(std::max(0.0, -is));
  return std::abs(is - threshold) <= decision_tolerance * std::abs(threshold);
}

//! The samples of which a decision that was asked lies on the edge: those exits are asked at which the sample arrives.
inline std::vector<bool> near_thresholds(any_solution const& s, std::span<tensor const> outputs,
                                         result::stream_replay const& played,
                                         std::vector<std::int32_t> const& final_label,
                                         std::span<std::size_t const> lengths) {
  std::vector<result::exit_rows> rows;
  std::vector<std::unique_ptr<result::exit_watch>> watches;
  std::size_t const early = s.thresholds.size();
  for (std::size_t e = 0; e < early; ++e) {
    rows.emplace_back(outputs[e], s.outputs_are);
    watches.push_back(s.decision.watch());
  }
  std::vector<bool> out(played.exit.size(), false);
  std::size_t i = 0;
  for (auto const length : lengths) {
    for (auto const& w : watches) w->begin();
    for (std::size_t const end = i + length; i < end; ++i) {
      std::size_t const left = played.exit[i];
      for (std::size_t e = 0; e < early && e <= left; ++e)
        out[i] = out[i] || is_near(s, e, watches[e]->score(rows[e][i]));
      for (std::size_t e = 0; left == early && e < early; ++e) watches[e]->ran(rows[e][i], final_label[i]);
      if (left < early) watches[left]->left(rows[left][i]);
    }
  }
  return out;
}

//! Puts the outputs behind the first into the rows of answers.
inline void append_outputs(decided_answers& to, graph const& g, std::span<tensor const> beside) {
  std::size_t const n = to.exit.size(), first = to.width;
  to.parts.push_back({g[g.outputs()[0]].name, first});
  for (std::size_t o = 0; o < beside.size(); ++o) {
    to.parts.push_back({g[g.outputs()[o + 1]].name, beside[o].size() / n});
    to.width += to.parts.back().width;
  }
  std::vector<float> rows;
  rows.reserve(n * to.width);
  for (std::size_t i = 0; i < n; ++i) {
    auto const put = [&](std::span<float const> all, std::size_t width) {
      auto const row = all.subspan(i * width, width);
      rows.insert(rows.end(), row.begin(), row.end());
    };
    put(to.output, first);
    for (std::size_t o = 0; o < beside.size(); ++o) put(beside[o].floats(), to.parts[o + 1].width);
  }
  to.output = std::move(rows);
}

} // namespace detail

PEAX_INLINE decided_answers decide(any_solution const& s, std::span<tensor const> outputs,
                                   std::span<std::size_t const> lengths) {
  auto const beside = s.exits.size() == 1 ? outputs.subspan(1) : std::span<tensor const>();
  outputs = outputs.first(std::min(outputs.size(), s.exits.size())); // others answer beside the last
  std::vector<tensor const*> at;
  for (auto const& t : outputs) at.push_back(&t);
  auto const played =
      result::replay_stream(s, at, lengths, result::form_of_exit(*s.network, s, at.size() - 1));
  std::size_t const n = played.exit.size(), last = outputs.size() - 1;
  decided_answers out;
  out.width = outputs[last].size() / n;
  std::vector<std::vector<std::int32_t>> labels;
  for (std::size_t e = 0; e < outputs.size(); ++e) labels.push_back(exit_labels(s, e, outputs[e], n));
  out.exit = played.exit;
  for (std::size_t i = 0; i < n; ++i) {
    std::size_t const answering = s.decision.repeats() ? last : played.exit[i], from = played.from[i];
    out.label.push_back(labels[answering][from]);
    auto const all = outputs[answering].floats();
    if (all.size() != n * out.width)
      throw bad_input(fmt::format("exit {} of {} gives {} values, the network {}", answering,
                                  s.network.name(), all.size() / n, out.width));
    auto const row = all.subspan(from * out.width, out.width);
    out.output.insert(out.output.end(), row.begin(), row.end());
  }
  out.near_threshold = detail::near_thresholds(s, outputs, played, labels[last], lengths);
  if (!beside.empty()) detail::append_outputs(out, *s.network, beside);
  return out;
}

namespace detail {

//! "output 3", or of several outputs "heat[3]".
inline std::string name_of_value(std::vector<answer_part> const& parts, std::size_t k) {
  for (auto const& part : parts) {
    if (k < part.width) return fmt::format("{}[{}]", part.name, k);
    k -= part.width;
  }
  return fmt::format("output {}", k);
}

//! How a sample is answered otherwise; nothing when it is not.
inline std::optional<answer_difference> difference_at(decided_answers const& expected, answers const& got,
                                                      std::size_t i, double& largest) {
  if (expected.exit[i] != got.exit[i])
    return answer_difference{i, "exit", std::to_string(expected.exit[i]), std::to_string(got.exit[i])};
  if (expected.label[i] != got.label[i])
    return answer_difference{i, "label", std::to_string(expected.label[i]), std::to_string(got.label[i])};
  std::optional<answer_difference> out;
  for (std::size_t k = 0; k < expected.width; ++k) {
    float const y = expected.output[i * expected.width + k], x = got.output[i * expected.width + k];
    if (x == y || (std::isnan(x) && std::isnan(y))) continue;
    double const wide = static_cast<double>(y);
    double const apart = std::abs(static_cast<double>(x) - wide) / std::max(1.0, std::abs(wide));
    largest = std::max(largest, apart);
    if (!(apart <= output_tolerance) && !out)
      out =
          answer_difference{i, name_of_value(expected.parts, k), fmt::format("{}", y), fmt::format("{}", x)};
  }
  return out;
}

} // namespace detail

PEAX_INLINE comparison compare(decided_answers const& expected, answers const& got,
                               std::span<std::size_t const> lengths, std::size_t exits, bool follows) {
  if (got.exit.size() != expected.exit.size() || got.width != expected.width)
    throw bad_input(fmt::format("{} answers of {} values are compared with {} of {}", got.exit.size(),
                                got.width, expected.exit.size(), expected.width));
  comparison out;
  std::size_t i = 0;
  for (auto const length : lengths) {
    bool lost = false; // what is remembered is not the same any more
    for (std::size_t const end = i + length; i < end; ++i) {
      lost = lost && (expected.exit[i] + 1 != exits || got.exit[i] + 1 != exits);
      if (lost) {
        ++out.left_out;
        continue;
      }
      bool const decided_alike = expected.exit[i] == got.exit[i] && expected.label[i] == got.label[i];
      if (expected.near_threshold[i] && !decided_alike) {
        ++out.excused;
        lost = follows;
        continue;
      }
      ++out.compared;
      auto const found = detail::difference_at(expected, got, i, out.largest);
      if (!found) continue;
      ++out.differing;
      lost = follows;
      if (!out.first) out.first = found;
    }
  }
  return out;
}

} // namespace peax::deploy
