// The original beside its solutions: figures made the same way, and networks with one exit on a platform.

#include "optimize_job.hpp"
#include <peax/core/part_of_progress.hpp>
#include <peax/graph/cost.hpp>
#include <peax/graph/memory.hpp>
#include <peax/report/accuracy.hpp>
#include <peax/report/early_exits/branch.hpp>
#include <peax/report/temporal_behaviour.hpp>
#include <peax/solution/answers.hpp>
#include <peax/solution/mapping.hpp>
#include <peax/solution/measure.hpp>

namespace command {

namespace {

peax::data::data_set const* samples_of(std::optional<peax::data::data_set> const& set) {
  return set ? &*set : nullptr;
}
peax::data::data_set const* samples_of(std::optional<peax::data::stream> const& set) {
  return set ? &set->samples() : nullptr;
}

} // namespace

void place_on_platform(peax::any_solution& s, job const& j, std::string const& data_type) {
  if (!j.platform) return;
  auto const type = peax::hardware::storage_type_named(data_type);
  auto const on =
      peax::result::map_segments(*j.platform, *s.network, peax::result::segments_of(*s.network, {}), type);
  std::vector<double> const all{1};
  auto const best = peax::result::preferred(on.possible, all, j.keep.prefer);
  if (!best) return;
  peax::result::place(s, *j.platform, on.possible[*best]);
  auto& f = s.measured;
  if (!f.mean_macs) return; // means are of test, and every sample runs the whole network
  f.mean_latency_s = s.leaving_seconds.back();
  if (!s.leaving_joules.empty()) f.mean_energy_j = s.leaving_joules.back();
}

peax::result::figures figures_of_original(job const& j, bool on_streams, std::string const& data_type,
                                          peax::progress const& to) {
  auto const* const judge = on_streams ? samples_of(j.calibration) : samples_of(j.validation);
  auto const* const measured = on_streams ? samples_of(j.test_stream) : samples_of(j.test);
  auto const& g = *j.model;
  auto const macs = peax::cost_of(g);
  peax::any_solution s;
  s.network = j.model;
  s.judged_by = peax::scoring::to_text(j.keep.score);
  s.exits.push_back({"final", g[g.outputs()[0]].name, "", "", macs.macs.value});
  auto& f = s.measured;
  f.validation_relative_macs = 1;
  f.validation_exit_shares = {1};
  auto const bits = peax::hardware::storage_type_named(data_type).bits;
  f.peak_memory_bytes = peax::storage_of(peax::peak_memory(g).elements, bits).value;
  f.storage_bytes = peax::storage_of(macs.parameters, bits).value;
  auto const form = j.task && !j.task->classifies() ? std::nullopt : peax::report::answer_form_of(g);
  auto const answers_on = [&](peax::data::data_set const& samples, peax::progress const& part) {
    return peax::report::labels_of(peax::report::first_output(j.model, samples, part), *form);
  };
  // A stream need not have labels: then rules are judged by the network's own answers.
  auto const judges = [&](peax::data::data_set const* samples) {
    return form && samples != nullptr && (!on_streams || samples->has_labels());
  };
  if (judges(judge)) {
    auto const answers = answers_on(*judge, peax::part_of(to, 0, 0.5));
    f.validation_accuracy = peax::result::score_of_answers(answers, *judge, {});
    f.validation_score = peax::result::score_of_answers(answers, *judge, j.keep.score);
  }
  if (judges(measured)) {
    peax::result::replayed whole;
    whole.answer = answers_on(*measured, peax::part_of(to, 0.5, 1));
    whole.exit.assign(whole.answer.size(), 0);
    peax::result::add_test_figures(s, whole, *measured, j.keep.score, static_cast<double>(macs.macs.value));
  }
  place_on_platform(s, j, data_type);
  return f;
}

} // namespace command
