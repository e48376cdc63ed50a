#pragma once
//! @file
//! Softmax (or sigmoid) regression on features that are computed already: the heads of early exits, all side by side.

#include <peax/core/config.hpp>
#include <peax/core/progress.hpp>
#include <peax/train/fit_options.hpp>
#include <peax/train/schedule.hpp>
#include <peax/train/score.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace peax::training {

//! Features of one head, row-major [N, width], and those of the validation samples (or none). Held by the caller.
struct head_input {
  std::span<float const> rows;
  std::size_t width = 0;
  std::span<float const> held_out = {};
};

//! Defaults are the recipe of the reference figures: Adam at 5e-3, half a cosine, batches of 256, 20 epochs.
struct head_options {
  std::size_t epochs = 20, batch = 256;
  double rate = 5e-3;
  peax::training::schedule schedule = peax::training::schedule::cosine();
  double weight_decay = 0;               //!< decoupled, of the weights of standardised features
  std::vector<float> class_weights = {}; //!< one a class; empty: equal
  double class_weight_power = 0;         //!< else (largest count / count)^power
  std::span<float const> teacher = {};   //!< probabilities [N, outputs] that answer beside the labels
  double share = 0.5;                    //!< of the teacher in the loss
  std::size_t patience = 0; //!< epochs without a better validation score before a head is done; 0: all epochs
  bool keep_best = false;   //!< the weights of the best epoch on validation data instead of the last
  score_options score = {};
  int threads = 0;
  std::uint64_t seed = 0;
};

//! y = x W^T + b on the features as they were given: standardisation is folded in.
struct linear_head {
  std::size_t outputs = 0, width = 0;
  std::vector<float> weights; //!< [outputs, width]
  std::vector<float> bias;    //!< [outputs]
  std::vector<epoch_record> history;
  std::size_t best_epoch = 0; //!< whose weights these are, from 0
};

//! Trains a head for each feature map on the same labels: Adam on standardised features, cross-entropy. `outputs` is the
//! number of classes, or 1 for a sigmoid and the classes 0 and 1. Each head gets the same order of samples and is trained
//! on one thread at a time, so that neither threads nor the other heads change its bytes.
//! Throws bad_input: sizes that do not fit, a label outside the classes, one class only, features that are no numbers.
[[nodiscard]] PEAX_INLINE std::vector<linear_head>
train_heads(std::span<head_input const> heads, std::span<std::int32_t const> labels, std::size_t outputs,
            head_options const& options = {}, std::span<std::int32_t const> held_out_labels = {},
            progress const& to = {});

} // namespace peax::training

#ifndef PEAX_COMPILED
#include <peax/train/linear_heads.ipp>
#endif
