#pragma once
//! @file
//! The loop of training over a plan: batches, losses, steps of the optimizer, measuring.

#include <peax/core/error.hpp>
#include <peax/core/progress.hpp>
#include <peax/core/random.hpp>
#include <peax/engine/aligned_buffer.hpp>
#include <peax/engine/plan.hpp>
#include <peax/train/fit_options.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::training {

//! Rows of every input of a plan for N samples; held elsewhere.
struct sample_rows {
  std::vector<std::span<float const>> inputs;
  std::size_t samples = 0;

  [[nodiscard]] std::size_t width(std::size_t input) const { return inputs[input].size() / samples; }
};

//! Objectives with the plan's output at which each lies.
struct placed_objectives {
  std::vector<objective> all;
  std::vector<std::size_t> slots;
  std::vector<value_id> wanted; //!< of the graph that the objectives were made for; each once
};

//! With a data set its answers decide what `automatic` losses are.
[[nodiscard]] inline placed_objectives place_objectives(graph const& g,
                                                        std::vector<trained_output> const& outputs,
                                                        data::data_set const* by = nullptr) {
  if (outputs.empty()) throw bad_input("network " + g.name() + ": no output is to be trained");
  placed_objectives p;
  for (auto const& o : outputs) {
    p.all.push_back(by == nullptr ? objective_of(g, o) : objective_of(g, o, *by));
    value_id const id = p.all.back().logits;
    auto const at = std::find(p.wanted.begin(), p.wanted.end(), id);
    p.slots.push_back(static_cast<std::size_t>(at - p.wanted.begin()));
    if (at == p.wanted.end()) p.wanted.push_back(id);
  }
  return p;
}

//! Runs a plan over all rows; calls what(first sample, samples) after each batch.
template <class What> void each_batch(engine::plan& plan, sample_rows const& rows, What&& what) {
  auto const step = static_cast<std::size_t>(plan.batch());
  std::vector<float const*> at(rows.inputs.size());
  for (std::size_t first = 0; first < rows.samples; first += step) {
    std::size_t const n = std::min(step, rows.samples - first);
    for (std::size_t i = 0; i < at.size(); ++i) at[i] = rows.inputs[i].data() + first * rows.width(i);
    plan.forward(at, static_cast<engine::index>(n));
    what(first, n);
  }
}

//! Loss (weighted sum) and score (mean by weight) of all objectives from the logits [N, ...] at their places.
[[nodiscard]] inline measured measure(placed_objectives const& placed,
                                      std::span<std::span<float const> const> logits,
                                      std::vector<answers> const& truth, score_options const& options) {
  measured m;
  double weights = 0;
  for (std::size_t k = 0; k < placed.all.size(); ++k) {
    objective const& o = placed.all[k];
    auto const z = logits[placed.slots[k]];
    double const loss = loss_of(o, z, truth[k].labels, truth[k].targets, {}, 0, {}, 0, {});
    m.loss += o.weight * loss;
    m.score += o.weight * score_of(options, o, z, truth[k], loss);
    weights += o.weight;
  }
  if (weights > 0) m.score /= weights;
  return m;
}

//! The same with a plan that computes the logits.
[[nodiscard]] inline measured measure(engine::plan& plan, placed_objectives const& placed,
                                      sample_rows const& rows, std::vector<answers> const& truth,
                                      score_options const& options) {
  std::vector<std::vector<float>> logits(plan.output_count());
  each_batch(plan, rows, [&](std::size_t, std::size_t) {
    for (std::size_t i = 0; i < logits.size(); ++i)
      logits[i].insert(logits[i].end(), plan.output(i).begin(), plan.output(i).end());
  });
  std::vector<std::span<float const>> const all(logits.begin(), logits.end());
  return measure(placed, all, truth, options);
}

