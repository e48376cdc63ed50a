#pragma once
//! @file
//! The bodies of choose.hpp.

#include <peax/rewrite/front/choose.hpp>
#include <peax/search/limit/limit.hpp>
#include <peax/search/limit/validation.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace peax::rewrite {

PEAX_INLINE std::vector<std::size_t> thinned(std::span<double const> costs, std::size_t most,
                                             std::optional<std::size_t> keep) {
  std::vector<std::size_t> out;
  std::size_t const n = costs.size();
  if (n <= most || most < 2) {
    for (std::size_t i = 0; i < n; ++i) out.push_back(i);
    return out;
  }
  for (std::size_t k = 0; k < most; ++k) {
    double const wanted = costs.front() + (costs.back() - costs.front()) * static_cast<double>(k) /
                                              static_cast<double>(most - 1);
    std::size_t best = 0;
    for (std::size_t i = 1; i < n; ++i)
      if (std::abs(costs[i] - wanted) < std::abs(costs[best] - wanted)) best = i;
    out.push_back(best);
  }
  if (keep) out.push_back(*keep);
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

PEAX_INLINE result::preference ranked_by(result::record const& s, result::preference prefer) {
  bool const unknown = (prefer == result::preference::latency && s.leaving_seconds.empty()) ||
                       (prefer == result::preference::energy && s.leaving_joules.empty());
  return unknown ? result::preference::macs : prefer;
}

namespace detail {
inline double mean_under(std::span<double const> shares, std::span<double const> of_exit) {
  double mean = 0;
  for (std::size_t e = 0; e < shares.size(); ++e) mean += shares[e] * of_exit[e];
  return mean;
}

inline std::string why_chosen(result::record const& chosen, result::constraints const& keep,
                              std::string const& units) {
  auto const by = ranked_by(chosen, keep.prefer);
  std::string const best = "it has " + result::in_words(by);
  std::string const unknown =
      by == keep.prefer ? "" : fmt::format("; the platform does not say what {} is", name_of(keep.prefer));
  bool const others = keep.macs_share || keep.ram_bytes || keep.flash_bytes || keep.latency_s;
  if (!keep.loss)
    return best + (others ? " of those that keep to the limits" : " of all; no limit was given") + unknown;
  std::string const counted = units.empty() ? "" : ", counted over " + units;
  switch (keep.loss->strength) {
  case search::limit_strength::margin:
    return fmt::format(
        "{} of those whose loss with a margin of {} standard errors keeps within the limit{}{}", best,
        keep.loss->value, counted, unknown);
  case search::limit_strength::certified:
    return "it has the fewest mean MACs of those whose loss is certified" + counted +
           (keep.prefer == result::preference::macs
                ? ""
                : "; a certificate is given for that one alone, so that the preference for " +
                      std::string(name_of(keep.prefer)) + " did not decide");
  case search::limit_strength::plain: break;
  }
  return best + " of those that keep to the limits" + unknown;
}
} // namespace detail

PEAX_INLINE double rank_of(result::record const& s, result::preference prefer) {
  result::figures const& f = s.measured;
  switch (ranked_by(s, prefer)) {
  case result::preference::score: return -*f.validation_score;
  case result::preference::latency: return detail::mean_under(f.validation_exit_shares, s.leaving_seconds);
  case result::preference::energy: return detail::mean_under(f.validation_exit_shares, s.leaving_joules);
  case result::preference::ram: return static_cast<double>(*f.peak_memory_bytes);
  case result::preference::macs: break;
  }
  return *f.validation_relative_macs;
}

PEAX_INLINE bool keeps_loss(std::optional<search::loss_limit> const& left, double loss, bool was_picked) {
  return !left || was_picked ||
         (left->strength == search::limit_strength::plain && loss <= left->loss + search::tolerance);
}

PEAX_INLINE void add_remarks(std::string& note, std::span<std::int32_t const> labels, network const& original,
                             std::optional<search::loss_limit> const& limit) {
  shape const& answers = (*original)[original->outputs()[0]].dims;
  std::size_t classes = 1;
  for (std::size_t k = 1; k < answers.rank(); ++k) classes *= static_cast<std::size_t>(answers[k]);
  for (auto const& said : search::remarks_on_labels(labels, std::max<std::size_t>(2, classes), limit))
    note += (note.empty() ? "" : "; ") + said;
}

PEAX_INLINE choice choose(std::span<choosable const> front, result::constraints const& keep,
                          std::string const& units) {
  choice out;
  for (std::size_t i = 0; i < front.size(); ++i) {
    if (!front[i].keeps_loss) continue;
    result::record const& s = *front[i].what;
    if (auto const why = result::broken(keep, s.measured)) {
      // Without an early exit it is the network itself: nothing that a rewriter did breaks the limit.
      if (!s.thresholds.empty()) out.refusals.push_back({"solution " + std::to_string(i), *why, ""});
      continue;
    }
    if (!out.index || rank_of(s, keep.prefer) < rank_of(*front[*out.index].what, keep.prefer)) out.index = i;
  }
  if (out.index)
    front[*out.index].what->chosen_because = detail::why_chosen(*front[*out.index].what, keep, units);
  return out;
}

} // namespace peax::rewrite
