#pragma once
//! @file
//! Which points of a long front become models, and which of the models is chosen, with the reason.

#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/graph/network.hpp>
#include <peax/search/limit/limit.hpp>
#include <peax/solution/constraints.hpp>
#include <peax/solution/record.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace peax::rewrite {

//! The numbers of `most` points, evenly by cost, with the first, the last and `keep` among them. `costs` ascend.
[[nodiscard]] PEAX_INLINE std::vector<std::size_t> thinned(std::span<double const> costs, std::size_t most,
                                                           std::optional<std::size_t> keep);

//! What the preference minimizes: MACs, latency, energy, RAM, or the score negated. Latency and energy are the means of
//! the shares on validation; without a platform MACs stand for both.
[[nodiscard]] PEAX_INLINE double rank_of(result::record const& s, result::preference prefer);

//! What `rank_of` minimizes in truth: MACs in the place of latency and energy that no platform says.
[[nodiscard]] PEAX_INLINE result::preference ranked_by(result::record const& s, result::preference prefer);

//! Whether a point keeps to what is left of the limit of the loss. Only a plain limit can be asked of any point: a margin and
//! a certificate hold for the point that the search picked by them.
[[nodiscard]] PEAX_INLINE bool keeps_loss(std::optional<search::loss_limit> const& left, double loss,
                                          bool was_picked);

//! Whether another point than the one that the search picked, the cheapest in MACs, may be wished for under a margin: the preference is
//! for something else. A certificate is given for the picked one alone, and a plain limit is asked of every point anyway.
[[nodiscard]] inline bool asks_beyond_macs(result::constraints const& keep) {
  return keep.loss && keep.loss->strength == search::limit_strength::margin &&
         keep.prefer != result::preference::macs;
}

//! Adds to the note of a chosen solution what the labels of the choice cannot show (search::remarks_on_labels); `original` says how
//! many classes there are.
PEAX_INLINE void add_remarks(std::string& note, std::span<std::int32_t const> labels, network const& original,
                             std::optional<search::loss_limit> const& limit);

//! A solution that may be chosen.
struct choosable {
  result::record* what;
  bool keeps_loss;
};

//! What was chosen, and which solutions break which constraint.
struct choice {
  std::optional<std::size_t> index;
  std::vector<refusal> refusals;
};

//! The first of those that rank best among the solutions that keep to all constraints; says why in its `chosen_because`. `units`: what
//! a margin or a certificate counts, such as "24 recordings".
[[nodiscard]] PEAX_INLINE choice choose(std::span<choosable const> front, result::constraints const& keep,
                                        std::string const& units = {});

//! `choose` among the solutions of a rewriter: sets the choice and adds the refusals.
template <class Solutions>
void choose_in(Solutions& found, std::vector<bool> const& keeps_loss, result::constraints const& keep,
               std::string const& units = {}) {
  std::vector<choosable> front;
  for (std::size_t i = 0; i < found.front.size(); ++i) front.push_back({&found.front[i], keeps_loss[i]});
  choice made = choose(front, keep, units);
  found.choice = made.index;
  for (auto& r : made.refusals) found.refusals.push_back(std::move(r));
}

} // namespace peax::rewrite

#ifndef PEAX_COMPILED
#include <peax/rewrite/front/choose.ipp>
#endif
