#pragma once
//! @file
//! The bodies of single_exit_front.hpp.

#include <peax/graph/batch_axis.hpp>
#include <peax/graph/cost.hpp>
#include <peax/graph/memory.hpp>
#include <peax/graph/told_labels.hpp>
#include <peax/report/accuracy.hpp>
#include <peax/report/early_exits/branch.hpp>
#include <peax/report/temporal_behaviour.hpp>
#include <peax/rewrite/front/choose.hpp>
#include <peax/rewrite/single_exit/single_exit_front.hpp>
#include <peax/search/pareto.hpp>
#include <peax/solution/answers.hpp>
#include <peax/train/decided_task.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace peax::rewrite {

PEAX_INLINE std::optional<refusal> why_no_classifier(network const& n, data::data_set const& learn,
                                                     std::string const& what) {
  auto const because = [&](std::string why) { return refusal{what, std::move(why), n.name()}; };
  if (n->inputs().size() != 1)
    return because("the network has " + std::to_string(n->inputs().size()) +
                   " inputs; it is trained again and judged on data for one");
  if (n->outputs().size() != 1)
    return because("the network has " + std::to_string(n->outputs().size()) +
                   " outputs; it is judged by the answers of one");
  if (auto const why = why_no_batch(*n)) return because(*why);
  value const& out = (*n)[n->outputs()[0]];
  if (!report::answer_form_of(*n))
    return because("the output " + out.dims.text() + " is " + output_in_words(*n, n->outputs()[0]) +
                   "; what may be lost is counted in right answers of a classifier");
  if (decided_task const t = decide_task(*n, 0, learn); !t.classifies())
    return because(learn.answers_name() + ": the answers make this a " + std::string(name_of(t.is)) + " (" +
                   t.because + "); what may be lost is counted in right answers of a classification");
  return std::nullopt;
}

namespace detail {
inline std::vector<std::int32_t> predictions(network const& n, tensor const& outputs) {
  auto const form = report::answer_form_of(*n);
  if (!form) throw bad_input(fmt::format("network {} is no classifier with one answer a sample", n.name()));
  return report::labels_of(outputs, *form);
}
} // namespace detail

PEAX_INLINE single_exit_trials::single_exit_trials(network const& original, data::data_set const& judge,
                                                   result::constraints const& keep,
                                                   std::string const& data_type, std::uint64_t seed)
    : judge_(judge.with_labels()), keep_(keep), type_(hardware::storage_type_named(data_type)), seed_(seed),
      original_macs_(static_cast<double>(cost_of(*original).macs.value)),
      original_memory_(static_cast<double>(peak_memory(*original).elements)), original_(original),
      original_answers_(detail::predictions(original, report::first_output(original, judge))),
      original_score_(result::score_of_answers(original_answers_, judge_, keep.score)) {
  judge_.require_classes(std::max<std::int64_t>(2, (*original)[original->outputs()[0]].dims.elements()));
  if (keep_.loss) (void)search::loss_limit::checked(*keep_.loss);
}

PEAX_INLINE std::size_t single_exit_trials::add(network const& n, tensor const& outputs,
                                                what_was_tried what) {
  graph const& g = *n;
  solution<single_exit> s;
  s.network = model<single_exit>(n);
  if (auto const form = report::answer_form_of(g)) s.outputs_are = result::output_form_of(*form);
  cost const whole = cost_of(g);
  s.exits = {{"final", g[g.outputs()[0]].name, "", "", whole.macs.value}};
  s.judged_by = scoring::to_text(keep_.score);
  s.data_type = type_.name;
  s.scaling = judge_.applied_scaling();
  s.note = what.name + (what.note.empty() ? "" : "; " + what.note);
  auto said = detail::predictions(n, outputs);
  result::figures& f = s.measured;
  f.validation_accuracy = result::score_of_answers(said, judge_, {});
  f.validation_score = result::score_of_answers(said, judge_, keep_.score);
  f.validation_relative_macs = static_cast<double>(whole.macs.value) / original_macs_;
  f.validation_exit_shares = {1};
  f.peak_memory_bytes = storage_of(peak_memory(g).elements, type_.bits).value;
  f.storage_bytes = storage_of(whole.parameters, type_.bits).value;
  tried_.push_back({std::move(s), std::move(said), std::move(what)});
  return tried_.size() - 1;
}

