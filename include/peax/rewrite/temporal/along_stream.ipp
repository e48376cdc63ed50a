#pragma once
//! @file
//! The bodies of along_stream.hpp.

#include <peax/report/accuracy.hpp>
#include <peax/report/temporal_behaviour.hpp>
#include <peax/rewrite/temporal/along_stream.hpp>
#include <peax/score/score_of.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::rewrite {

PEAX_INLINE void judge_along(along_stream& a, network const& n, network const& first,
                             data::stream const& judge, scoring::score const& by) {
  if (!a.form) return;
  a.final = report::labels_of(a.final_outputs, *a.form);
  bool const alone = first.content() == n.content();
  std::vector<std::int32_t> original = a.final;
  if (!alone) original = report::labels_of(report::first_output(first, judge.samples()), *a.form);
  a.labelled = judge.has_classes();
  if (a.labelled) {
    data::stream const labelled = judge.with_labels();
    a.truth.assign(labelled.samples().labels().begin(), labelled.samples().labels().end());
  } else {
    a.truth = original;
  }
  if (alone) return;
  a.used_up = scoring::score_of(by, a.truth, original) - scoring::score_of(by, a.truth, a.final);
}

PEAX_INLINE std::optional<std::string> nothing_to_follow(along_stream const& a, data::stream const& judge) {
  bool pairs = false;
  for (auto const& r : judge.recordings()) pairs = pairs || r.size() > 1;
  if (!pairs)
    return "every recording of the calibration stream has one sample, so that there is none before it to "
           "compare with";
  auto const same_in_recordings = [&](auto const& equal) {
    for (auto const& r : judge.recordings())
      for (std::size_t i = r.first + 1; i < r.last; ++i)
        if (!equal(i, i - 1)) return false;
    return true;
  };
  if (a.form) {
    if (same_in_recordings([&](std::size_t i, std::size_t j) { return a.truth[i] == a.truth[j]; }))
      return fmt::format(
          "no recording of the calibration stream changes its {}: every recording is one scene, so that "
          "nothing shows what a rule does at a change; give recordings with changes",
          (a.labelled ? "label" : "answer"));
    return std::nullopt;
  }
  auto const all = a.final_outputs.floats();
  std::size_t const width = all.size() / judge.size();
  if (same_in_recordings([&](std::size_t i, std::size_t j) {
        return std::equal(all.begin() + static_cast<std::ptrdiff_t>(i * width),
                          all.begin() + static_cast<std::ptrdiff_t>((i + 1) * width),
                          all.begin() + static_cast<std::ptrdiff_t>(j * width));
      }))
    return "the network's output never changes along the calibration stream, so that nothing shows what a "
           "rule does at a change";
  return std::nullopt;
}

PEAX_INLINE bool is_constant(report::map_branch const& c, data::stream const& judge) {
  auto const all = c.outputs.floats();
  std::size_t const width = all.size() / judge.size();
  for (auto const& r : judge.recordings())
    for (std::size_t k = (r.first + 1) * width; k < r.last * width; ++k)
      if (all[k] != all[k - width]) return false;
  return true;
}

PEAX_INLINE search::temporal_traces traces_of(along_stream const& a, data::stream const& judge,
                                              std::int64_t network_macs, double original_macs) {
  search::exit_costs costs;
  std::vector<search::temporal_exit> exits;
  for (auto const* c : a.exits) {
    std::vector<std::int32_t> own;
    if (a.form) own = report::labels_of(c->outputs, report::answer_form::logits);
    exits.push_back({c->outputs.floats(), std::move(own)});
    costs.prefix.push_back(static_cast<double>(c->prefix_macs) / original_macs);
    costs.branch.push_back(static_cast<double>(c->branch_macs) / original_macs);
  }
  costs.prefix.push_back(static_cast<double>(network_macs) / original_macs);
  costs.branch.push_back(0);
  auto const groups = judge.samples().groups();
  search::output_deviation const by{a.form ? std::span<float const>() : a.final_outputs.floats()};
  return {judge.lengths(),
          a.truth,
          a.final,
          std::move(exits),
          std::move(costs),
          {groups.begin(), groups.end()},
          by};
}

} // namespace peax::rewrite
