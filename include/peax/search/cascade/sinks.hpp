#pragma once
//! @file
//! What is kept of the vectors that a sweep shows: the strict front, and the cheapest that meets a limit with
//! a margin.

#include <peax/core/config.hpp>
#include <peax/search/cascade/sweep.hpp>
#include <peax/search/limit/keeps.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace peax::search {

//! A vector with its sums.
struct candidate {
  std::int64_t score = 0, cost = 0;
  vector_name name{};
};

namespace detail {

//! Calls `visit(slot, score, cost, discord)` for every threshold of the last used exit, cheapest first; slot
//! -1: nobody leaves there. Stops when `visit` returns false. Slots without samples are passed over.
template <class Visit> void each_cheapest_first(sweep_state const& s, Visit&& visit) {
  if (s.last == nullptr) {
    visit(std::ptrdiff_t{-1}, s.score, s.cost, s.discord);
    return;
  }
  ledger const& last = *s.last;
  auto const slots = static_cast<std::ptrdiff_t>(last.level.size());
  std::int64_t const* gain = last.gain.data();
  std::int32_t const* count = last.count.data();
  double const* discord = last.discord.data();
  if (s.step > 0) { // leaving here costs more than running on
    std::int64_t score = s.score, cost = s.cost;
    double d = s.discord;
    if (!visit(std::ptrdiff_t{-1}, score, cost, d)) return;
    for (std::ptrdiff_t u = 0; u < slots; ++u) {
      if (count[u] == 0) continue;
      score += gain[u];
      cost += count[u] * s.step;
      d += discord[u];
      if (!visit(u, score, cost, d)) return;
    }
    return;
  }
  std::int64_t score = s.score + last.total_gain, cost = s.cost + last.total_count * s.step;
  double d = s.discord + last.total_discord;
  for (std::ptrdiff_t u = slots; u-- > 0;) {
    if (count[u] == 0) continue;
    if (!visit(u, score, cost, d)) return;
    score -= gain[u];
    cost -= count[u] * s.step;
    d -= discord[u];
  }
  visit(std::ptrdiff_t{-1}, score, cost, d);
}

[[nodiscard]] inline vector_name named(sweep_state const& s, std::ptrdiff_t slot) {
  vector_name name = s.name;
  if (s.depth == 0) return name;
  auto const last = static_cast<std::size_t>(s.depth - 1);
  if (slot >= 0)
    name.level[last] = s.last->level[static_cast<std::size_t>(slot)];
  else
    name.exit[last] = -1;
  return name;
}

} // namespace detail

//! A vector is as good as its score.
struct by_score {
  [[nodiscard]] std::int64_t operator()(std::int64_t score, double) const { return score; }
};

//! Keeps the strict front: every point is cheaper than those of a higher worth. Of equals the first seen
//! stays. `Worth` makes a whole number of a vector's score and discord; larger is better.
template <class Worth = by_score> class front_sink {
 public:
  explicit front_sink(Worth worth = {}) : worth_(worth) {}

  void operator()(sweep_state const& state) {
    std::int64_t best = std::numeric_limits<std::int64_t>::min();
    bool first = true;
    detail::each_cheapest_first(
        state, [&](std::ptrdiff_t slot, std::int64_t sum, std::int64_t cost, double discord) {
          std::int64_t const score = worth_(sum, discord);
          if (first) {
            best = best_at(cost);
            first = false;
          }
          if (score > best) {
            best = score;
            // A pair with nobody left for its second exit is a smaller set of exits that does not pay for it.
            if (slot >= 0 || state.depth == 0) offer(score, cost, detail::named(state, slot));
          }
          return true;
        });
  }

  //! Strictly ascending in cost and in worth, which stands in `score`.
  [[nodiscard]] std::vector<candidate> const& front() const { return front_; }

 private:
  //! The best score so far that costs no more than `cost`.
  [[nodiscard]] std::int64_t best_at(std::int64_t cost) const {
    auto const after = first_above(cost);
    return after == front_.begin() ? std::numeric_limits<std::int64_t>::min() : std::prev(after)->score;
  }
  [[nodiscard]] std::vector<candidate>::const_iterator first_above(std::int64_t cost) const {
    return std::partition_point(front_.begin(), front_.end(),
                                [&](candidate const& c) { return c.cost <= cost; });
  }

  void offer(std::int64_t score, std::int64_t cost, vector_name const& name) {
    if (best_at(cost) >= score) return;
    auto const from =
        std::partition_point(front_.begin(), front_.end(), [&](candidate const& c) { return c.cost < cost; });
    auto to = from;
    while (to != front_.end() && to->score <= score) ++to;
    auto const place = front_.erase(from, to);
    front_.insert(place, {score, cost, name});
  }

  Worth worth_;
  std::vector<candidate> front_;
};

//! The cheapest vector (of equal cost the one with the highest score, then the first) that keeps a limit, plain or with a
//! margin, and that every machine answers alike. Samples count singly.
class margin_sink {
 public:
  margin_sink(sweep_problem const& p, loss_limit const& limit) : problem_(&p), limit_(limit) {}

  void operator()(sweep_state const& state) {
    detail::each_cheapest_first(
        state, [&](std::ptrdiff_t slot, std::int64_t score, std::int64_t cost, double discord) {
          if (found_ && cost > best_.cost) return false;
          if (found_ && cost == best_.cost && score <= best_.score) return true;
          // Without an early exit every answer is the last exit's own.
          bool const keeps = state.depth == 0 ? limit_.keeps(0.0) : slot >= 0 && fits(score, discord);
          if (keeps && detail::is_apart(detail::named(state, slot), problem_->levels))
            keep(score, cost, detail::named(state, slot));
          return true;
        });
  }

  [[nodiscard]] bool found() const { return found_; }
  [[nodiscard]] candidate const& best() const { return best_; }

 private:
  [[nodiscard]] bool fits(std::int64_t score, double discord) const {
    auto const n = static_cast<double>(problem_->samples);
    double const loss = static_cast<double>(problem_->base - score) / problem_->scale;
    return limit_.keeps(loss) &&
           limit_.keeps(paired_losses::of_samples(loss, discord, n, problem_->one_more));
  }
  void keep(std::int64_t score, std::int64_t cost, vector_name const& name) {
    best_ = {score, cost, name};
    found_ = true;
  }

  sweep_problem const* problem_;
  seen_limit limit_;
  candidate best_;
  bool found_ = false;
};

//! As margin_sink where samples come in groups. A group's loss is the mean of its samples for accuracy; for mean
//! recall it is its share of the loss times the number of groups, so that the mean is the loss.
class group_margin_sink {
 public:
  PEAX_INLINE group_margin_sink(sweep_problem const& p, bool mean_of_samples, loss_limit const& limit);

  PEAX_INLINE void operator()(sweep_state const& s);

  [[nodiscard]] bool found() const { return found_; }
  [[nodiscard]] candidate const& best() const { return best_; }

 private:
  PEAX_INLINE void consider(sweep_state const& s, std::ptrdiff_t slot, std::int64_t score, std::int64_t cost,
                            double discord, double sum, double squares);

  sweep_problem const* problem_;
  seen_limit limit_;
  std::vector<double> unit_, loss_;
  std::vector<std::vector<std::vector<std::size_t>>> differing_;
  candidate best_;
  bool found_ = false;
};

} // namespace peax::search

#ifndef PEAX_COMPILED
#include <peax/search/cascade/sinks.ipp>
#endif
