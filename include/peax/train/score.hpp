#pragma once
//! @file
//! Scores by which training keeps the best weights.

#include <peax/core/error.hpp>
#include <peax/data/confusion.hpp>
#include <peax/train/objective.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace peax::training {

enum class score_kind : std::uint8_t {
  automatic, //!< accuracy for classes, loss otherwise
  loss,      //!< smaller is better; the others: larger
  accuracy,
  mean_recall, //!< over the named classes, or all that occur
  macro_f1
};

struct score_options {
  score_kind kind = score_kind::automatic;
  std::vector<std::int32_t> classes = {}; //!< of mean_recall
};

//! Whether score a is better than b. A NaN is worse than everything.
[[nodiscard]] inline bool is_better(score_kind kind, double a, double b) {
  if (a != a) return false;
  if (b != b) return true;
  return kind == score_kind::loss ? a < b : a > b;
}

//! Counts of (true, predicted) classes from logits [N, ...]; for binary cross-entropy of every element, 1 where z > 0.
[[nodiscard]] inline data::confusion count_answers(objective const& o, std::span<float const> logits,
                                                   answers const& truth) {
  if (o.classes() == 0) throw bad_input("score: a regression has no classes; choose the loss");
  data::confusion counts(o.classes());
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

//! The kind that `automatic` stands for at an objective.
[[nodiscard]] inline score_kind resolved(score_kind kind, objective const& o) {
  if (kind != score_kind::automatic) return kind;
  return o.classes() == 0 ? score_kind::loss : score_kind::accuracy;
}

//! Score of logits [N, ...]; `loss` is their mean loss without class weights.
[[nodiscard]] inline double score_of(score_options const& options, objective const& o,
                                     std::span<float const> logits, answers const& truth, double loss) {
  score_kind const kind = resolved(options.kind, o);
  if (kind == score_kind::loss) return loss;
  auto const counts = count_answers(o, logits, truth);
  if (kind == score_kind::accuracy) return counts.accuracy();
  if (kind == score_kind::macro_f1) return counts.macro_f1();
  return options.classes.empty() ? counts.mean_recall() : counts.mean_recall(options.classes);
}

} // namespace peax::training
