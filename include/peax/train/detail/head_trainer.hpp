#pragma once
//! @file
//! Training of one linear head on features in memory.

#include <peax/core/error.hpp>
#include <peax/core/random.hpp>
#include <peax/engine/aligned_buffer.hpp>
#include <peax/engine/kernel/dense.hpp>
#include <peax/engine/kernel/softmax.hpp>
#include <peax/engine/threads.hpp>
#include <peax/train/head_options.hpp>
#include <peax/train/loss.hpp>
#include <peax/train/optimizer.hpp>
#include <peax/train/score.hpp>

#include <xsimd/xsimd.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::training {

namespace detail {

namespace kernel = engine::kernel;

//! One head: its weights, the state of Adam, and tiles of rows that stay in the cache from gathering to gradient.
class head_trainer {
 public:
  head_trainer(head_input const& in, std::span<std::int32_t const> labels, std::size_t outputs,
               head_options const& options, std::span<std::int32_t const> held_out_labels)
      : in_(in), labels_(labels), options_(options), outputs_(outputs), padded_(padded(in.width)),
        dense_(static_cast<kernel::index>(padded_), static_cast<kernel::index>(outputs)),
        parameters_(outputs * padded_ + outputs), gradients_(parameters_.size()),
        packed_(static_cast<std::size_t>(dense_.packed_size())),
        partial_(static_cast<std::size_t>(dense_.partial_size())),
        tile_(std::max(tile_rows, std::size_t{1}) * padded_), logits_(tile_rows * outputs),
        mean_(padded_, 0.0F), inverse_(padded_, 0.0F),
        optimizer_(
            {.kind = optimizer_kind::adamw, .rate = options.rate, .weight_decay = options.weight_decay},
            parameters_.size(), {{0, outputs * padded_, true}, {outputs * padded_, outputs, false}}) {
    objective_.loss = outputs == 1 ? loss_kind::binary_cross_entropy : loss_kind::cross_entropy;
    objective_.layout = {1, outputs, 1};
    measure_features();
    answers truth;
    truth.labels.assign(labels.begin(), labels.end());
    auto const classes = std::max<std::size_t>(outputs, 2);
    std::vector<std::size_t> counts(classes, 0);
    for (auto label : labels) ++counts[static_cast<std::size_t>(label)];
    class_weights_ = !options.class_weights.empty() ? options.class_weights
                                                    : balanced_weights(counts, options.class_weight_power);
    held_out_.per_sample = 1;
    if (outputs == 1)
      held_out_.targets.assign(held_out_labels.begin(), held_out_labels.end());
    else
      held_out_.labels.assign(held_out_labels.begin(), held_out_labels.end());
    random_stream random(options.seed, 1); // uniform within 1 / sqrt(width), as PyTorch's linear layers begin
    double const bound = 1 / std::sqrt(static_cast<double>(in.width));
    for (std::size_t k = 0; k < outputs; ++k)
      for (std::size_t f = 0; f < in.width; ++f)
        parameters_.data()[k * padded_ + f] = static_cast<float>(bound * (2 * random.uniform() - 1));
    for (float& b : bias()) b = static_cast<float>(bound * (2 * random.uniform() - 1));
    best_.assign(parameters_.span().begin(), parameters_.span().end());
    result_.outputs = outputs, result_.width = in.width;
  }

  //! One pass over the samples in the given order.
  void epoch(std::size_t number, std::span<std::uint32_t const> order) {
    if (done_) return;
    std::size_t const steps = (order.size() + options_.batch - 1) / options_.batch;
    epoch_record record;
    for (std::size_t s = 0; s < steps; ++s) {
      auto const part =
          order.subspan(s * options_.batch, std::min(options_.batch, order.size() - s * options_.batch));
      record.train_loss +=
          step(part, options_.rate * options_.schedule.at(number * steps + s, options_.epochs * steps)) *
          static_cast<double>(part.size());
    }
    record.train_loss /= static_cast<double>(order.size());
    if (!std::isfinite(record.train_loss))
      throw bad_input("training of heads: the loss of a head of " + std::to_string(in_.width) +
                      " features is no finite number in epoch " + std::to_string(number + 1) + "; the rate " +
                      std::to_string(options_.rate) + " is too high: try a tenth of it");
    if (!in_.held_out.empty()) measure_held_out(record);
    result_.history.push_back(record);
    bool const validates = !in_.held_out.empty();
    bool const better =
        number == 0 || is_better(resolved(options_.score.by, objective_), record.validation_score,
                                 result_.history[best_epoch_].validation_score);
    if (better || !validates) best_epoch_ = number;
    if (better || !validates || !options_.keep_best)
      best_.assign(parameters_.span().begin(), parameters_.span().end());
    done_ = validates && options_.patience > 0 && number - best_epoch_ >= options_.patience;
  }

