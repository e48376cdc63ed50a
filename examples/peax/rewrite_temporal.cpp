// temporal_exits and feature_map_termination: what --rewrite may say of them, and how they are run.

#include "optimize_step.hpp"
#include <peax/report/stream.hpp>
#include <peax/rewrite/feature_map_termination.hpp>
#include <peax/rewrite/temporal_exits.hpp>

namespace command {

namespace {

using calibration_stream = peax::report::stream<peax::calibration>;
using test_stream = peax::report::stream<peax::test>;

rewriter_key const decision_key{"decision", {"auto", "difference_detection", "temporal_patience"}};
rewriter_key const reference_key{"reference", {"auto", "scene", "previous"}};
rewriter_key const pooling_key{"pooling", {"auto", "global", "coarse", "fine"}};

//! With the test stream where there is one.
template <class... Told, class Analysis, class Rewriter>
step_result follow(Analysis const& a, Rewriter const& rewriter, step const& s) {
  auto const on = a.submit(calibration_stream::of{*s.of.calibration});
  if (s.of.test_stream)
    return run_step<calibration_stream, Told...>(on.submit(test_stream::of{*s.of.test_stream}), rewriter, s);
  return run_step<calibration_stream, Told...>(on, rewriter, s);
}

step_result run_temporal_exits(step const& s) {
  peax::rewrite::temporal_settings with;
  with.keep = s.of.keep;
  with.decision = s.spec.choice<peax::rewrite::temporal_decision>(decision_key);
  with.most_exits = static_cast<std::size_t>(s.spec.count("exits", 0)); // 0: as the rule does best
  with.search_seconds = s.of.search_seconds;
  with.data_type = data_type_of(s.spec);
  with.seed = s.how.seed;
  return follow<peax::report::temporal_behaviour, peax::report::early_exits>(
      learning_analysis(s), peax::rewrite::temporal_exits{with}, s);
}

step_result run_feature_map_termination(step const& s) {
  peax::rewrite::feature_map_settings with;
  with.keep = s.of.keep;
  // The first name of each key, auto, leaves all ways open.
  if (auto const r = s.spec.choice<int>(reference_key); r > 0)
    with.reference = static_cast<peax::decision::reference>(r - 1);
  if (auto const p = s.spec.choice<int>(pooling_key); p > 0)
    with.pooling = static_cast<peax::report::pooling>(p - 1);
  with.data_type = data_type_of(s.spec);
  with.seed = s.how.seed;
  return follow<peax::report::feature_map_signatures>(peax::analysis(s.model),
                                                      peax::rewrite::feature_map_termination{with}, s);
}

} // namespace

registered_rewriter const temporal_exits{
    {"temporal_exits", {decision_key, {"exits", {}, 1, 8}, branch_key(), type_key()}},
    /*learns=*/true,
    /*follows=*/true,
    /*goes_on=*/false,
    /*knows_latency=*/false,
    run_temporal_exits};

registered_rewriter const feature_map_termination{
    {"feature_map_termination", {reference_key, pooling_key, type_key()}},
    /*learns=*/false,
    /*follows=*/true,
    /*goes_on=*/false,
    /*knows_latency=*/false,
    run_feature_map_termination};

} // namespace command