PEAX_INLINE std::size_t single_exit_trials::add(network const& n, what_was_tried what) {
  return add(n, report::first_output(n, judge_), std::move(what));
}

PEAX_INLINE solutions<single_exit> single_exit_trials::finish(std::vector<refusal> refusals) const {
  solutions<single_exit> out;
  out.refusals = std::move(refusals);
  network_choice const found = chosen_among(all_that_keep_the_rest());
  for (auto const& t : tried_)
    if (auto const why = result::broken(keep_, t.made.measured))
      out.refusals.push_back({t.what.name, *why, ""});
  std::vector<std::vector<double>> points;
  for (auto const& t : tried_) {
    result::figures const& f = t.made.measured;
    points.push_back({*f.validation_relative_macs, *f.validation_score, static_cast<double>(*f.storage_bytes),
                      static_cast<double>(*f.peak_memory_bytes)});
  }
  using search::better;
  auto front = search::pareto_front(points, {better::lower, better::higher, better::lower, better::lower});
  if (found.index && std::find(front.begin(), front.end(), *found.index) == front.end()) {
    // A margin or a certificate may choose what another beats on these samples.
    front.push_back(*found.index);
    std::stable_sort(front.begin(), front.end(), [&](auto a, auto b) { return points[a][0] < points[b][0]; });
  }
  for (auto i : front) {
    if (found.index == i) out.choice = out.front.size();
    out.front.push_back(tried_[i].made);
  }
  if (out.choice) {
    auto& chosen = out.front[*out.choice];
    chosen.chosen_because = found.because;
    if (!found.note.empty()) chosen.note += "; " + found.note;
    add_remarks(chosen.note, judge_.labels(), original_, keep_.loss);
  }
  if (!out.choice && !tried_.empty()) out.refusals.push_back(found.reason);
  return out;
}

PEAX_INLINE std::vector<std::size_t> single_exit_trials::all_that_keep_the_rest() const {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < tried_.size(); ++i)
    if (!result::broken(keep_, tried_[i].made.measured)) out.push_back(i);
  return out;
}

namespace detail {
//! "; the loss counts with a margin of 2 standard errors over 1500 samples"; empty for a plain limit.
inline std::string counted_by(search::loss_limit const& limit, std::string const& units) {
  if (limit.strength == search::limit_strength::margin)
    return fmt::format("; the loss counts with a margin of {} standard errors over {}", limit.value, units);
  return limit.strength == search::limit_strength::certified ? "; the loss is certified on " + units : "";
}
} // namespace detail

//! What the preference minimizes: a score's distance from 1, memory as a share of the original's, else MACs as a share; a
//! millionth of the MACs breaks ties.
PEAX_INLINE double single_exit_trials::price(result::figures const& f) const {
  double const macs = *f.validation_relative_macs, little = 1e-6 * macs;
  if (keep_.prefer == result::preference::score) return 1 - *f.validation_score + little;
  if (keep_.prefer != result::preference::ram || !(original_memory_ > 0)) return macs;
  return static_cast<double>(*f.peak_memory_bytes) * 8 /
             (original_memory_ * static_cast<double>(type_.bits)) +
         little;
}

