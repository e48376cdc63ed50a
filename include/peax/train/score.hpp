#pragma once
//! @file
//! Scores by which training keeps the best weights.

#include <peax/core/error.hpp>
#include <peax/score/score_of.hpp>
#include <peax/train/objective.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>

namespace peax::training {

//! What training keeps the best weights by.
enum class criterion : std::uint8_t {
  automatic, //!< the score for classes, the loss otherwise
  loss,      //!< smaller is better
  score      //!< larger is better
};

struct score_options {
  criterion by = criterion::automatic;
  scoring::score score{};
};

//! Whether a is better than b. A NaN is worse than everything.
[[nodiscard]] inline bool is_better(criterion by, double a, double b) {
  if (a != a) return false;
  if (b != b) return true;
  return by == criterion::loss ? a < b : a > b;
}

//! Counts of (true, predicted) classes from logits [N, ...]; for binary cross-entropy of every element, 1 where z > 0.
[[nodiscard]] inline scoring::confusion count_answers(objective const& o, std::span<float const> logits,
                                                      answers const& truth) {
  if (o.classes() == 0) throw bad_input("score: a regression has no classes; choose the loss");
  scoring::confusion counts(o.classes());
  if (o.one_of) {
    auto const classes = static_cast<std::ptrdiff_t>(o.classes());
    auto const best = [&](auto row) {
      return static_cast<std::int32_t>(std::max_element(row, row + classes) - row);
    };
    for (std::ptrdiff_t i = 0; i < std::ssize(logits); i += classes)
      counts.add(best(truth.targets.begin() + i), best(logits.begin() + i));
    return counts;
  }
  if (o.loss == loss_kind::binary_cross_entropy) {
    for (std::size_t i = 0; i < logits.size(); ++i)
      counts.add(truth.targets[i] > 0.5F ? 1 : 0, logits[i] > 0 ? 1 : 0);
    return counts;
  }
  detail::each_row(logits.size(), o.layout, [&](std::size_t first, std::size_t stride, std::size_t position) {
    std::size_t best = 0;
    for (std::size_t c = 1; c < o.layout.classes; ++c)
      if (logits[first + c * stride] > logits[first + best * stride]) best = c;
    counts.add(truth.labels[position], static_cast<std::int32_t>(best));
  });
  return counts;
}

//! What `automatic` stands for at an objective.
[[nodiscard]] inline criterion resolved(criterion by, objective const& o) {
  if (by != criterion::automatic) return by;
  return o.classes() == 0 ? criterion::loss : criterion::score;
}

//! Score of logits [N, ...]; `loss` is their mean loss without class weights.
[[nodiscard]] inline double score_of(score_options const& options, objective const& o,
                                     std::span<float const> logits, answers const& truth, double loss) {
  if (resolved(options.by, o) == criterion::loss) return loss;
  return scoring::score_of(options.score, count_answers(o, logits, truth));
}

} // namespace peax::training
