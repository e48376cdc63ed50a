#pragma once
//! @file
//! Which rules, exits and thresholds are looked at, and what is kept of them.

#include <peax/core/config.hpp>
#include <peax/core/progress.hpp>
#include <peax/search/limit/keeps.hpp>
#include <peax/search/limit/limit.hpp>
#include <peax/search/temporal/temporal_goal.hpp>
#include <peax/search/temporal/temporal_judge.hpp>
#include <peax/search/temporal/temporal_point.hpp>
#include <peax/search/temporal/temporal_traces.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

namespace peax::search::detail {

//! Keeps the strict front, and the cheapest choice within a plain limit or one with a margin. Of equals the
//! first stays.
class temporal_sink {
 public:
  struct entry {
    double cost, worth;
    temporal_choice what;
  };

  //! `groups`: the units of the traces; 0 where samples are the units.
  explicit temporal_sink(std::optional<loss_limit> const& limit = {}, std::size_t groups = 0) {
    if (limit) limit_.emplace(*limit, groups);
  }

  //! `worth` is the score, or what else is to be large; `make` gives the choice where it is kept, or nothing where
  //! no thresholds tell its distances apart.
  template <class Make> void offer(temporal_judge const& judge, double cost, double worth, Make&& make) {
    ++seen_;
    bool const is_safe = limit_ &&
                         (!safe_ || cost < safe_->cost || (cost == safe_->cost && worth > safe_->worth)) &&
                         keeps(judge);
    bool const is_better = on_the_front(cost, worth);
    if (!is_safe && !is_better) return;
    std::optional<temporal_choice> const what = make();
    if (what && is_safe) safe_ = entry{cost, worth, *what};
    if (what && is_better) insert({cost, worth, *what});
  }

  //! The whole network on every sample: nothing is lost, so that there is no error to leave a margin for.
  void offer_whole(temporal_judge const& judge, double cost, double worth) {
    ++seen_;
    if (limit_ && limit_->keeps(judge.loss())) safe_ = entry{cost, worth, {}};
    if (on_the_front(cost, worth)) insert({cost, worth, {}});
  }

  [[nodiscard]] std::vector<entry> const& front() const { return front_; }
  [[nodiscard]] std::optional<entry> const& safe() const { return safe_; }
  [[nodiscard]] std::size_t seen() const { return seen_; }

 private:
  [[nodiscard]] bool on_the_front(double cost, double worth) const {
    auto const from =
        std::partition_point(front_.begin(), front_.end(), [&](entry const& e) { return e.cost < cost; });
    if (from != front_.begin() && std::prev(from)->worth >= worth) return false;
    return from == front_.end() || from->cost != cost || from->worth < worth;
  }
  void insert(entry kept) {
    auto const from = std::partition_point(front_.begin(), front_.end(),
                                           [&](entry const& e) { return e.cost < kept.cost; });
    auto to = from;
    while (to != front_.end() && to->worth <= kept.worth) ++to;
    front_.insert(front_.erase(from, to), std::move(kept));
  }
  [[nodiscard]] bool keeps(temporal_judge const& judge) const {
    if (!limit_->has_margin()) return limit_->keeps(judge.loss());
    return limit_->keeps(judge.loss()) && limit_->keeps(judge.losses());
  }

  std::optional<seen_limit> limit_;
  std::vector<entry> front_;
  std::optional<entry> safe_;
  std::size_t seen_ = 0;
};

//! What of a behaviour is to be large: its score, or how safe it is.
using temporal_worth = std::function<double(temporal_judge const&)>;

//! Shows the sink every rule with one exit; pairs with the first exit's threshold at 16 ranks of its distinct
//! ones and every behaviour of the second; the kept pair at 64 ranks more around its own; then larger sets
//! that grow from what is kept, and in the end each threshold of it once more.
PEAX_INLINE void explore(temporal_traces const& traces, temporal_goal const& goal,
                         temporal_worth const& worth, temporal_sink& sink, progress const& to);

} // namespace peax::search::detail

#ifndef PEAX_COMPILED
#include <peax/search/temporal/temporal_explore.ipp>
#endif
