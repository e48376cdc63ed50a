#pragma once
//! @file
//! What training may be told, and what it gives.

#include <peax/core/random.hpp>
#include <peax/graph/network.hpp>
#include <peax/train/feature_cache.hpp>
#include <peax/train/objective.hpp>
#include <peax/train/optimizer.hpp>
#include <peax/train/schedule.hpp>
#include <peax/train/score.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <vector>

namespace peax::training {

//! Changes a batch of training inputs in place: [n, ...] row-major, the shape of one sample, random numbers of this batch.
using augmentation = std::function<void(std::span<float> batch, shape const& sample, random_stream& random)>;

//! A teacher whose logits are answers beside the labels. They are computed once, on the inputs without augmentation.
struct teacher {
  peax::network network;
  std::size_t output = 0; //!< its output; it teaches all trained outputs
  double temperature = 2;
  double share = 0.5; //!< of the soft answers in the loss
};

//! What an epoch was like. Without validation data the validation figures are NaN.
struct epoch_record {
  double train_loss = 0; //!< mean over the samples while the weights changed, with class weights and teacher
  double validation_loss =
      std::numeric_limits<double>::quiet_NaN(); //!< weighted sum over the outputs, of the answers alone
  double validation_score = std::numeric_limits<double>::quiet_NaN(); //!< mean over the outputs by weight
};

struct fit_options {
  std::vector<trained_output> outputs = {{}};        //!< the first alone, or several exits jointly
  std::optional<std::vector<value_id>> trained = {}; //!< constants that train; absent: all weights
  std::size_t epochs = 10, batch = 64;
  optimizer_options optimizer = {};
  peax::training::schedule schedule = {};
  std::size_t patience = 0; //!< epochs without a better validation score before it ends; 0: all epochs
  score_options score = {};
  bool keep_best = true;     //!< the weights of the best epoch on validation data, else the last
  double gradient_limit = 0; //!< largest norm of the whole gradient; longer ones are shortened; 0: none
  std::vector<float> class_weights = {}; //!< one a class; empty: equal
  double class_weight_power = 0;         //!< else (largest count / count)^power
  double label_smoothing = 0;
  std::optional<peax::training::teacher> teacher = {};
  augmentation augment = {};
  cache_options cache = {}; //!< of the feature maps of a frozen part
  int threads = 0;          //!< 0: all; results do not depend on it
  std::uint64_t seed = 0;
  std::function<void(std::size_t epoch, epoch_record const&)> on_epoch = {};
};

struct fit_result {
  peax::network network;
  std::vector<epoch_record> history;
  std::size_t best_epoch = 0;    //!< whose weights the network has, from 0
  std::size_t cached_floats = 0; //!< feature maps of a frozen part for each sample; 0: nothing was kept
};

} // namespace peax::training