//! Trains a plan epoch by epoch. Made once; a step allocates nothing.
class trainer {
 public:
  //! `truth`, `class_weights` and `teacher_logits` (or empty) hold one entry for each objective.
  trainer(engine::plan& plan, placed_objectives const& placed, sample_rows const& rows,
          std::vector<answers> const& truth, std::vector<std::vector<float>> class_weights,
          std::span<float const> teacher_logits, fit_options const& options)
      : plan_(plan), placed_(placed), rows_(rows), truth_(truth), class_weights_(std::move(class_weights)),
        teacher_logits_(teacher_logits), options_(options),
        optimizer_(options.optimizer, plan.parameters().size(), segments_of(plan)), order_(rows.samples) {
    std::size_t const b = options.batch;
    for (std::size_t i = 0; i < rows.inputs.size(); ++i)
      inputs_.emplace_back(b * rows.width(i)), pointers_.push_back(inputs_.back().data());
    std::size_t largest = 0;
    for (std::size_t i = 0; i < plan.output_count(); ++i) {
      auto const width = static_cast<std::size_t>(plan.output_dims(i).elements());
      gradients_.emplace_back(b * width), seeds_.push_back(gradients_.back().data());
      largest = std::max(largest, width);
    }
    shared_.resize(b * largest), teacher_.resize(teacher_logits.empty() ? 0 : b * largest);
    for (auto const& t : truth) {
      labels_.emplace_back(t.labels.empty() ? 0 : b * t.per_sample);
      targets_.emplace_back(t.targets.empty() ? 0 : b * t.per_sample);
    }
    bool const by_batch = !plan.statistics().empty();
    if (by_batch && rows.samples == 1)
      throw bad_input("training of " + plan.graph().name() +
                      ": one sample cannot be normalized by its own statistics; give more samples");
    steps_ = (rows.samples + b - 1) / b;
    if (by_batch && steps_ > 1 && rows.samples % b == 1)
      --steps_; // a batch of one sample has no variance; the shuffle gives each its turn
  }

  //! One pass over the samples in a new order; gives the mean loss. Throws bad_input when the loss stops being a number.
  double epoch(std::size_t number, progress const& to) {
    std::iota(order_.begin(), order_.end(), std::uint32_t{0});
    random_stream(options_.seed, 2 * number).shuffle(std::span(order_));
    std::string const what = "training " + plan_.graph().name() + ", epoch " + std::to_string(number + 1) +
                             " of " + std::to_string(options_.epochs);
    double loss = 0;
    std::size_t seen = 0;
    for (std::size_t s = 0; s < steps_; ++s) {
      std::size_t const first = s * options_.batch, n = std::min(options_.batch, rows_.samples - first);
      std::uint64_t const step = number * steps_ + s;
      double const one = train_on(std::span(order_).subspan(first, n), step);
      if (!std::isfinite(one)) fail(number, s);
      loss += one * static_cast<double>(n);
      seen += n;
      if (to && (s % 16 == 15 || s + 1 == steps_))
        to(what, static_cast<double>(step + 1) / static_cast<double>(options_.epochs * steps_));
    }
    return loss / static_cast<double>(seen);
  }

 private:
  static std::vector<parameter_segment> segments_of(engine::plan const& plan) {
    std::vector<parameter_segment> segments;
    for (auto const& p : plan.parameter_list())
      segments.push_back({p.offset, p.size, plan.graph()[p.id].dims.rank() > 1});
    return segments;
  }

  double train_on(std::span<std::uint32_t const> samples, std::uint64_t step) {
    gather(samples, step);
    plan_.forward(pointers_, static_cast<engine::index>(samples.size()));
    double const loss = compute_losses(samples);
    if (!std::isfinite(loss)) return loss;
    plan_.backward(seeds_);
    if (options_.gradient_limit > 0) limit_gradient();
    double const rate = options_.optimizer.rate *
                        options_.schedule.at(static_cast<std::size_t>(step), options_.epochs * steps_);
    optimizer_.step(plan_.parameters(), plan_.gradients(), rate);
    return loss;
  }

  template <class T>
  static void pick(std::span<T const> from, std::size_t width, std::span<std::uint32_t const> samples,
                   T* to) {
    for (auto s : samples) to = std::copy_n(from.data() + s * width, width, to);
  }

