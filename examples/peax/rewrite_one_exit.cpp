// right_sizing, separable_convolutions and slimming: what --rewrite may say of them, and how they are run.

#include "optimize_step.hpp"
#include <peax/rewrite/right_sizing.hpp>
#include <peax/rewrite/separable_convolutions.hpp>
#include <peax/rewrite/slimming.hpp>

namespace command {

namespace {

rewriter_key const batch_key{"batch", {"measured"}};
rewriter_key const head_key{"head", {"auto", "pool", "grid"}};

template <class Settings> Settings settings_for(step const& s) {
  Settings with;
  with.keep = s.of.keep;
  with.data_type = data_type_of(s.spec);
  with.seed = s.how.seed;
  with.class_weight_power = class_weight_power(s);
  if (s.spec.settings.contains("batch")) with.batch = 0; // measured
  with.epochs = static_cast<std::size_t>(s.spec.count("epochs", static_cast<std::int64_t>(with.epochs)));
  return with;
}

template <class... Told, class Rewriter> step_result run_one_exit(step const& s, Rewriter const& rewriter) {
  auto const a = learning_analysis(s);
  if (s.of.test)
    return run_step<Told...>(a.submit(peax::report::dataset<peax::test>::of{*s.of.test}), rewriter, s);
  return run_step<Told...>(a, rewriter, s);
}

step_result run_right_sizing(step const& s) {
  auto with = settings_for<peax::rewrite::right_sizing_settings>(s);
  with.head = s.spec.choice<peax::rewrite::head_choice>(head_key);
  with.finetune = s.spec.count("finetune", 1) == 1;
  return run_one_exit<peax::report::early_exits>(s, peax::rewrite::right_sizing{with});
}

step_result run_separable_convolutions(step const& s) {
  auto with = settings_for<peax::rewrite::separable_settings>(s);
  with.layers = static_cast<std::size_t>(s.spec.count("layers", 0));
  return run_one_exit(s, peax::rewrite::separable_convolutions{with});
}

step_result run_slimming(step const& s) {
  auto with = settings_for<peax::rewrite::slimming_settings>(s);
  if (auto const width = s.spec.count("width", 0); width > 0)
    with.widths = {static_cast<double>(width) / 100};
  return run_one_exit(s, peax::rewrite::slimming{with});
}

} // namespace

registered_rewriter const right_sizing{
    {"right_sizing", {head_key, {"finetune", {}, 0, 1}, {"epochs", {}, 1, 1000}, batch_key, type_key()}},
    /*learns=*/true,
    /*follows=*/false,
    /*goes_on=*/true,
    /*knows_latency=*/false,
    run_right_sizing};

registered_rewriter const separable_convolutions{
    {"separable_convolutions", {{"layers", {}, 1, 10000}, {"epochs", {}, 1, 1000}, batch_key, type_key()}},
    /*learns=*/true,
    /*follows=*/false,
    /*goes_on=*/true,
    /*knows_latency=*/false,
    run_separable_convolutions};

registered_rewriter const slimming{
    {"slimming", {{"width", {}, 1, 99}, {"epochs", {}, 1, 1000}, batch_key, type_key()}},
    /*learns=*/true,
    /*follows=*/false,
    /*goes_on=*/true,
    /*knows_latency=*/false,
    run_slimming};

} // namespace command
