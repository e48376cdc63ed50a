// peax evaluate conditional.onnx: the file itself decides where a sample leaves; what it remembers is fed back to it.

#include "evaluation.hpp"
#include <peax/core/error.hpp>
#include <peax/deploy/conditional_runner.hpp>
#include <peax/engine/run.hpp>
#include <peax/graph/cost.hpp>

namespace command {

std::optional<evaluation> evaluate_conditional(evaluate_options const& given, peax::network const& n,
                                               peax::scoring::score const& by, common const& c) {
  auto const layout = peax::deploy::conditional_layout_of(*n);
  if (!layout) return std::nullopt;
  auto const whole = peax::deploy::whole_of_conditional(*n, *layout);
  auto const original_macs = static_cast<double>(peax::cost_of(*whole).macs.value);
  peax::deploy::conditional_runner runner(n);
  std::vector<std::int32_t> answers;
  if (layout->has_memory()) {
    if (given.stream.empty())
      throw peax::usage_error(given.model +
                              ": its rule compares samples with those before them; give --stream X,Y,L");
    auto const on = load_recordings(given, whole, c).fit_to((*whole)[whole->inputs()[0]].dims);
    auto const inputs = on.samples().inputs().floats();
    shown_progress const shown(c, {1, 1});
    auto const where =
        peax::deploy::replay_conditional(runner, inputs, on.lengths(), &answers, shown.stage(0));
    auto const outputs = peax::engine::run(whole, inputs, {.threads = c.threads}, shown.stage(1));
    return evaluate_recordings(
        peax::result::evaluate_replay(*whole, outputs[0], where, layout->macs, std::move(answers), on, by),
        peax::decide_or_guess_task(*whole, 0, on.samples()), original_macs);
  }
  auto const given_samples = load_samples(given, whole, c);
  auto const t = peax::decide_task(*whole, 0, given_samples);
  if (!t.classifies())
    throw peax::bad_input(given_samples.answers_name() + ": the answers make this a " + t.text() +
                          "; the rule of this file chooses among answers of a classification");
  auto const samples = answers_as(t, given_samples);
  std::vector<std::size_t> const one_recording{samples.size()};
  auto const where = peax::deploy::replay_conditional(runner, samples.inputs().floats(), one_recording,
                                                      &answers, show_progress(c));
  return evaluate_answers({answers, where.exit, layout->macs}, samples, t, original_macs, by);
}

} // namespace command
