// peax evaluate SOLUTION_DIR: the exits answer, the decision rule of solution.json says which one counts.

#include "evaluation.hpp"
#include "output.hpp"
#include <peax/core/error.hpp>
#include <peax/deploy/read_solution.hpp>
#include <peax/engine/run.hpp>
#include <peax/graph/cost.hpp>
#include <peax/graph/extract.hpp>
#include <peax/score/confusion.hpp>
#include <peax/solution/measure.hpp>
#include <peax/solution/measure_stream.hpp>
#include <peax/train/decided_task.hpp>

#include <nlohmann/json.hpp>

namespace command {

namespace {

//! MACs of the original: what the saved figures say, else those of the network without its early exits.
double original_macs(peax::any_solution const& s) {
  auto const& f = s.measured;
  if (f.mean_macs && f.relative_macs && *f.relative_macs > 0) return *f.mean_macs / *f.relative_macs;
  auto const& g = *s.network;
  return static_cast<double>(
      peax::cost_of(peax::extract(g, g.inputs(), g.outputs().last(1), g.name())).macs.value);
}

} // namespace

evaluation evaluate_recordings(peax::result::stream_evaluation const& found, peax::decided_task const& t,
                               double original_macs) {
  evaluation e;
  e.task = name_of(t.is), e.because = t.because;
  e.samples = found.samples;
  e.accuracy = found.accuracy;
  e.macro_f1 = found.macro_f1;
  e.score = found.score;
  if (found.accuracy_interval)
    e.accuracy_interval =
        peax::scoring::interval{found.accuracy_interval->first, found.accuracy_interval->second};
  e.exit_shares = found.exit_shares;
  e.mean_macs = found.mean_macs;
  e.relative_macs = found.mean_macs / original_macs;
  auto& more = e.of_stream;
  more["recordings"] = found.recordings;
  more["labelled"] = found.labelled;
  more["termination_rate"] = found.termination_rate;
  more["change_delay"] = found.changes ? json(found.changes->change_delay) : json();
  more["changes_missed"] = found.changes ? json(found.changes->changes_missed) : json();
  more["network_score"] = found.network_score;
  more["control"] = json::array();
  for (auto const& k : found.control)
    more["control"].push_back({{"every", k.every}, {"relative_macs", k.relative_macs}, {"score", k.score}});
  return e;
}

evaluation evaluate_answers(answered const& by_exit, peax::data::data_set const& samples,
                            peax::decided_task const& t, double original_macs,
                            peax::scoring::score const& by) {
  peax::scoring::confusion const counts(samples.labels(), by_exit.answers, t.classes());
  evaluation e;
  e.samples = samples.size();
  e.task = name_of(t.is), e.because = t.because;
  e.accuracy = counts.accuracy();
  e.macro_f1 = counts.macro_f1();
  e.mean_recall = counts.mean_recall();
  auto const [low, high] = peax::result::interval_of(by_exit.answers, samples);
  e.accuracy_interval = peax::scoring::interval{low, high};
  e.score = peax::result::score_of_answers(by_exit.answers, samples, by);
  std::vector<std::size_t> leaving(by_exit.macs.size(), 0);
  for (auto const exit : by_exit.exits) ++leaving[exit];
  e.exit_shares.clear();
  for (std::size_t k = 0; k < leaving.size(); ++k) {
    e.exit_shares.push_back(static_cast<double>(leaving[k]) / static_cast<double>(e.samples));
    e.mean_macs += e.exit_shares.back() * static_cast<double>(by_exit.macs[k]);
  }
  e.relative_macs = e.mean_macs / original_macs;
  return e;
}

evaluation evaluate_solution(evaluate_options const& given, peax::scoring::score const& by, common const& c) {
  if (!given.input.output_name.empty())
    throw peax::usage_error("--output-name: the decision rule says which exit of a solution answers");
  auto const s = peax::deploy::read_solution(given.model).what;
  if (s.decision.has_memory()) {
    if (given.stream.empty())
      throw peax::usage_error("the rule of this solution, " + std::string(s.decision.kind()) +
                              ", compares samples with those before them; give --stream X,Y,L");
    auto const recordings = load_recordings(given, s.network, c, s.scaling);
    auto const t =
        peax::decide_or_guess_task(*s.network, s.network->outputs().size() - 1, recordings.samples());
    return evaluate_recordings(peax::result::evaluate_stream(s.network, s, recordings, by), t,
                               original_macs(s));
  }
  auto const given_samples = load_samples(given, s.network, c, s.scaling);
  auto const t = peax::decide_task(*s.network, s.network->outputs().size() - 1, given_samples);
  if (!t.classifies())
    throw peax::bad_input(given_samples.answers_name() + ": the answers make this a " + t.text() +
                          "; the rule of this solution chooses among answers of a classification");
  auto const samples = answers_as(t, given_samples);
  auto const outputs =
      peax::engine::run(s.network, samples.inputs().floats(), {.threads = c.threads}, show_progress(c));
  std::vector<peax::tensor const*> at;
  for (auto const& o : outputs) at.push_back(&o);
  auto const left = peax::result::replay(s, at);
  answered by_exit{left.answer, left.exit, {}};
  for (auto const& e : s.exits) by_exit.macs.push_back(e.macs);
  return evaluate_answers(by_exit, samples, t, original_macs(s), by);
}

} // namespace command
