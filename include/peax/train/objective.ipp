#pragma once
//! @file
//! The bodies of objective.hpp.

#include <peax/core/error.hpp>
#include <peax/data/one_hot.hpp>
#include <peax/graph/batch_axis.hpp>
#include <peax/graph/op.hpp>
#include <peax/graph/task.hpp>
#include <peax/graph/told_labels.hpp>
#include <peax/train/decided_task.hpp>
#include <peax/train/objective.hpp>

#include <fmt/core.h>

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

inline class_layout layout_of(graph const& g, logits const& at) {
  shape const& dims = g[at.id].dims;
  if (dims.rank() < 2) return {1, 1, 1};
  std::int64_t axis = 1;
  std::size_t wide = 0;
  for (std::size_t i = 1; i < dims.rank(); ++i)
    if (dims[i] != 1 && ++wide == 1) axis = static_cast<std::int64_t>(i);
  if (wide > 1) axis = 1; // classes of a map stand behind the batch
  for (auto reader : g.readers(at.id))
    if (auto const* s = g[reader].op.get_if<op::softmax>();
        s != nullptr && at.activation == final_activation::softmax)
      axis = s->axis < 0 ? s->axis + static_cast<std::int64_t>(dims.rank()) : s->axis;
  class_layout l;
  for (std::size_t i = 1; i < dims.rank(); ++i) {
    auto const extent = static_cast<std::size_t>(dims[i]);
    if (static_cast<std::int64_t>(i) == axis)
      l.classes = extent;
    else if (static_cast<std::int64_t>(i) < axis)
      l.outer *= extent;
    else
      l.inner *= extent;
  }
  return l;
}

} // namespace detail

namespace detail {

//! `t` when the answers have decided.
inline objective objective_for(graph const& g, trained_output const& wanted, decided_task const* t) {
  if (wanted.output >= g.outputs().size())
    throw bad_input(fmt::format("network {}: output {} is to be trained, it has {}", g.name(), wanted.output,
                                g.outputs().size()));
  value_id const out = g.outputs()[wanted.output];
  auto const at = find_logits(g, wanted.output);
  if (auto const why = why_no_batch(g, wanted.output))
    throw bad_input(fmt::format("network {}: {}", g.name(), *why));
  if (told_labels(g, out) > 0)
    throw bad_input(
        fmt::format("network {}: the output '{}' is {}; labels have no gradient, train the scores", g.name(),
                    g[out].name, output_in_words(g, out)));
  if (!(wanted.weight >= 0) || !std::isfinite(wanted.weight))
    throw bad_input(fmt::format("network {}: the weight of output '{}' must be a number not below 0",
                                g.name(), g[out].name));
  objective o{wanted.output, wanted.weight, wanted.loss, at.id, at.activation, layout_of(g, at)};
  if (o.loss == loss_kind::automatic) {
    task const is = t != nullptr ? t->is : task_of(g, out);
    bool const sigmoid = t == nullptr && at.activation == final_activation::sigmoid;
    bool const one_of_two = t != nullptr && is == task::segmentation && t->layout.classes < 2;
    o.one_of = t != nullptr && is == task::multi_class && at.activation == final_activation::sigmoid;
    if (sigmoid || o.one_of || one_of_two || is == task::binary || is == task::multi_label)
      o.loss = loss_kind::binary_cross_entropy;
    else
      o.loss = is == task::regression ? loss_kind::mean_squared_error : loss_kind::cross_entropy;
    if (t != nullptr && o.loss == loss_kind::cross_entropy && g[at.id].dims == g[out].dims)
      o.layout = t->layout;
  }
  if (o.loss == loss_kind::mean_squared_error) { // on what the network gives, with its activation
    o.logits = out;
    o.layout = {1, static_cast<std::size_t>(g[out].dims.elements()), 1};
  }
  if (o.loss == loss_kind::cross_entropy && o.layout.classes < 2)
    throw bad_input(fmt::format("network {}: output '{}' {} has no axis of classes for cross-entropy; choose "
                                "binary cross-entropy or squared error",
                                g.name(), g[out].name, g[out].dims.text()));
  if (o.loss == loss_kind::binary_cross_entropy) o.layout = {o.layout.size(), 1, 1};
  return o;
}

} // namespace detail

PEAX_INLINE objective objective_of(graph const& g, trained_output const& wanted) {
  return detail::objective_for(g, wanted, nullptr);
}

PEAX_INLINE objective objective_of(graph const& g, trained_output const& wanted, data::data_set const& set) {
  if (wanted.loss != loss_kind::automatic || wanted.output >= g.outputs().size())
    return detail::objective_for(g, wanted, nullptr);
  decided_task const t = decide_task(g, wanted.output, set);
  return detail::objective_for(g, wanted, &t);
}

