#pragma once
//! @file
//! Networks tried in place of the original, each answering by itself: their figures, which of them keep to
//! the constraints, the Pareto front and the choice.

#include <peax/analysis/solutions.hpp>
#include <peax/core/error.hpp>
#include <peax/data/data_set.hpp>
#include <peax/decision/confidence.hpp>
#include <peax/graph/cost.hpp>
#include <peax/graph/memory.hpp>
#include <peax/graph/network.hpp>
#include <peax/graph/task.hpp>
#include <peax/hardware/segment.hpp>
#include <peax/report/accuracy.hpp>
#include <peax/report/early_exits/branch.hpp>
#include <peax/search/cascade/cascade_search.hpp>
#include <peax/search/pareto.hpp>
#include <peax/solution/answers.hpp>
#include <peax/solution/constraints.hpp>
#include <peax/solution/solution.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace peax::rewrite {

//! Why a network cannot be judged as a classifier with one answer a sample; nothing when it can.
[[nodiscard]] inline std::optional<refusal> why_no_classifier(network const& n, std::string const& what) {
  auto const because = [&](std::string why) { return refusal{what, std::move(why), n.name()}; };
  if (n->inputs().size() != 1)
    return because("the network has " + std::to_string(n->inputs().size()) +
                   " inputs; it is trained again and judged on data for one");
  if (n->outputs().size() != 1)
    return because("the network has " + std::to_string(n->outputs().size()) +
                   " outputs; it is judged by the answers of one");
  value const& out = (*n)[n->outputs()[0]];
  if (!report::answer_form_of(*n))
    return because("the output " + out.dims.text() + " is that of a " +
                   std::string(name_of(task_of(*n, n->outputs()[0]))) +
                   "; what may be lost is counted in right answers of a classifier");
  return std::nullopt;
}

//! What was done to the original to make a network, in words for the reader.
struct what_was_tried {
  std::string name;
  std::string note = {};      //!< besides
  bool trained_whole = false; //!< with the original's answers, not a part on its frozen feature maps
};

//! MACs, as a share of the original's, for which no score is given away.
inline constexpr double indifferent_macs = 0.005;

//! Networks tried in place of the original. The loss counts from the original, sample by sample.
class single_exit_trials {
 public:
  //! Throws bad_input when the samples do not fit the original, usage_error for a limit that makes no sense.
  single_exit_trials(network const& original, data::data_set const& judge, result::constraints const& keep,
                     std::string const& data_type, std::uint64_t seed)
      : judge_(judge.with_labels()), keep_(keep), bits_(hardware::bits_of_storage(data_type)), seed_(seed),
        original_macs_(static_cast<double>(cost_of(*original).macs.value)),
        original_memory_(static_cast<double>(peak_memory(*original).elements)),
        original_answers_(predictions(original, report::first_output(original, judge))),
        original_score_(result::score_of_answers(original_answers_, judge_, keep.score)) {
    if (keep_.loss) (void)search::loss_limit::checked(*keep_.loss);
  }

  //! Judges a network by its outputs [N, answers] on the validation samples. Returns its number.
  std::size_t add(network const& n, tensor const& outputs, what_was_tried what) {
    graph const& g = *n;
    solution<single_exit> s;
    s.network = model<single_exit>(n);
    s.decision.kind = "none";
    s.decision.on = report::answer_form_of(g) == report::answer_form::logits ? "logits" : "probabilities";
    cost const whole = cost_of(g);
    s.exits = {{"final", g[g.outputs()[0]].name, "", "", whole.macs.value}};
    s.judged_by = search::to_text(keep_.score);
    s.note = what.name + (what.note.empty() ? "" : "; " + what.note);
    auto said = predictions(n, outputs);
    result::figures& f = s.measured;
    f.validation_accuracy = result::score_of_answers(said, judge_, {});
    f.validation_score = result::score_of_answers(said, judge_, keep_.score);
    f.validation_relative_macs = static_cast<double>(whole.macs.value) / original_macs_;
    f.validation_exit_shares = {1};
    f.peak_memory_bytes = storage_of(peak_memory(g).elements, bits_).value;
    f.storage_bytes = storage_of(whole.parameters, bits_).value;
    tried_.push_back({std::move(s), std::move(said), std::move(what)});
    return tried_.size() - 1;
  }