PEAX_INLINE network_choice single_exit_trials::chosen_among(std::vector<std::size_t> const& which) const {
  network_choice out;
  auto const none = [&](std::string why) {
    out.reason = {"choice", std::move(why), ""};
    return out;
  };
  if (which.empty()) return none("none of the networks tried keeps to the constraints besides the loss");
  auto const cheaper = [&](std::size_t a, std::size_t b) {
    return price(figures_of(a)) < price(figures_of(b));
  };
  // Networks with one exit are not timed: latency and energy go by the MACs.
  auto const by = keep_.prefer == result::preference::score || keep_.prefer == result::preference::ram
                      ? keep_.prefer
                      : result::preference::macs;
  if (!keep_.loss) {
    out.index = *std::min_element(which.begin(), which.end(), cheaper);
    out.because = "it has " + result::in_words(by) + " of the networks tried; no limit of the loss was given";
    return out;
  }
  out = cheapest_within_the_limit(which);
  if (out.index) {
    out.because = "it has " + result::in_words(by) + " of the networks tried that keep to the limits" +
                  detail::counted_by(*keep_.loss, out.units);
    prefer_score_of_equals(which, out);
    return out;
  }
  if (!out.reason.why.empty()) return out;
  bool const margin = keep_.loss->strength == search::limit_strength::margin;
  double least = 1, alone = 1;
  for (auto i : which) {
    double const counted = counted_loss(tried_[i].said, original_answers_, judge_, *keep_.loss, keep_.score,
                                        seed_, keep_.sample_units);
    if (counted >= least) continue;
    least = counted;
    alone = loss_of(i);
  }
  if (margin)
    return none(fmt::format(
        "none of the networks tried keeps the loss with its margin of {} standard errors within "
        "{:.4f} and costs less; the least of them is {:.4f} on validation, a loss of {:.4f} and a "
        "margin of {:.4f} over {}",
        keep_.loss->value, keep_.loss->loss, least, alone, least - alone, out.units));
  return none("none of the networks tried keeps the loss within " + std::to_string(keep_.loss->loss) +
              " and costs less; the least that one of them loses on validation is " + std::to_string(least) +
              (out.note.empty() ? "" : " (" + out.note + ")"));
}

PEAX_INLINE network_choice
single_exit_trials::cheapest_within_the_limit(std::vector<std::size_t> const& which) const {
  std::vector<answering_network> networks;
  for (auto i : which) networks.push_back({tried_[i].said, price(figures_of(i))});
  double original = 1;
  // By score it stands behind all: nobody's score is so low that its price, at most 1 and a little, comes near.
  if (keep_.prefer == result::preference::score) original = 3;
  // In memory a little behind a network that takes as much, the tie broken by MACs included.
  if (keep_.prefer == result::preference::ram) original = 1 + 2e-6;
  network_choice out = limited_choice(networks, original_answers_, original, judge_, *keep_.loss, keep_.score,
                                      seed_, keep_.sample_units);
  if (out.index) out.index = which[*out.index];
  return out;
}

//! A few MACs (a larger head, not another cut) are not worth a point of score: of those that cost about
//! as much as the cheapest and keep the limit, the best. One of which only a part was trained must be
//! better than one that was trained whole by more than a standard error of the score. Not with a
//! certificate, which is given for one.
PEAX_INLINE void single_exit_trials::prefer_score_of_equals(std::vector<std::size_t> const& which,
                                                            network_choice& found) const {
  if (keep_.prefer != result::preference::macs || keep_.loss->strength == search::limit_strength::certified)
    return;
  std::size_t& index = *found.index;
  std::size_t const cheapest = index;
  double const most = *figures_of(index).validation_relative_macs + indifferent_macs;
  double const error =
      std::sqrt(original_score_ * (1 - original_score_) / static_cast<double>(judge_.size()));
  auto const worth = [&](std::size_t i) {
    return *figures_of(i).validation_score + (tried_[i].what.trained_whole ? error : 0);
  };
  bool others_trained_in_part = false;
  for (auto i : which) {
    if (*figures_of(i).validation_relative_macs > most || (i != index && !keeps_loss(i))) continue;
    others_trained_in_part = others_trained_in_part || !tried_[i].what.trained_whole;
    if (worth(i) > worth(index)) index = i;
  }
  if (index == cheapest) return;
  found.because =
      "of the networks that keep to the limits and take at most 0.5 % of the original's MACs more than the "
      "cheapest of them (" +
      tried_[cheapest].what.name + ") it has the highest score";
  found.because += detail::counted_by(*keep_.loss, found.units);
  if (tried_[index].what.trained_whole && others_trained_in_part)
    found.because += ", a standard error of the score counted in favour of those that were trained whole";
}

} // namespace peax::rewrite
