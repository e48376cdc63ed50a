#pragma once
//! @file
//! The bodies of alternatives.hpp.

#include <peax/rewrite/front/alternatives.hpp>
#include <peax/rewrite/front/choose.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>
#include <vector>

namespace peax::rewrite {

PEAX_INLINE void add_alternative(any_solutions& all, any_solutions const& found, result::preference prefer) {
  std::size_t const before = all.front.size();
  all.front.insert(all.front.end(), found.front.begin(), found.front.end());
  if (!found.choice) return;
  bool const is_better =
      !all.choice || rank_of(found.front[*found.choice], prefer) < rank_of(all.front[*all.choice], prefer);
  if (is_better) all.choice = before + *found.choice;
}

PEAX_INLINE void say_way(any_solutions& all, result::preference prefer) {
  if (!all.choice) return;
  auto& chosen = all.front[*all.choice];
  bool const others = std::any_of(all.front.begin(), all.front.end(),
                                  [&](any_solution const& s) { return s.made_by != chosen.made_by; });
  if (!others) return;
  chosen.chosen_because += (chosen.chosen_because.empty() ? "" : "; ") +
                           fmt::format("it came by {}, and of what each way chose it has {}", chosen.made_by,
                                       result::in_words(ranked_by(chosen, prefer)));
}

PEAX_INLINE void keep_front(any_solutions& found) {
  std::vector<std::size_t> order(found.front.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  auto const cost = [&](std::size_t i) { return *found.front[i].measured.validation_relative_macs; };
  auto const score = [&](std::size_t i) { return *found.front[i].measured.validation_score; };
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) {
    return cost(a) < cost(b) || (cost(a) == cost(b) && score(a) > score(b));
  });
  any_solutions out;
  out.refusals = found.refusals;
  double best = -1;
  for (auto const i : order) {
    bool const is_chosen = found.choice && *found.choice == i;
    if (score(i) <= best && !is_chosen) continue;
    best = std::max(best, score(i));
    if (is_chosen) out.choice = out.front.size();
    out.front.push_back(std::move(found.front[i]));
  }
  found = std::move(out);
}

} // namespace peax::rewrite