  //! The same; runs the network.
  std::size_t add(network const& n, what_was_tried what) {
    return add(n, report::first_output(n, judge_), std::move(what));
  }

  [[nodiscard]] std::size_t size() const { return tried_.size(); }
  [[nodiscard]] result::figures const& figures_of(std::size_t i) const { return tried_[i].made.measured; }
  [[nodiscard]] network const& network_of(std::size_t i) const { return tried_[i].made.network; }
  //! Score of the original on the validation samples minus that of a network tried.
  [[nodiscard]] double loss_of(std::size_t i) const {
    return original_score_ - *figures_of(i).validation_score;
  }
  [[nodiscard]] double original_score() const { return original_score_; }

  //! Whether a network keeps the limit of the loss, alone and in the strength that was asked for.
  [[nodiscard]] bool keeps_loss(std::size_t i) const { return !keep_.loss || !!chosen_among({i}).index; }

  //! The choice so far.
  [[nodiscard]] std::optional<std::size_t> chosen() const {
    return chosen_among(all_that_keep_the_rest()).index;
  }

  //! The front by score, MACs, weights and memory, in order of the MACs, with the choice; what nothing was
  //! chosen for is said behind the given refusals.
  [[nodiscard]] solutions<single_exit> finish(std::vector<refusal> refusals) const {
    solutions<single_exit> out;
    out.refusals = std::move(refusals);
    choice const found = chosen_among(all_that_keep_the_rest());
    for (auto const& t : tried_)
      if (auto const why = result::broken(keep_, t.made.measured))
        out.refusals.push_back({t.what.name, *why, ""});
    std::vector<std::vector<double>> points;
    for (auto const& t : tried_) {
      result::figures const& f = t.made.measured;
      points.push_back({*f.validation_relative_macs, *f.validation_score,
                        static_cast<double>(*f.storage_bytes), static_cast<double>(*f.peak_memory_bytes)});
    }
    using search::better;
    auto front = search::pareto_front(points, {better::lower, better::higher, better::lower, better::lower});
    if (found.index && std::find(front.begin(), front.end(), *found.index) == front.end()) {
      // A margin or a certificate may choose what another beats on these samples.
      front.push_back(*found.index);
      std::stable_sort(front.begin(), front.end(),
                       [&](auto a, auto b) { return points[a][0] < points[b][0]; });
    }
    for (auto i : front) {
      if (found.index == i) out.choice = out.front.size();
      out.front.push_back(tried_[i].made);
    }
    if (out.choice && !found.note.empty()) {
      std::string& note = out.front[*out.choice].note;
      note += "; " + found.note;
    }
    if (!out.choice && !tried_.empty()) out.refusals.push_back(found.reason);
    return out;
  }

 private:
  struct trial {
    solution<single_exit> made;
    std::vector<std::int32_t> said;
    what_was_tried what;
  };
  struct choice {
    std::optional<std::size_t> index;
    refusal reason;
    std::string note;
  };

  [[nodiscard]] static std::vector<std::int32_t> predictions(network const& n, tensor const& outputs) {
    auto const form = report::answer_form_of(*n);
    if (!form) throw bad_input("network " + n.name() + " is no classifier with one answer a sample");
    return result::answers_of(outputs, *form, decision::confidence_rule::max_probability).prediction;
  }

