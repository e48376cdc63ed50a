#pragma once
//! @file
//! What every exit of a cascade answers on every sample: enough to tell what other thresholds would give, exactly.

#include <peax/core/config.hpp>
#include <peax/data/data_set.hpp>
#include <peax/data/stream.hpp>
#include <peax/solution/any_solution.hpp>
#include <peax/solution/temporal_evaluation.hpp>
#include <peax/tensor/tensor.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
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

//! What the exits of a temporal solution answer along recordings, and what its rule did there.
struct recorded_answers {
  std::vector<std::size_t> lengths; //!< of the recordings
  std::vector<tensor> outputs;      //!< of the early exits, [N, ...]
  std::vector<std::int32_t> final,
      truth; //!< labels of the whole network, and the true ones: without labels the network's own
  std::vector<std::size_t> exit, from;   //!< where each sample ends, and whose answer it gets
  std::vector<periodic_control> control; //!< what the whole network on every k-th sample gives there
};

//! Nothing for solutions that remember nothing or repeat no answer, and for networks that give no classes. Runs the network once. Throws
//! bad_input for recordings that do not fit it.
[[nodiscard]] PEAX_INLINE std::optional<recorded_answers> answers_along(any_solution const& s,
                                                                        data::stream const& recordings);

} // namespace peax::result

#ifndef PEAX_COMPILED
#include <peax/solution/stored_answers.ipp>
#endif
