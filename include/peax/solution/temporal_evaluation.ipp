#pragma once
//! @file
//! The bodies of temporal_evaluation.hpp.

#include <peax/data/metrics.hpp>
#include <peax/decision/confidence.hpp>
#include <peax/engine/run.hpp>
#include <peax/graph/extract.hpp>
#include <peax/report/early_exits/branch.hpp>
#include <peax/report/temporal_behaviour.hpp>
#include <peax/score/interval.hpp>
#include <peax/score/score_of.hpp>
#include <peax/search/temporal/temporal_judge.hpp>
#include <peax/search/temporal/temporal_traces.hpp>
#include <peax/solution/temporal_evaluation.hpp>
#include <peax/train/decided_task.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::result {

namespace detail {

//! Answers along a stream: classes, or, where there are none, whose outputs each sample gets.
struct stream_judge {
  data::stream const& on;
  tensor const& outputs;                   //!< [N, ...] of the network
  std::optional<report::answer_form> form; //!< of a classifier with one answer a sample
  scoring::score const& by;
  bool classes = form.has_value();
  std::vector<std::int32_t> final{}, truth{}; //!< labels

  stream_judge(data::stream const& stream, tensor const& of, std::optional<report::answer_form> is,
               scoring::score const& score)
      : on(stream), outputs(of), form(is), by(score) {
    if (!classes) return;
    final = report::labels_of(outputs, *form);
    truth = final;
    if (!on.has_classes()) return;
    data::stream const labelled = on.with_labels();
    labelled.samples().require_classes(
        std::max<std::int64_t>(2, static_cast<std::int64_t>(outputs.size() / on.size())));
    truth.assign(labelled.samples().labels().begin(), labelled.samples().labels().end());
  }

  [[nodiscard]] std::vector<std::int32_t> answers(std::span<std::size_t const> from) const {
    std::vector<std::int32_t> out;
    for (auto const i : from) out.push_back(final[i]);
    return out;
  }

  [[nodiscard]] double score(std::span<std::size_t const> from, scoring::score const& which) const {
    search::temporal_traces const traces(on.lengths(), truth, final, {}, search::exit_costs::whole({1}), {},
                                         {classes ? std::span<float const>() : outputs.floats()});
    search::temporal_judge judge(traces, which);
    for (std::size_t i = 0; i < from.size(); ++i) judge.change(i, i, from[i]);
    return judge.score();
  }

  //! Over groups, or recordings if there are at least five, else samples.
  [[nodiscard]] std::pair<double, double> interval(std::span<std::int32_t const> said) const {
    auto const right = data::correctness(truth, said);
    std::vector<std::int64_t> units(on.samples().groups().begin(), on.samples().groups().end());
    if (units.empty() && on.recordings().size() >= 5)
      for (std::size_t r = 0; r < on.recordings().size(); ++r)
        units.resize(on.recordings()[r].last, static_cast<std::int64_t>(r));
    // One group alone has no spread.
    if (std::all_of(units.begin(), units.end(), [&](std::int64_t u) { return u == units.front(); }))
      units.clear();
    auto const i =
        units.empty() ? scoring::wilson(static_cast<std::size_t>(std::count(right.begin(), right.end(), 1.0)),
                                        right.size())
                      : scoring::group_interval(right, units);
    return {i.low, i.high};
  }

  //! From a change of the true label until the answer is the new one; missed when the label changes again (or
  //! the recording ends) before. Without a change, or a seen one, there are no figures.
  [[nodiscard]] std::optional<stream_figures> changes(std::span<std::int32_t const> said) const {
    stream_figures f;
    double seen = 0, all = 0;
    for (auto const& r : on.recordings())
      for (std::size_t i = r.first + 1; i < r.last; ++i) {
        if (truth[i] == truth[i - 1]) continue;
        ++all;
        std::size_t at = i;
        while (at < r.last && truth[at] == truth[i] && said[at] != truth[i]) ++at;
        if (at == r.last || truth[at] != truth[i]) continue;
        ++seen;
        f.change_delay += static_cast<double>(at - i);
      }
    if (!(seen > 0)) return std::nullopt;
    f.change_delay /= seen;
    f.changes_missed = 1 - seen / all;
    return f;
  }
};

} // namespace detail

namespace detail {
//! The labels of the whole network; what is no classifier has none.
inline std::vector<std::int32_t> labels_of_network(std::optional<report::answer_form> last,
                                                   tensor const& outputs) {
  if (!last) return std::vector<std::int32_t>(static_cast<std::size_t>(outputs.dims()[0]), 0);
  return report::labels_of(outputs, *last);
}
//! What the exits where samples left answer.
inline std::vector<std::int32_t> answers_at(record const& s, std::span<tensor const* const> outputs,
                                            std::span<std::size_t const> exits) {
  std::vector<std::vector<std::int32_t>> of;
  for (auto const* t : outputs) of.push_back(report::labels_of(*t, answered_by(s.outputs_are)));
  std::vector<std::int32_t> out;
  for (std::size_t i = 0; i < exits.size(); ++i) out.push_back(of[exits[i]][i]);
  return out;
}
} // namespace detail

PEAX_INLINE std::optional<report::answer_form> form_of_exit(graph const& network, record const& s,
                                                            std::size_t exit) {
  std::size_t const last = std::max<std::size_t>(s.exits.size(), 1) - 1;
  if (exit < last) return detail::answered_by(s.outputs_are);
  return report::answer_form_of(
      extract(network, network.inputs(), network.outputs().subspan(last, 1), "answers"));
}

