#pragma once
//! @file
//! What exits answer and how a decision scores them, from their stored outputs; the score of a network on a data set.

#include <peax/core/config.hpp>
#include <peax/data/data_set.hpp>
#include <peax/graph/network.hpp>
#include <peax/report/early_exits/branch_kind.hpp>
#include <peax/score/score.hpp>
#include <peax/solution/any_decision.hpp>
#include <peax/solution/exit_outputs.hpp>
#include <peax/tensor/tensor.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace peax::result {

//! What the outputs of exits are that answer as a network's classifier does.
[[nodiscard]] constexpr output_form output_form_of(report::answer_form f) {
  return f == report::answer_form::logits ? output_form::logits : output_form::probabilities;
}

//! The outputs [N, ...] of one exit, sample by sample, as decisions read them: one probability alone becomes those of both classes.
class exit_rows {
 public:
  exit_rows(tensor const& outputs, output_form are);
  [[nodiscard]] std::size_t size() const { return count_; }
  //! Valid until the next one is asked for.
  [[nodiscard]] exit_outputs operator[](std::size_t sample) const;

 private:
  std::span<float const> all_;
  output_form are_;
  std::size_t count_, width_;
  mutable std::array<float, 2> both_{};
};

//! The scores of a decision that remembers nothing, for one exit on all samples. Throws bad_input for one with a memory.
[[nodiscard]] PEAX_INLINE std::vector<float> scores_of(any_decision const& d, tensor const& outputs,
                                                       output_form are);

//! Score of one answer per sample.
[[nodiscard]] PEAX_INLINE double score_of_answers(std::span<std::int32_t const> answers,
                                                  data::data_set const& samples, scoring::score const& by);

//! Score of a network's first output on a data set.
[[nodiscard]] PEAX_INLINE double score_of_network(network const& n, data::data_set const& samples,
                                                  report::answer_form form, scoring::score const& by);

} // namespace peax::result

#ifndef PEAX_COMPILED
#include <peax/solution/answers.ipp>
#endif
