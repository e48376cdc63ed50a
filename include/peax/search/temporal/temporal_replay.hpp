#pragma once
//! @file
//! One temporal rule played along recordings, by the very lines that firmware runs: the oracle of the sweep,
//! and the evaluator's.

#include <peax/core/config.hpp>
#include <peax/decision/temporal_rule.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace peax::search {

//! What a rule does on every sample.
struct temporal_run {
  std::vector<std::size_t> exit; //!< where it ends; the number of early exits: the whole network ran
  //! The sample whose full inference gave the answer; itself where the whole network ran.
  std::vector<std::size_t> from;
};

//! The exits that a rule uses, as its player reads them.
struct played_exit {
  std::span<float const> vectors;      //!< [samples, width]
  std::span<std::int32_t const> own{}; //!< [samples]; temporal patience
};

//! Plays `rule` along recordings of these lengths. `final`: the network's labels. Throws bad_input for sizes
//! that do not fit, and for the previous sample as reference of more than one exit.
[[nodiscard]] PEAX_INLINE temporal_run play(decision::temporal_rule rule, std::span<played_exit const> exits,
                                            std::span<float const> thresholds,
                                            std::span<std::int32_t const> final,
                                            std::span<std::size_t const> lengths);

} // namespace peax::search

#ifndef PEAX_COMPILED
#include <peax/search/temporal/temporal_replay.ipp>
#endif
