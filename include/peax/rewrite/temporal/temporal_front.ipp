#pragma once
//! @file
//! The body of temporal_front.hpp.

#include <peax/rewrite/temporal/temporal_front.hpp>
#include <peax/rewrite/temporal/temporal_solutions.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace peax::rewrite {

PEAX_INLINE solutions<temporal> temporal_exits_front(network const& n, network const& first,
                                                     report::temporal_behaviour const& behaviour,
                                                     data::stream const& judge, hardware::platform const* on,
                                                     temporal_settings const& with, progress const& to) {
  std::vector<refusal> refusals = behaviour.refusals;
  if (behaviour.places.empty()) {
    if (refusals.empty())
      refusals.push_back({"temporal exits", "the network has no place for an early exit", n.name()});
    solutions<temporal> none;
    none.refusals = std::move(refusals);
    return none;
  }
  along_stream a;
  for (auto const& p : behaviour.places) a.exits.push_back(&p.exit);
  a.final_outputs = behaviour.final_outputs;
  a.form = behaviour.form;
  search::temporal_goal goal{{}, with.keep.score,    {}, std::max<std::size_t>(1, with.most_exits),
                             {}, with.search_seconds};
  goal.seed = with.seed;
  if (with.decision != temporal_decision::temporal_patience)
    goal.rules.push_back(decision::temporal_rule::difference_detection);
  if (with.decision != temporal_decision::difference_detection)
    goal.rules.push_back(decision::temporal_rule::temporal_patience);
  for (auto const rule : goal.rules)
    goal.most_exits_of_rule.push_back(with.most_exits > 0                                  ? with.most_exits
                                      : rule == decision::temporal_rule::temporal_patience ? 2
                                                                                           : 1);
  return front_along(n, first, std::move(a), judge, std::move(goal),
                     {"temporal exits", result::output_form::logits, {}},
                     {with.keep, with.most_solutions, with.data_type, on}, std::move(refusals), to);
}

} // namespace peax::rewrite
