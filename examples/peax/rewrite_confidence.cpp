// confidence_exits: what --rewrite may say of it, and how it is run.

#include "optimize_step.hpp"
#include <peax/report/platform.hpp>
#include <peax/rewrite/confidence_exits.hpp>

namespace command {

namespace {

rewriter_key const rule_key{"rule", {"max_probability", "margin", "entropy"}};

peax::rewrite::confidence_settings settings_of(step const& s) {
  peax::rewrite::confidence_settings with;
  with.keep = s.of.keep;
  with.decision = peax::result::confidence{s.spec.choice<peax::decision::confidence_rule>(rule_key)};
  with.most_exits = static_cast<std::size_t>(s.spec.count("exits", 2));
  with.finetune = s.spec.count("finetune", 0) == 1;
  with.data_type = data_type_of(s.spec);
  with.search_seconds = s.of.search_seconds;
  with.seed = s.how.seed;
  return with;
}

step_result run_confidence_exits(step const& s) {
  auto const with = settings_of(s);
  auto const on = [&](auto const& a, auto const& rewriter) {
    auto const told = [&](auto const& submitted) {
      auto out = run_step<peax::report::early_exits>(submitted, rewriter, s);
      out.tried = peax::summary::tried_exits_of(submitted.template get<peax::report::early_exits>());
      return out;
    };
    return s.of.test ? told(a.submit(peax::report::dataset<peax::test>::of{*s.of.test})) : told(a);
  };
  auto const a = learning_analysis(s);
  if (s.of.platform)
    return on(a.submit(peax::report::platform::of{*s.of.platform}),
              peax::rewrite::mapped_confidence_exits{with});
  return on(a, peax::rewrite::confidence_exits{with});
}

} // namespace

registered_rewriter const confidence_exits{
    {"confidence_exits", {rule_key, branch_key(), {"exits", {}, 1, 32}, {"finetune", {}, 0, 1}, type_key()}},
    /*learns=*/true,
    /*follows=*/false,
    /*goes_on=*/false,
    /*knows_latency=*/true,
    run_confidence_exits};

} // namespace command
