// temporal_exits and feature_map_termination: what --rewrite may say of them.

#include "rewriters.hpp"

namespace command {

namespace {

rewriter_key const decision_key{"decision", {"auto", "difference_detection", "temporal_patience"}};
rewriter_key const reference_key{"reference", {"auto", "scene", "previous"}};
rewriter_key const pooling_key{"pooling", {"auto", "global", "coarse", "fine"}};

} // namespace

using peax::rewrite::feature_map_termination;
using peax::rewrite::temporal_exits;

template <> std::vector<rewriter_key> offered<temporal_exits>::keys() {
  return {decision_key, {"exits", {}, 1, 8}, branch_key(), type_key()};
}
template <> temporal_exits offered<temporal_exits>::ordered(order const& o) {
  peax::rewrite::temporal_settings with;
  with.keep = o.of.keep;
  with.decision = o.spec.choice<peax::rewrite::temporal_decision>(decision_key);
  with.most_exits = static_cast<std::size_t>(o.spec.count("exits", 0)); // 0: as the rule does best
  with.search_seconds = o.of.search_seconds;
  with.data_type = data_type_of(o.spec);
  with.seed = o.how.seed;
  return {with};
}

template <> std::vector<rewriter_key> offered<feature_map_termination>::keys() {
  return {reference_key, pooling_key, type_key()};
}
template <> feature_map_termination offered<feature_map_termination>::ordered(order const& o) {
  peax::rewrite::feature_map_settings with;
  with.keep = o.of.keep;
  // The first name of each key, auto, leaves all ways open.
  if (auto const r = o.spec.choice<int>(reference_key); r > 0)
    with.reference = static_cast<peax::decision::reference>(r - 1);
  if (auto const p = o.spec.choice<int>(pooling_key); p > 0)
    with.pooling = static_cast<peax::report::pooling>(p - 1);
  with.data_type = data_type_of(o.spec);
  with.seed = o.how.seed;
  return {with};
}

} // namespace command
