#pragma once
//! @file
//! The threshold search: the exact Pareto front of score against mean cost, and the point that a loss limit
//! chooses.

#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/core/progress.hpp>
#include <peax/score/score.hpp>
#include <peax/search/cascade/cascade_traces.hpp>
#include <peax/search/cascade/replay.hpp>
#include <peax/search/exit_filter.hpp>
#include <peax/search/limit/limit.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace peax::search {

//! What to search for.
struct cascade_goal {
  std::optional<loss_limit> limit{};
  scoring::score by{};
  //! Early exits in one cascade. Fewer find less on these samples, and what they find holds better on others.
  std::size_t most_exits = 3;
  double search_seconds = 60; //!< for subsets of three exits, when there are more than three
  std::uint64_t seed = 0;     //!< of the split that a certificate needs, and of the bootstrap of macro F1
  exit_filter allowed{};      //!< which sets of early exits may be used; for macro F1 all are
};

//! What was found.
struct cascade_choice {
  std::vector<cascade_point> front;    //!< strictly ascending in mean cost and in score
  std::optional<cascade_point> chosen; //!< the cheapest that meets the limit; without a limit, none
  //! Of the chosen one in `front`, if it is there: a margin or a certificate may choose a dominated one.
  std::optional<std::size_t> index;
  //! Why nothing was chosen; `why` is empty when something was, or no limit was given.
  refusal reason{};
  //! What the certificate rests on, and why it kept the last exit alone if it did.
  std::string note{};
  std::size_t subsets_left_out = 0; //!< sets of three exits for which `search_seconds` did not suffice
};

//! Searches the traces. Vectors tried: every distinct confidence for one and two early exits; for three, 200
//! quantiles and "never" at each; for more, 201 quantiles and "never" at every set of at most two exits, then
//! sets of three within `search_seconds`, in lexical order. A limit chooses the cheapest vector tried that
//! meets it (plain, margin; for macro F1 the margin looks at the front only), or the cheapest that certify()
//! certifies. Macro F1: see macro_f1.hpp. Throws bad_input for classes without samples; a limit that cannot
//! be had is `reason`.
[[nodiscard]] PEAX_INLINE cascade_choice search_cascade(cascade_traces const& traces,
                                                        cascade_goal const& goal,
                                                        progress const& listener = {});

//! Whether one point keeps the goal's limit, its margin counted: what search_cascade asks of all, for a choice by something else than
//! the cost. Of a certificate, which is given for the one that was picked, it asks what a plain limit does.
[[nodiscard]] PEAX_INLINE bool keeps_margin(cascade_traces const& traces, cascade_point const& point,
                                            cascade_goal const& goal);

} // namespace peax::search

#ifndef PEAX_COMPILED
#include <peax/search/cascade/cascade_search.ipp>
#endif