  //! The weights with the standardisation folded in, in double.
  [[nodiscard]] linear_head finish() {
    result_.best_epoch = options_.keep_best ? best_epoch_ : result_.history.size() - 1;
    for (std::size_t k = 0; k < outputs_; ++k) {
      double b = static_cast<double>(best_[outputs_ * padded_ + k]);
      for (std::size_t f = 0; f < in_.width; ++f) {
        double const w = static_cast<double>(best_[k * padded_ + f]) * static_cast<double>(inverse_[f]);
        b -= w * static_cast<double>(mean_[f]);
        result_.weights.push_back(static_cast<float>(w));
      }
      result_.bias.push_back(static_cast<float>(b));
    }
    return std::move(result_);
  }

 private:
  static constexpr std::size_t tile_rows = 64;

  //! Rows of a multiple of 1 KB would fall into the same few sets of the cache.
  static std::size_t padded(std::size_t width) { return width % 256 == 0 ? width + 16 : width; }
  [[nodiscard]] std::span<float> bias() const { return parameters_.span().subspan(outputs_ * padded_); }

  //! Mean and inverse deviation of every feature; a feature that does not vary gets the weight 0.
  void measure_features() {
    std::size_t const n = labels_.size(), width = in_.width;
    std::vector<double> sum(width, 0.0), square(width, 0.0);
    float const* const origin = in_.rows.data();
    for (std::size_t i = 0; i < n; ++i) {
      float const* const x = in_.rows.data() + i * width;
      for (std::size_t f = 0; f < width; ++f) {
        double const d = static_cast<double>(x[f] - origin[f]);
        sum[f] += d, square[f] += d * d;
      }
    }
    for (std::size_t f = 0; f < width; ++f) {
      double const mean = sum[f] / static_cast<double>(n);
      double const deviation = std::sqrt(std::max(0.0, square[f] / static_cast<double>(n) - mean * mean));
      double const at = static_cast<double>(origin[f]) + mean;
      if (!std::isfinite(at) || !std::isfinite(deviation))
        throw bad_input("training of heads: feature " + std::to_string(f) + " of " + std::to_string(width) +
                        " is NaN or infinite in some sample; the network or its input is broken");
      mean_[f] = static_cast<float>(at);
      inverse_[f] =
          deviation > 1e-6 * std::max(1.0, std::abs(at)) ? static_cast<float>(1 / (deviation + 1e-5)) : 0.0F;
    }
  }

  void gather(std::span<std::uint32_t const> samples) {
    constexpr std::size_t ahead = 4, line = 16;
    std::size_t const width = in_.width;
    for (std::size_t i = 0; i < samples.size(); ++i) {
      if (i + ahead < samples.size())
        for (std::size_t f = 0; f < width; f += line)
          __builtin_prefetch(in_.rows.data() + samples[i + ahead] * width + f);
      standardise(in_.rows.data() + samples[i] * width, tile_.data() + i * padded_);
    }
  }

  void standardise(float const* from, float* to) const {
    float const *const mean = mean_.data(), *const inverse = inverse_.data();
    std::size_t const width = in_.width;
    constexpr std::size_t lanes = xsimd::batch<float>::size;
    std::size_t f = 0;
    for (; f + lanes <= width; f += lanes) {
      using wide = xsimd::batch<float>;
      ((wide::load_unaligned(from + f) - wide::load_unaligned(mean + f)) * wide::load_unaligned(inverse + f))
          .store_unaligned(to + f);
    }
    for (; f < width; ++f) to[f] = (from[f] - mean[f]) * inverse[f];
  }

