#pragma once
//! @file
//! From the stored signatures of feature maps along a stream to a front of rules: sweep, choice, models.

#include <peax/analysis/component.hpp>
#include <peax/core/progress.hpp>
#include <peax/data/stream.hpp>
#include <peax/graph/network.hpp>
#include <peax/report/feature_map_signatures.hpp>
#include <peax/rewrite/constraints.hpp>
#include <peax/rewrite/solution.hpp>
#include <peax/rewrite/temporal_solutions.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace peax::rewrite {

//! What a signature is compared with.
enum class signature_reference : std::uint8_t { automatic, scene, previous };
//! How the feature map is pooled.
enum class signature_pooling : std::uint8_t { automatic, global, coarse, fine };

//! Settings of feature map termination; automatic tries all.
struct feature_map_settings {
  constraints keep{};
  signature_reference reference = signature_reference::automatic;
  signature_pooling pooling = signature_pooling::automatic;
  std::size_t most_solutions = 40;   //!< of the front that become models; the chosen one is always among them
  std::string data_type = "float32"; //!< in which the network is deployed: memory goes by it
  std::uint64_t seed = 0;
};

//! The front of rules on a network's feature maps. The loss counts from `first`, the model of the user.
[[nodiscard]] inline solutions<multi_exit>
feature_map_front(network const& n, network const& first, report::feature_map_signatures const& signatures,
                  data::stream const& judge, feature_map_settings const& with, progress const& to) {
  detail::along_stream a;
  detail::rule_names names{"feature map termination", "signatures", {}};
  for (auto const& p : signatures.places) {
    if (with.pooling != signature_pooling::automatic &&
        static_cast<int>(p.pooled) + 1 != static_cast<int>(with.pooling))
      continue;
    a.exits.push_back(&p.exit);
    names.pooled.emplace_back(report::name_of(p.pooled));
  }
  std::vector<refusal> refusals = signatures.refusals;
  if (a.exits.empty()) {
    if (refusals.empty())
      refusals.push_back({"feature map termination",
                          "no feature map is large enough for this pooling to differ from a coarser one",
                          n.name()});
    solutions<multi_exit> none;
    none.refusals = std::move(refusals);
    return none;
  }
  a.final_outputs = signatures.final_outputs;
  a.form = signatures.form;
  search::temporal_goal goal{{}, with.keep.score, {}, 1};
  goal.seed = with.seed;
  if (with.reference != signature_reference::previous)
    goal.rules.push_back(decision::temporal_rule::signature_scene);
  if (with.reference != signature_reference::scene)
    goal.rules.push_back(decision::temporal_rule::signature_previous);
  return detail::front_along(n, first, std::move(a), judge, std::move(goal), std::move(names),
                             {with.keep, with.most_solutions, with.data_type}, std::move(refusals), to);
}

} // namespace peax::rewrite