PEAX_INLINE stream_replay replay_stream(record const& s, std::span<tensor const* const> outputs,
                                        std::span<std::size_t const> lengths,
                                        std::optional<report::answer_form> last) {
  detail::check_thresholds(s, outputs.size());
  auto const n = static_cast<std::size_t>(outputs.back()->dims()[0]);
  if (std::accumulate(lengths.begin(), lengths.end(), std::size_t{0}) != n)
    throw bad_input(fmt::format(
        "decision: the lengths of the recordings do not sum to the {} samples of the outputs", n));
  std::size_t const early = s.thresholds.size();
  std::vector<exit_rows> rows;
  std::vector<std::unique_ptr<exit_watch>> watches;
  std::vector<float> limits;
  for (std::size_t e = 0; e < early; ++e) {
    rows.emplace_back(*outputs[e], s.outputs_are);
    watches.push_back(s.decision.watch());
    limits.push_back(s.decision.limit(s.thresholds[e]));
  }
  auto const labels = detail::labels_of_network(last, *outputs.back());
  stream_replay out;
  std::size_t i = 0;
  for (auto const length : lengths) {
    for (auto const& w : watches) w->begin();
    std::size_t last_full = i;
    for (std::size_t const end = i + length; i < end; ++i) {
      std::size_t e = 0;
      while (e < early && !decision::leaves(watches[e]->score(rows[e][i]), limits[e])) ++e;
      if (e == early) {
        last_full = i;
        for (std::size_t k = 0; k < early; ++k) watches[k]->ran(rows[k][i], labels[i]);
      } else {
        watches[e]->left(rows[e][i]);
      }
      out.exit.push_back(e);
      out.from.push_back(s.decision.repeats() ? last_full : i);
    }
  }
  return out;
}

PEAX_INLINE stream_evaluation evaluate_stream(network const& n, record const& s,
                                              std::span<tensor const* const> outputs, data::stream const& on,
                                              scoring::score const& by, bool with_control) {
  graph const& g = *n;
  graph const whole = extract(g, g.inputs(), g.outputs().last(1), g.name());
  stream_replay const r = replay_stream(s, outputs, on.lengths(), form_of_exit(g, s, outputs.size() - 1));
  std::vector<std::int64_t> macs;
  for (auto const& e : s.exits) macs.push_back(static_cast<std::int64_t>(e.macs));
  // Where nothing is repeated, exits answer themselves.
  bool const repeats = s.decision.repeats() || s.thresholds.empty();
  return evaluate_replay(whole, *outputs.back(), r, macs,
                         repeats ? std::vector<std::int32_t>() : detail::answers_at(s, outputs, r.exit), on,
                         by, with_control);
}

PEAX_INLINE stream_evaluation evaluate_replay(graph const& network, tensor const& outputs,
                                              stream_replay const& where, std::span<std::int64_t const> macs,
                                              std::vector<std::int32_t> said, data::stream const& on,
                                              scoring::score const& by, bool with_control) {
  auto const form = is_classification(network, on.samples()) ? report::answer_form_of(network) : std::nullopt;
  detail::stream_judge const judge(on, outputs, form, by);
  stream_evaluation out;
  out.samples = on.size();
  out.recordings = on.recordings().size();
  out.labelled = judge.classes && on.has_classes();
  auto const count = static_cast<double>(on.size());
  out.exit_shares.assign(macs.size(), 0);
  for (auto const e : where.exit) out.exit_shares[e] += 1;
  for (std::size_t e = 0; e < macs.size(); ++e) {
    out.exit_shares[e] /= count;
    out.mean_macs += out.exit_shares[e] * static_cast<double>(macs[e]);
  }
  out.termination_rate = 1 - out.exit_shares.back();
  std::vector<std::size_t> itself(on.size());
  std::iota(itself.begin(), itself.end(), std::size_t{0});
  if (judge.classes && said.empty()) said = judge.answers(where.from);
  if (judge.classes) {
    out.accuracy = scoring::score_of({}, judge.truth, said);
    out.macro_f1 = scoring::score_of({scoring::score_kind::macro_f1}, judge.truth, said);
    out.score = scoring::score_of(by, judge.truth, said);
    out.accuracy_interval = judge.interval(said);
    out.changes = judge.changes(said);
  } else {
    out.score = judge.score(where.from, {});
  }
  if (!with_control) return out;
  if (judge.classes) {
    out.network_accuracy = judge.score(itself, {});
    out.network_changes = judge.changes(judge.final);
  }
  scoring::score const used = judge.classes ? by : scoring::score{};
  out.network_score = judge.score(itself, used);
  for (std::size_t const k : {2U, 3U, 4U, 6U, 8U}) {
    std::vector<std::size_t> from = itself;
    std::size_t runs = 0;
    for (auto const& recording : on.recordings())
      for (std::size_t i = recording.first; i < recording.last; ++i) {
        from[i] = i - (i - recording.first) % k;
        runs += from[i] == i ? 1 : 0;
      }
    periodic_control c{k, static_cast<double>(runs) / count, std::nullopt, judge.score(from, used)};
    if (judge.classes) c.accuracy = judge.score(from, {});
    out.control.push_back(c);
  }
  return out;
}

PEAX_INLINE stream_evaluation evaluate_stream(network const& n, record const& s, data::stream const& on,
                                              scoring::score const& by) {
  graph const& g = *n;
  if (g.inputs().size() != 1)
    throw bad_input(
        fmt::format("network {} has {} inputs; a stream X,Y,L feeds one", g.name(), g.inputs().size()));
  data::stream const fitting = on.fit_to(g[g.inputs()[0]].dims);
  auto const outputs = engine::run(n, fitting.samples().inputs().floats());
  std::vector<tensor const*> all;
  for (auto const& t : outputs) all.push_back(&t);
  return evaluate_stream(n, s, all, fitting, by);
}

} // namespace peax::result
