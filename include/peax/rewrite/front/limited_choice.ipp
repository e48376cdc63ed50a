#pragma once
//! @file
//! The body of limited_choice.hpp.

#include <peax/decision/confidence.hpp>
#include <peax/rewrite/front/limited_choice.hpp>
#include <peax/score/score_of.hpp>
#include <peax/search/cascade/cascade_search.hpp>
#include <peax/search/cascade/cascade_traces.hpp>
#include <peax/search/limit/keeps.hpp>

#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <utility>
#include <vector>

namespace peax::rewrite {

//! A choice among networks is the choice of the one exit where every sample leaves, the original standing last: so the limit
//! means what it means in a cascade, in all strengths, for groups and for every score.
PEAX_INLINE network_choice limited_choice(std::span<answering_network const> networks,
                                          std::span<std::int32_t const> original, double price_of_original,
                                          data::data_set const& judge, search::loss_limit const& limit,
                                          scoring::score const& by, std::uint64_t seed, bool sample_units) {
  std::vector<std::int32_t> answers;
  std::vector<double> prices;
  for (auto const& n : networks) {
    answers.insert(answers.end(), n.answers.begin(), n.answers.end());
    prices.push_back(n.price);
  }
  answers.insert(answers.end(), original.begin(), original.end());
  prices.push_back(price_of_original);
  auto const truth = judge.labels();
  float const always = 1;
  std::vector<std::int64_t> groups(judge.groups().begin(), judge.groups().end());
  if (sample_units) groups.clear();
  search::cascade_traces const traces({truth.begin(), truth.end()}, std::move(answers),
                                      std::vector<float>(networks.size() * truth.size(), always),
                                      search::exit_costs::whole(std::move(prices)), std::move(groups));
  search::cascade_choice const found = search::search_cascade(traces, {limit, by, 1, 60, seed, {}});
  network_choice out;
  out.note = found.note;
  out.units = search::units_in_words(traces);
  for (std::size_t k = 0; found.chosen && k < networks.size(); ++k)
    if (!out.index && found.chosen->thresholds[k] < decision::never) out.index = k;
  // That no vector meets the limit is said better with the losses of the networks.
  if (!out.index && !found.chosen && found.reason.what != "loss limit") out.reason = found.reason;
  return out;
}

PEAX_INLINE double counted_loss(std::span<std::int32_t const> answers, std::span<std::int32_t const> original,
                                data::data_set const& judge, search::loss_limit const& limit,
                                scoring::score const& by, std::uint64_t seed, bool sample_units) {
  search::paired_answers const both{judge.labels(), original, answers,
                                    sample_units ? std::span<std::int64_t const>() : judge.groups()};
  search::seen_limit const seen(limit, std::set<std::int64_t>(both.units.begin(), both.units.end()).size());
  if (by.kind != scoring::score_kind::macro_f1) return seen.bound(search::losses_of(both, by));
  double const loss =
      scoring::score_of(by, both.labels, original) - scoring::score_of(by, both.labels, answers);
  return seen.bound({loss, loss, seen.has_margin() ? search::macro_f1_loss_error(both, seed) : 0});
}

} // namespace peax::rewrite
