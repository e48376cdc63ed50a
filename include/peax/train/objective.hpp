#pragma once
//! @file
//! What is learned at an output of a network: its logits, its loss, and the answers in the form that the loss takes.

#include <peax/core/config.hpp>
#include <peax/data/data_set.hpp>
#include <peax/graph/find_logits.hpp>
#include <peax/graph/graph.hpp>
#include <peax/train/loss.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace peax::training {

//! An output that takes part in training: its place among the graph's outputs, the weight of its loss in the sum.
struct trained_output {
  std::size_t output = 0;
  double weight = 1;
  loss_kind loss = loss_kind::automatic;
};

//! What a network is like on a data set: its loss (weighted sum over the outputs) and its score (mean by weight).
struct measured {
  double loss = 0, score = 0;
};

//! An output as training sees it.
struct objective {
  std::size_t output = 0;
  double weight = 1;
  loss_kind loss = loss_kind::cross_entropy;
  value_id logits = value_id::none;
  final_activation activation = final_activation::none;
  class_layout layout; //!< of one sample's logits
  bool one_of = false; //!< a class for each of several sigmoid outputs, and one of them is right

  //! Classes that a prediction can have: 2 for a single logit, 0 for a regression.
  [[nodiscard]] std::size_t classes() const {
    if (loss == loss_kind::mean_squared_error) return 0;
    if (loss != loss_kind::binary_cross_entropy) return layout.classes;
    return one_of ? layout.size() : 2;
  }
};

//! What an output is trained for. `automatic`: by its task, sigmoid outputs by binary cross-entropy, other classes by
//! cross-entropy, else squared error. Throws bad_input for an output that is not there or does not depend on the sample.
[[nodiscard]] PEAX_INLINE objective objective_of(graph const& g, trained_output const& wanted);

//! The same, `automatic` by the answers of a data set (see `decide_task`). Throws bad_input, naming their file, when they do not fit.
[[nodiscard]] PEAX_INLINE objective objective_of(graph const& g, trained_output const& wanted,
                                                 data::data_set const& set);

//! The answers of a data set as an objective takes them: labels or targets, so many for each sample.
struct answers {
  std::vector<std::int32_t> labels;
  std::vector<float> targets;
  std::size_t per_sample = 1;
};

//! Throws bad_input when the answers do not fit the output, a label is outside its classes, or a target outside 0..1.
[[nodiscard]] PEAX_INLINE answers answers_of(objective const& o, data::data_set const& set);

//! How often each class occurs among the answers; empty for a regression.
[[nodiscard]] PEAX_INLINE std::vector<std::size_t> class_counts(objective const& o, answers const& a);

//! Weights (largest count / count)^power, 1 for a class without samples.
[[nodiscard]] PEAX_INLINE std::vector<float> balanced_weights(std::span<std::size_t const> counts,
                                                              double power);

//! Soft answers of a teacher beside the hard ones: (1 - share) * loss + share * distillation.
struct soft_answers {
  std::span<float const> logits; //!< of the teacher, as the network's; for squared error its values
  float temperature = 2, share = 0;
};

//! The loss of an objective on a batch and, where `gradient` is not empty, scale * its gradient at the logits.
PEAX_INLINE double loss_of(objective const& o, std::span<float const> logits,
                           std::span<std::int32_t const> labels, std::span<float const> targets,
                           std::span<float const> class_weights, float smoothing, soft_answers const& soft,
                           float scale, std::span<float> gradient);

} // namespace peax::training

#ifndef PEAX_COMPILED
#include <peax/train/objective.ipp>
#endif