PEAX_INLINE answers answers_of(objective const& o, data::data_set const& set) {
  std::size_t const n = set.size();
  answers a;
  a.per_sample = o.loss == loss_kind::cross_entropy ? o.layout.positions() : o.layout.size();
  if (o.loss == loss_kind::cross_entropy && a.per_sample == 1) {
    auto const labelled = set.with_labels();
    labelled.require_classes(static_cast<std::int64_t>(o.layout.classes));
    a.labels.assign(labelled.labels().begin(), labelled.labels().end());
    return a;
  }
  if (o.one_of) {
    auto const labelled = set.with_labels();
    labelled.require_classes(static_cast<std::int64_t>(a.per_sample));
    a.targets.assign(n * a.per_sample, 0.0F);
    for (std::size_t i = 0; i < n; ++i)
      a.targets[i * a.per_sample + static_cast<std::size_t>(labelled.labels()[i])] = 1;
    return a;
  }
  auto const with_targets = set.with_targets();
  tensor const& t = with_targets.targets();
  if (o.loss == loss_kind::cross_entropy && t.size() == n * o.layout.size())
    if (auto labels = data::one_hot_labels(t.floats(), o.layout.classes, o.layout.inner)) {
      a.labels = *std::move(labels);
      return a;
    }
  if (t.size() != n * a.per_sample)
    throw bad_input(fmt::format("{}: answers {} do not fit the output, which takes {} for each sample",
                                set.answers_name(), t.dims().text(), a.per_sample));
  a.targets.assign(t.floats().begin(), t.floats().end());
  if (o.loss == loss_kind::binary_cross_entropy)
    for (std::size_t i = 0; i < a.targets.size(); ++i)
      if (!(a.targets[i] >= 0 && a.targets[i] <= 1))
        throw bad_input(fmt::format("{}: the answer of sample {} is {}, the output has the classes 0 and 1",
                                    set.answers_name(), i / a.per_sample, a.targets[i]));
  if (o.loss != loss_kind::cross_entropy) return a;
  for (std::size_t i = 0; i < a.targets.size(); ++i) {
    float const x = a.targets[i];
    if (x != std::trunc(x) || x < 0 || x >= static_cast<float>(o.layout.classes))
      throw bad_input(
          fmt::format("{}: the answer at position {} of sample {} is {}, the output has the classes 0 to {}",
                      set.answers_name(), i % a.per_sample, i / a.per_sample, x, o.layout.classes - 1));
    a.labels.push_back(static_cast<std::int32_t>(x));
  }
  a.targets.clear();
  return a;
}

PEAX_INLINE std::vector<std::size_t> class_counts(objective const& o, answers const& a) {
  std::vector<std::size_t> counts(o.classes(), 0);
  for (auto label : a.labels) ++counts[static_cast<std::size_t>(label)];
  for (std::size_t i = 0; o.one_of && i < a.targets.size(); ++i)
    counts[i % counts.size()] += a.targets[i] > 0.5F;
  if (o.loss == loss_kind::binary_cross_entropy && !o.one_of)
    for (float const t : a.targets) ++counts[t > 0.5F ? 1 : 0];
  return counts;
}

PEAX_INLINE std::vector<float> balanced_weights(std::span<std::size_t const> counts, double power) {
  std::vector<float> weights;
  std::size_t largest = 0;
  for (auto n : counts) largest = std::max(largest, n);
  for (auto n : counts)
    weights.push_back(
        n == 0 ? 1.0F
               : static_cast<float>(std::pow(static_cast<double>(largest) / static_cast<double>(n), power)));
  return weights;
}

PEAX_INLINE double loss_of(objective const& o, std::span<float const> logits,
                           std::span<std::int32_t const> labels, std::span<float const> targets,
                           std::span<float const> class_weights, float smoothing, soft_answers const& soft,
                           float scale, std::span<float> gradient) {
  bool const taught = !soft.logits.empty();
  double const share = taught ? static_cast<double>(soft.share) : 0.0;
  auto const hard = static_cast<float>(static_cast<double>(scale) * (1 - share)),
             gentle = static_cast<float>(static_cast<double>(scale) * share);
  double loss = 0, taught_loss = 0;
  if (o.loss == loss_kind::cross_entropy) {
    loss = cross_entropy(logits, o.layout, labels, class_weights, smoothing, hard, gradient);
    if (taught) taught_loss = distillation(logits, soft.logits, o.layout, soft.temperature, gentle, gradient);
  } else if (o.loss == loss_kind::binary_cross_entropy) {
    loss = binary_cross_entropy(logits, targets, class_weights, smoothing, hard, gradient);
    if (taught) taught_loss = binary_distillation(logits, soft.logits, soft.temperature, gentle, gradient);
  } else {
    loss = squared_error(logits, targets, hard, gradient);
    if (taught) {
      detail::require_size("teacher values", soft.logits.size(), logits.size());
      auto const factor = 2 * gentle / static_cast<float>(logits.size());
      for (std::size_t i = 0; i < logits.size(); ++i) {
        float const d = logits[i] - soft.logits[i];
        taught_loss += static_cast<double>(d) * static_cast<double>(d) / static_cast<double>(logits.size());
        if (!gradient.empty()) gradient[i] += factor * d;
      }
    }
  }
  return (1 - share) * loss + share * taught_loss;
}

} // namespace peax::training
