#pragma once
//! @file
//! The body of feature_map_front.hpp.

#include <peax/rewrite/temporal/feature_map_front.hpp>
#include <peax/rewrite/temporal/temporal_solutions.hpp>

#include <utility>
#include <vector>

namespace peax::rewrite {

PEAX_INLINE solutions<temporal> feature_map_front(network const& n, network const& first,
                                                  report::feature_map_signatures const& signatures,
                                                  data::stream const& judge, hardware::platform const* on,
                                                  feature_map_settings const& with, progress const& to) {
  along_stream a;
  compared names{"feature map termination", result::output_form::signatures, {}};
  for (auto const& p : signatures.places) {
    if (with.pooling && *with.pooling != p.pooled) continue;
    a.exits.push_back(&p.exit);
    names.pooled.push_back(p.pooled);
  }
  std::vector<refusal> refusals = signatures.refusals;
  if (a.exits.empty()) {
    if (refusals.empty())
      refusals.push_back({"feature map termination",
                          "no feature map is large enough for this pooling to differ from a coarser one",
                          n.name()});
    solutions<temporal> none;
    none.refusals = std::move(refusals);
    return none;
  }
  a.final_outputs = signatures.final_outputs;
  a.form = signatures.form;
  search::temporal_goal goal{{}, with.keep.score, {}, 1};
  goal.seed = with.seed;
  if (with.reference != decision::reference::previous)
    goal.rules.push_back(decision::temporal_rule::signature_scene);
  if (with.reference != decision::reference::scene)
    goal.rules.push_back(decision::temporal_rule::signature_previous);
  return front_along(n, first, std::move(a), judge, std::move(goal), std::move(names),
                     {with.keep, with.most_solutions, with.data_type, on}, std::move(refusals), to);
}

} // namespace peax::rewrite
