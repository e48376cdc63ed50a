#pragma once
//! @file
//! Which threshold vectors are tried, in which order.

#include <peax/core/progress.hpp>
#include <peax/search/cascade/sweep.hpp>
#include <peax/search/exit_filter.hpp>

#include <chrono>
#include <cstddef>
#include <initializer_list>
#include <vector>

namespace peax::search {

//! Candidate thresholds of every early exit: all distinct ones for one and two exits, 200 quantiles for
//! three, 201 for more.
[[nodiscard]] inline std::vector<threshold_levels> levels_to_try(cascade_traces const& traces) {
  std::vector<threshold_levels> levels;
  for (std::size_t e = 0; e < traces.early_exits(); ++e)
    levels.push_back(traces.early_exits() < 3
                         ? distinct_levels(traces.confidence(e))
                         : quantile_levels(traces.confidence(e), traces.early_exits() == 3 ? 200 : 201));
  return levels;
}

//! How far an enumeration goes.
struct enumeration_limits {
  std::size_t most_exits = 3; //!< early exits in one set, at most 3
  double seconds = 60;        //!< beyond three early exits of the problem, sets of three begin only before
  exit_filter allowed{};
};

//! Shows every sink the sets of none, one, two and three early exits of the problem, each set in lexical
//! order. Beyond three early exits, sets of three begin only while less than `limits.seconds` have passed.
//! Returns how many sets were left out.
template <class... Sinks>
std::size_t enumerate(sweep_problem const& p, enumeration_limits limits, progress const& listener,
                      Sinks&... sinks) {
  using clock = std::chrono::steady_clock;
  auto const begin = clock::now();
  auto const both = [&](sweep_state const& state) { (sinks(state), ...); };
  std::size_t const exits = p.exits - 1;
  std::size_t const triples = exits < 3 || limits.most_exits < 3 ? 0 : exits * (exits - 1) * (exits - 2) / 6;
  std::size_t const pairs = exits * (exits - 1) / 2, all = 1 + exits + pairs + triples;
  double done = 0;
  auto const step = [&] { tell(listener, "threshold search", ++done / static_cast<double>(all)); };
  exit_filter const& allowed = limits.allowed;
  if (passes(allowed, {})) sweep_none(p, both);
  step();
  for (std::size_t a = 0; limits.most_exits > 0 && a < exits; ++a, step())
    if (passes(allowed, {a})) sweep_one(p, a, both);
  for (std::size_t a = 0; limits.most_exits > 1 && a < exits; ++a)
    for (std::size_t b = a + 1; b < exits; ++b, step())
      if (passes(allowed, {a, b})) sweep_two(p, a, b, both);
  std::size_t left_out = 0;
  for (std::size_t a = 0; triples > 0 && a < exits; ++a)
    for (std::size_t b = a + 1; b < exits; ++b)
      for (std::size_t c = b + 1; c < exits; ++c, step()) {
        bool const late =
            exits > 3 && std::chrono::duration<double>(clock::now() - begin).count() > limits.seconds;
        if (left_out > 0 || late)
          ++left_out;
        else if (passes(allowed, {a, b, c}))
          sweep_three(p, a, b, c, both);
      }
  return left_out;
}

} // namespace peax::search
