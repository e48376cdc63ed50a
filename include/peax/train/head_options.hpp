#pragma once
//! @file
//! What the training of linear heads is told, and what it gives.

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

} // namespace peax::training