  void gather(std::span<std::uint32_t const> samples, std::uint64_t step) {
    for (std::size_t i = 0; i < inputs_.size(); ++i)
      pick(rows_.inputs[i], rows_.width(i), samples, inputs_[i].data());
    for (std::size_t k = 0; k < truth_.size(); ++k) {
      if (!labels_[k].empty())
        pick<std::int32_t>(truth_[k].labels, truth_[k].per_sample, samples, labels_[k].data());
      if (!targets_[k].empty())
        pick<float>(truth_[k].targets, truth_[k].per_sample, samples, targets_[k].data());
    }
    if (!options_.augment) return;
    random_stream random(options_.seed ^ 0x6175676d656e7421ULL, step);
    options_.augment(inputs_[0].span().first(samples.size() * rows_.width(0)),
                     plan_.graph()[plan_.graph().inputs()[0]].dims.behind_batch(), random);
  }

  double compute_losses(std::span<std::uint32_t const> samples) {
    std::size_t const n = samples.size();
    double sum = 0;
    for (std::size_t k = 0; k < placed_.all.size(); ++k) {
      objective const& o = placed_.all[k];
      std::size_t const slot = placed_.slots[k], per = truth_[k].per_sample;
      auto const z = plan_.output(slot);
      bool const again =
          std::find(placed_.slots.begin(), placed_.slots.begin() + static_cast<std::ptrdiff_t>(k), slot) !=
          placed_.slots.begin() + static_cast<std::ptrdiff_t>(k);
      std::span<float> const gradient =
          again ? std::span(shared_).first(z.size()) : gradients_[slot].span().first(z.size());
      soft_answers soft;
      if (options_.teacher) {
        pick(teacher_logits_, z.size() / n, samples, teacher_.data());
        soft = {std::span<float const>(teacher_).first(z.size()),
                static_cast<float>(options_.teacher->temperature),
                static_cast<float>(options_.teacher->share)};
      }
      std::span<std::int32_t const> const labels(labels_[k]);
      std::span<float const> const targets(targets_[k]);
      sum += o.weight * loss_of(o, z, labels.first(labels.empty() ? 0 : n * per),
                                targets.first(targets.empty() ? 0 : n * per), class_weights_[k],
                                static_cast<float>(options_.label_smoothing), soft,
                                static_cast<float>(o.weight), gradient);
      if (again)
        std::transform(gradient.begin(), gradient.end(), gradients_[slot].data(), gradients_[slot].data(),
                       [](float a, float b) { return a + b; });
    }
    return sum;
  }

  void limit_gradient() {
    double square = 0;
    for (float const g : plan_.gradients()) square += static_cast<double>(g) * static_cast<double>(g);
    double const norm = std::sqrt(square);
    if (!(norm > options_.gradient_limit)) return;
    auto const factor = static_cast<float>(options_.gradient_limit / (norm + 1e-6));
    for (float& g : plan_.gradients()) g *= factor;
  }

  [[noreturn]] void fail(std::size_t epoch, std::size_t step) const {
    throw bad_input("training of " + plan_.graph().name() + ": the loss is no finite number in step " +
                    std::to_string(step + 1) + " of epoch " + std::to_string(epoch + 1) + "; the rate " +
                    std::to_string(options_.optimizer.rate) +
                    " is too high: try a tenth of it, or a gradient limit of 1");
  }

  engine::plan& plan_;
  placed_objectives const& placed_;
  sample_rows const& rows_;
  std::vector<answers> const& truth_;
  std::vector<std::vector<float>> class_weights_;
  std::span<float const> teacher_logits_;
  fit_options const& options_;
  optimizer optimizer_;
  std::vector<std::uint32_t> order_;
  std::vector<engine::aligned_buffer> inputs_, gradients_;
  std::vector<float const*> pointers_, seeds_;
  std::vector<float> shared_, teacher_;
  std::vector<std::vector<std::int32_t>> labels_;
  std::vector<std::vector<float>> targets_;
  std::size_t steps_ = 0;
};

} // namespace peax::training
