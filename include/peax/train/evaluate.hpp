#pragma once
//! @file
//! Logits and probabilities of a network on a data set, and its loss and score.

#include <peax/core/config.hpp>
#include <peax/core/progress.hpp>
#include <peax/data/data_set.hpp>
#include <peax/graph/network.hpp>
#include <peax/tensor/tensor.hpp>
#include <peax/train/objective.hpp>
#include <peax/train/score.hpp>

#include <cstddef>
#include <vector>

namespace peax::training {

//! What is in front of the softmax or sigmoid of an output (the output itself without one), for every sample: [N, ...].
[[nodiscard]] PEAX_INLINE tensor logits_on(peax::network const& n, data::data_set const& set,
                                           std::size_t output = 0, int threads = 0, progress const& to = {});

//! The output itself for every sample: [N, ...]; probabilities when the network ends in a softmax or sigmoid.
[[nodiscard]] PEAX_INLINE tensor outputs_on(peax::network const& n, data::data_set const& set,
                                            std::size_t output = 0, int threads = 0, progress const& to = {});

//! Loss (weighted sum) and score (mean by weight) of outputs on a data set, as training measures them.
[[nodiscard]] PEAX_INLINE measured evaluate(peax::network const& n, data::data_set const& set,
                                            score_options const& score = {},
                                            std::vector<trained_output> const& outputs = {{}},
                                            int threads = 0, progress const& to = {});

} // namespace peax::training

#ifndef PEAX_COMPILED
#include <peax/train/evaluate.ipp>
#endif
