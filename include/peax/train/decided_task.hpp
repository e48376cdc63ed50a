#pragma once
//! @file
//! What a network is used for, decided by the answers that are given for it, and the answers in the form that the task takes.

#include <peax/core/config.hpp>
#include <peax/data/data_set.hpp>
#include <peax/graph/graph.hpp>
#include <peax/graph/task.hpp>
#include <peax/train/loss.hpp>

#include <cstddef>
#include <string>

namespace peax {

//! The task of an output, and why it was taken.
struct decided_task {
  peax::task is = peax::task::multi_class;
  std::string because;           //!< a sentence's end: "one-hot rows [N,6]"
  training::class_layout layout; //!< where the classes of one sample lie in the output; a regression has one
  float threshold = 0.5F; //!< one value above it is class 1: of a probability; 0 of a score without sigmoid

  [[nodiscard]] bool classifies() const { return is == task::binary || is == task::multi_class; }
  //! Classes that an answer can have; 0 for a regression.
  [[nodiscard]] std::size_t classes() const {
    if (is == task::regression) return 0;
    return layout.classes < 2 ? 2 : layout.classes;
  }
  //! "multi_class_classification (one-hot rows [N,6])"
  [[nodiscard]] std::string text() const { return std::string(name_of(is)) + " (" + because + ")"; }
};

//! What a user would say to get this task.
[[nodiscard]] PEAX_INLINE data::task_kind kind_of(task t);

//! The task by the shape and the last activation of an output alone, or as `wanted` says.
[[nodiscard]] PEAX_INLINE decided_task guess_task(graph const& g, std::size_t output = 0,
                                                  data::task_kind wanted = data::task_kind::automatic);

//! The task by the answers, unless `set.task()` says it. For an output of one value a sample: 0 and 1 alone behind a sigmoid are
//! two classes, other values a regression. For one axis of C values (axes of size 1 aside): integers `[N]` and one-hot rows are
//! classes, other rows of 0 and 1 sets of labels, other values a regression. For several axes: integers at every position, or
//! one-hot along the classes, are a segmentation, other values a regression. An output that is labels (ArgMax) is a classification, at
//! several positions a segmentation. Throws bad_input, naming the file of the answers,
//! when they have neither the form of labels nor that of the output.
[[nodiscard]] PEAX_INLINE decided_task decide_task(graph const& g, std::size_t output,
                                                   data::data_set const& set);

//! The samples with their answers as the task takes them: labels `[N]` for classes, labels at every position (float32 `[N, ...]`)
//! for a segmentation, values otherwise. Throws bad_input naming file, sample and value for a label outside the classes.
[[nodiscard]] PEAX_INLINE data::data_set answers_as(decided_task const& t, data::data_set const& set);

//! Whether answers say something of an output: not those of an unlabelled stream, all -1, and not one value a sample for an output
//! of several axes (a stream's rules are then judged without them).
[[nodiscard]] PEAX_INLINE bool tells_task(graph const& g, std::size_t output, data::data_set const& set);

//! The same as `decide_task`, where answers that say nothing leave it to the shape.
[[nodiscard]] PEAX_INLINE decided_task decide_or_guess_task(graph const& g, std::size_t output,
                                                            data::data_set const& set);

//! Whether the answers are classes, one a sample, of the first output.
[[nodiscard]] inline bool is_classification(graph const& g, data::data_set const& set) {
  return decide_or_guess_task(g, 0, set).classifies();
}

} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/train/decided_task.ipp>
#endif