  double step(std::span<std::uint32_t const> samples, double rate) {
    float const* const w = parameters_.data();
    dense_.pack(w, packed_.data());
    std::fill_n(partial_.data(), partial_.size(), 0.0F);
    double total = 0;
    for (auto s : samples) total += static_cast<double>(weight_of(s));
    double const inverse = total > 0 ? 1 / total : 0;
    double loss = 0;
    for (std::size_t first = 0; first < samples.size(); first += tile_rows) {
      auto const part = samples.subspan(first, std::min(tile_rows, samples.size() - first));
      auto const rows = static_cast<kernel::index>(part.size());
      gather(part);
      dense_.forward(tile_.data(), rows, packed_.data(), bias().data(), {}, logits_.data());
      loss += to_gradient(part, inverse, 1 / static_cast<double>(samples.size()));
      dense_.weight_gradient(tile_.data(), logits_.data(), rows, partial_.data());
    }
    dense_.reduce_gradient(partial_.data(), 1, gradients_.data(), gradients_.data() + outputs_ * padded_);
    optimizer_.step(parameters_.span(), gradients_.span(), rate);
    return loss;
  }

  [[nodiscard]] float weight_of(std::uint32_t sample) const {
    return class_weights_[static_cast<std::size_t>(labels_[sample])];
  }

  //! Turns the logits of a tile into their gradient; gives their share of the mean loss.
  double to_gradient(std::span<std::uint32_t const> samples, double inverse_weight, double inverse_count) {
    double const share = options_.teacher.empty() ? 0 : options_.share;
    double loss = 0;
    if (outputs_ > 1)
      kernel::softmax(logits_.data(), static_cast<kernel::index>(samples.size()),
                      static_cast<kernel::index>(outputs_), logits_.data());
    else
      for (std::size_t i = 0; i < samples.size(); ++i)
        logits_.data()[i] = static_cast<float>(logistic(static_cast<double>(logits_.data()[i])));
    for (std::size_t i = 0; i < samples.size(); ++i) {
      float* const p = logits_.data() + i * outputs_;
      auto const own = static_cast<std::size_t>(labels_[samples[i]]);
      double const hard = (1 - share) * static_cast<double>(weight_of(samples[i])) * inverse_weight,
                   soft = share * inverse_count;
      float const* const t = share > 0 ? options_.teacher.data() + samples[i] * outputs_ : nullptr;
      auto const log_of = [](float x) { return std::log(std::max(static_cast<double>(x), 1e-30)); };
      if (outputs_ == 1) {
        loss -= hard * (own == 1 ? log_of(p[0]) : log_of(1 - p[0]));
        if (t != nullptr)
          loss -= soft * (static_cast<double>(t[0]) * log_of(p[0]) +
                          (1 - static_cast<double>(t[0])) * log_of(1 - p[0]));
        p[0] = static_cast<float>(hard) * (p[0] - static_cast<float>(own)) +
               (t != nullptr ? static_cast<float>(soft) * (p[0] - t[0]) : 0.0F);
        continue;
      }
      loss -= hard * log_of(p[own]);
      auto const all = static_cast<float>(hard + soft), taught = static_cast<float>(soft);
      for (std::size_t c = 0; c < outputs_; ++c) {
        if (t != nullptr) loss -= soft * static_cast<double>(t[c]) * log_of(p[c]);
        p[c] = all * p[c] - (t != nullptr ? taught * t[c] : 0.0F);
      }
      p[own] -= static_cast<float>(hard);
    }
    return loss;
  }

  void measure_held_out(epoch_record& record) {
    std::size_t const n = in_.held_out.size() / in_.width;
    held_out_logits_.resize(n * outputs_);
    dense_.pack(parameters_.data(), packed_.data());
    for (std::size_t first = 0; first < n; first += tile_rows) {
      std::size_t const rows = std::min(tile_rows, n - first);
      for (std::size_t i = 0; i < rows; ++i)
        standardise(in_.held_out.data() + (first + i) * in_.width, tile_.data() + i * padded_);
      dense_.forward(tile_.data(), static_cast<kernel::index>(rows), packed_.data(), bias().data(), {},
                     held_out_logits_.data() + first * outputs_);
    }
    record.validation_loss =
        loss_of(objective_, held_out_logits_, held_out_.labels, held_out_.targets, {}, 0, {}, 0, {});
    record.validation_score =
        score_of(options_.score, objective_, held_out_logits_, held_out_, record.validation_loss);
  }

  head_input in_;
  std::span<std::int32_t const> labels_;
  head_options const& options_;
  std::size_t outputs_, padded_;
  kernel::dense dense_;
  engine::aligned_buffer parameters_, gradients_, packed_, partial_, tile_, logits_;
  std::vector<float> mean_, inverse_, class_weights_, best_, held_out_logits_;
  optimizer optimizer_;
  objective objective_;
  answers held_out_;
  linear_head result_;
  std::size_t best_epoch_ = 0;
  bool done_ = false;
};

} // namespace detail

} // namespace peax::training
