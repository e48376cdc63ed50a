#pragma once
//! @file
//! What exits answer and how sure they are, from their stored outputs; the score of a network on a data set.

#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/data/data_set.hpp>
#include <peax/decision/confidence.hpp>
#include <peax/graph/network.hpp>
#include <peax/report/early_exits/branch.hpp>
#include <peax/search/score.hpp>
#include <peax/tensor/tensor.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace peax::result {

//! Of one exit on all samples.
struct exit_answers {
  std::vector<std::int32_t> prediction;
  std::vector<float> confidence;
};

//! From outputs [N, classes] (or [N, 1], the probability of class 1: both answers are as sure on either side of one half).
[[nodiscard]] PEAX_INLINE exit_answers answers_of(tensor const& outputs, report::answer_form form,
                                                  decision::confidence_rule rule);

//! Score of one answer per sample.
[[nodiscard]] PEAX_INLINE double score_of_answers(std::span<std::int32_t const> answers,
                                                  data::data_set const& samples, search::score const& by);

//! Score of a network's first output on a data set.
[[nodiscard]] PEAX_INLINE double score_of_network(network const& n, data::data_set const& samples,
                                                  report::answer_form form, search::score const& by);

} // namespace peax::result

#ifndef PEAX_COMPILED
#include <peax/solution/answers.ipp>
#endif
