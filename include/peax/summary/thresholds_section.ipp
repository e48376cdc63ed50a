#pragma once
//! @file
//! The body of thresholds_section.hpp.

#include <peax/document/page.hpp>
#include <peax/solution/decisions.hpp>
#include <peax/summary/solution_drawing.hpp>
#include <peax/summary/solution_section.hpp>
#include <peax/summary/thresholds_section.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace peax::summary {

namespace detail {

//! Whether the rule is one that the page can follow: distances to a reference.
inline std::optional<document::tried_recordings> rule_of(any_solution const& s,
                                                         result::recorded_answers const& a) {
  bool const patience = s.decision.is<result::temporal_patience>();
  auto const* change = s.decision.get_if<result::signature_change>();
  if (!patience && change == nullptr && !s.decision.is<result::difference_detection>()) return std::nullopt;
  bool const previous = change != nullptr && change->reference == decision::reference::previous;
  return document::tried_recordings{previous, patience, a.lengths, a.final, a.truth};
}

//! The chosen solution's thresholds, without its answers.
inline document::threshold_explorer explorer_of(analysis_record const& r, std::string samples) {
  auto const& s = r.found.front.at(*r.found.choice);
  document::threshold_explorer out;
  out.title = "Move the thresholds";
  out.samples = std::move(samples);
  out.original_macs = static_cast<double>(r.footprint.total.macs.value);
  for (std::size_t e = 0; e < s.exits.size(); ++e) {
    document::tried_threshold each{s.exits[e].name, s.exits[e].macs, {}, {}, 0, {}, {}};
    if (e < s.leaving_seconds.size()) each.seconds = s.leaving_seconds[e];
    if (e < s.leaving_joules.size()) each.joules = s.leaving_joules[e];
    out.exits.push_back(std::move(each));
  }
  return out;
}

//! Confidences of right and wrong answers at each early exit.
inline void show_scores(document::section& out, analysis_record const& r, any_solution const& s) {
  for (std::size_t e = 0; e + 1 < r.answers.size(); ++e) {
    auto const& a = r.answers[e];
    auto const [low, high] = std::minmax_element(a.scores.begin(), a.scores.end());
    if (a.scores.empty() || !(*low < *high)) continue;
    constexpr std::size_t bins = 20;
    double const from = static_cast<double>(*low), width = (static_cast<double>(*high) - from) / bins;
    document::histogram chart{
        "Scores at " + s.exits[e].name + " on validation, float32",
        {"score of the decision", document::as_number(2)},
        {"answers", document::as_integer()},
        {},
        {{"right", std::vector<double>(bins, 0)}, {"wrong", std::vector<double>(bins, 0)}}};
    for (std::size_t b = 0; b <= bins; ++b) chart.edges.push_back(from + width * static_cast<double>(b));
    for (std::size_t i = 0; i < a.scores.size(); ++i)
      chart.all[a.right[i] != 0 ? 0 : 1].values[std::min(
          bins - 1, static_cast<std::size_t>((static_cast<double>(a.scores[i]) - from) / width))] += 1;
    out.show(std::move(chart));
  }
}

} // namespace detail

PEAX_INLINE void tell_thresholds(document::page& page, analysis_record const& r) {
  if (!r.found.choice || (r.answers.empty() && !r.along)) return;
  auto const& s = r.found.front.at(*r.found.choice);
  auto explorer = detail::explorer_of(r, r.along ? r.along_name : "the validation samples");
  if (r.along) {
    explorer.along = detail::rule_of(s, *r.along);
    if (!explorer.along) return;
  } else {
    explorer.original_accuracy = r.original.validation_accuracy;
  }
  for (std::size_t e = 0; e < s.exits.size(); ++e) {
    auto& each = explorer.exits[e];
    if (r.along) {
      if (e < s.thresholds.size()) each.limit = s.thresholds[e];
      if (e < r.along->outputs.size()) {
        auto const values = r.along->outputs[e].floats();
        each.values.assign(values.begin(), values.end());
      }
    } else {
      each.scores = r.answers[e].scores, each.right = r.answers[e].right;
      if (e < s.thresholds.size()) each.limit = s.decision.limit(s.thresholds[e]);
    }
  }
  document::section& out = page.section("Other thresholds");
  out.say("What other thresholds of the chosen exits would give, counted on the stored answers to every "
          "sample of " +
          explorer.samples +
          ". Whoever picks thresholds here picks them on these samples: measure them on others.");
  out.show(std::move(explorer)).show(detail::exits_table(s));
  detail::show_scores(out, r, s);
}

} // namespace peax::summary