  [[nodiscard]] std::vector<std::size_t> all_that_keep_the_rest() const {
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < tried_.size(); ++i)
      if (!result::broken(keep_, tried_[i].made.measured)) out.push_back(i);
    return out;
  }

  //! What the preference minimizes; MACs break ties. The original's stands behind all where only it is left.
  [[nodiscard]] double price(result::figures const& f) const {
    double const macs = *f.validation_relative_macs, little = 1e-6 * macs;
    if (keep_.prefer == result::preference::score) return 1 - *f.validation_score + little;
    if (keep_.prefer != result::preference::ram || !(original_memory_ > 0)) return macs;
    return static_cast<double>(*f.peak_memory_bytes) * 8 / (original_memory_ * static_cast<double>(bits_)) +
           little;
  }
  [[nodiscard]] double price_of_original() const {
    if (keep_.prefer == result::preference::score) return 3;
    return keep_.prefer == result::preference::ram ? 1 + 2e-6 : 1;
  }

  //! A choice among networks is the choice of one exit where every sample leaves, the original standing last:
  //! so the limit has the same meaning, strengths, groups and scores as in a cascade.
  [[nodiscard]] choice chosen_among(std::vector<std::size_t> const& which) const {
    choice out;
    auto const none = [&](std::string why) {
      out.reason = {"choice", std::move(why), ""};
      return out;
    };
    if (which.empty()) return none("none of the networks tried keeps to the constraints besides the loss");
    auto const cheaper = [&](std::size_t a, std::size_t b) {
      return price(figures_of(a)) < price(figures_of(b));
    };
    if (!keep_.loss) {
      out.index = *std::min_element(which.begin(), which.end(), cheaper);
      return out;
    }
    std::vector<std::int32_t> prediction;
    std::vector<double> prices;
    for (auto i : which) {
      prediction.insert(prediction.end(), tried_[i].said.begin(), tried_[i].said.end());
      prices.push_back(price(figures_of(i)));
    }
    prediction.insert(prediction.end(), original_answers_.begin(), original_answers_.end());
    prices.push_back(price_of_original());
    auto const truth = judge_.labels();
    search::cascade_traces const traces({truth.begin(), truth.end()}, std::move(prediction),
                                        std::vector<float>(which.size() * truth.size(), 1.0F),
                                        search::exit_costs::whole(std::move(prices)),
                                        {judge_.groups().begin(), judge_.groups().end()});
    search::cascade_goal const goal{keep_.loss, keep_.score, 1, 60, seed_, {}};
    search::cascade_choice const found = search::search_cascade(traces, goal);
    out.note = found.note;
    for (std::size_t k = 0; found.chosen && k < which.size(); ++k)
      if (!out.index && found.chosen->thresholds[k] < decision::never) out.index = which[k];
    if (out.index) {
      prefer_score_of_equals(which, *out.index);
      return out;
    }
    if (!found.chosen && !found.reason.why.empty() && found.reason.what != "loss limit") {
      out.reason = found.reason;
      return out;
    }
    double least = loss_of(which[0]);
    for (auto i : which) least = std::min(least, loss_of(i));
    return none("none of the networks tried keeps the loss within " + std::to_string(keep_.loss->loss) +
                " and costs less; the least that one of them loses on validation is " +
                std::to_string(least) + (out.note.empty() ? "" : " (" + out.note + ")"));
  }

  //! A few MACs (a larger head, not another cut) are not worth a point of score: of those that cost about
  //! as much as the cheapest and keep the limit, the best. One of which only a part was trained must be
  //! better than one that was trained whole by more than a standard error of the score. Not with a
  //! certificate, which is given for one.
  void prefer_score_of_equals(std::vector<std::size_t> const& which, std::size_t& index) const {
    if (keep_.prefer != result::preference::macs || keep_.loss->strength == search::limit_strength::certified)
      return;
    double const most = *figures_of(index).validation_relative_macs + indifferent_macs;
    double const error =
        std::sqrt(original_score_ * (1 - original_score_) / static_cast<double>(judge_.size()));
    auto const worth = [&](std::size_t i) {
      return *figures_of(i).validation_score + (tried_[i].what.trained_whole ? error : 0);
    };
    for (auto i : which)
      if (*figures_of(i).validation_relative_macs <= most && worth(i) > worth(index) && keeps_loss(i))
        index = i;
  }

  data::data_set judge_;
  result::constraints keep_;
  std::int64_t bits_;
  std::uint64_t seed_;
  double original_macs_, original_memory_;
  std::vector<std::int32_t> original_answers_;
  double original_score_;
  std::vector<trial> tried_;
};

} // namespace peax::rewrite
