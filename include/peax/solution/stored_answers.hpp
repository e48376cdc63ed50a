#pragma once
//! @file
//! What every exit of a cascade answers on every sample: enough to tell what other thresholds would give, exactly.

#include <peax/core/config.hpp>
#include <peax/data/data_set.hpp>
#include <peax/solution/any_solution.hpp>

#include <vector>

namespace peax::result {

//! One exit on all samples.
struct exit_answers {
  std::vector<float> scores; //!< of the decision; empty for the last exit, which answers whatever comes
  std::vector<char> right;   //!< 1 where its answer is the label
};

//! The exits in running order. Empty for solutions whose decision needs recordings, and for networks with one exit. Runs the network
//! once. Throws bad_input for samples that do not fit it.
[[nodiscard]] PEAX_INLINE std::vector<exit_answers> answers_on(any_solution const& s,
                                                               data::data_set const& samples);

} // namespace peax::result

#ifndef PEAX_COMPILED
#include <peax/solution/stored_answers.ipp>
#endif
