#pragma once
//! @file
//! The bodies of sinks.hpp.

#include <peax/search/cascade/sinks.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace peax::search {

PEAX_INLINE group_margin_sink::group_margin_sink(sweep_problem const& p, bool mean_of_samples,
                                                 loss_limit const& limit)
    : problem_(&p), limit_(limit, p.groups()) {
  auto const groups = static_cast<double>(p.groups());
  for (double const size : p.group_size) unit_.push_back(mean_of_samples ? 1.0 / size : groups / p.scale);
  for (std::size_t e = 0; e + 1 < p.exits; ++e) {
    detail::rank_order const order(p.levels[e]);
    std::vector<std::vector<std::size_t>> differing(p.levels[e].value.size());
    for (std::size_t r = 0; r < differing.size(); ++r)
      for (std::size_t const i : order.at(r))
        if (p.gain(e, i) != 0) differing[r].push_back(i);
    differing_.push_back(std::move(differing));
  }
}

PEAX_INLINE void group_margin_sink::operator()(sweep_state const& s) {
  loss_.resize(unit_.size());
  double sum = 0, squares = 0;
  for (std::size_t g = 0; g < loss_.size(); ++g) {
    loss_[g] = -static_cast<double>((*s.group_gain)[g]) * unit_[g];
    sum += loss_[g];
    squares += loss_[g] * loss_[g];
  }
  if (s.depth == 0) {
    consider(s, -1, s.score, s.cost, s.discord, sum, squares);
    return;
  }
  std::int64_t score = s.score, cost = s.cost;
  double discord = s.discord;
  auto const exit = static_cast<std::size_t>(s.name.exit[static_cast<std::size_t>(s.depth - 1)]);
  for (std::size_t u = 0; u < s.last->level.size(); ++u) {
    if (s.last->count[u] == 0) continue;
    score += s.last->gain[u];
    cost += s.last->count[u] * s.step;
    discord += s.last->discord[u];
    for (std::size_t const i : differing_[exit][static_cast<std::size_t>(s.last->level[u])]) {
      if (!(*s.remaining)[i]) continue;
      std::size_t const g = problem_->group[i];
      double const change = -static_cast<double>(problem_->gain(exit, i)) * unit_[g];
      sum += change;
      squares += change * (2 * loss_[g] + change);
      loss_[g] += change;
    }
    consider(s, static_cast<std::ptrdiff_t>(u), score, cost, discord, sum, squares);
  }
}

PEAX_INLINE void group_margin_sink::consider(sweep_state const& s, std::ptrdiff_t slot, std::int64_t score,
                                             std::int64_t cost, double discord, double sum, double squares) {
  if (found_ && (cost > best_.cost || (cost == best_.cost && score <= best_.score))) return;
  double const loss = static_cast<double>(problem_->base - score) / problem_->scale;
  if (!limit_.keeps(loss)) return;
  auto const groups = static_cast<double>(loss_.size()), n = static_cast<double>(problem_->samples);
  double const single = paired_losses::of_samples(loss, discord, n, problem_->one_more).unit_error;
  // Without an early exit every answer is the last exit's own.
  bool const fits =
      s.depth == 0 || limit_.keeps(paired_losses::of_groups(loss, sum, squares, groups, single));
  if (!fits || !detail::is_apart(detail::named(s, slot), problem_->levels)) return;
  best_ = {score, cost, detail::named(s, slot)};
  found_ = true;
}

} // namespace peax::search
