#pragma once
//! @file
//! The bodies of accuracy.hpp.

#include <peax/core/error.hpp>
#include <peax/data/metrics.hpp>
#include <peax/document/page.hpp>
#include <peax/engine/run.hpp>
#include <peax/report/accuracy.hpp>
#include <peax/score/confusion.hpp>
#include <peax/score/interval.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace peax::report {

namespace detail {

inline void add_classification(accuracy_figures& out, tensor const& scores, data::data_set const& samples) {
  std::size_t const n = samples.size();
  std::size_t const width = scores.size() / n;
  std::size_t const classes = width == 1 ? 2 : width;
  auto const labels = samples.with_labels();
  labels.require_classes(static_cast<std::int64_t>(classes));
  std::vector<std::int32_t> const answers =
      width == 1 ? data::above(scores.floats(), 0.5f) : data::arg_max(scores.floats(), classes);
  auto const truth = labels.labels();
  scoring::confusion const counts(truth, answers, classes);
  out.top_1 = counts.accuracy();
  out.macro_f1 = counts.macro_f1();
  out.mean_recall = counts.mean_recall();
  out.k = std::min<std::size_t>(5, classes);
  if (width > 1) out.top_k = data::top_k_accuracy(scores.floats(), classes, truth, out.k);
  auto const right = data::correctness(truth, answers);
  if (samples.has_groups())
    out.interval = scoring::group_interval(right, samples.groups());
  else
    out.interval = scoring::wilson(static_cast<std::size_t>(std::count(right.begin(), right.end(), 1.0)), n);
  out.confusion.assign(classes, std::vector<double>(classes, 0));
  for (std::size_t i = 0; i < n; ++i)
    ++out.confusion[static_cast<std::size_t>(truth[i])][static_cast<std::size_t>(answers[i])];
  for (std::size_t c = 0; c < classes; ++c)
    out.recall.push_back(counts.support(c) == 0 ? std::numeric_limits<double>::quiet_NaN()
                                                : counts.recall(c));
}

inline void add_regression(accuracy_figures& out, tensor const& values, data::data_set const& samples) {
  tensor const targets = samples.with_targets().targets();
  out.mse = data::mean_squared_error(values.floats(), targets.floats());
  out.mae = data::mean_absolute_error(values.floats(), targets.floats());
}

inline void add_segmentation(accuracy_figures& out, tensor const& scores, data::data_set const& samples) {
  auto const answers = data::arg_max_map(scores.dims(), scores.floats());
  tensor const targets = samples.with_targets().targets();
  if (targets.size() != answers.size())
    throw bad_input(fmt::format("data set: targets {} give no class for each position of the output {}",
                                targets.dims().text(), scores.dims().text()));
  std::vector<std::int32_t> truth;
  for (float const t : targets.floats()) truth.push_back(static_cast<std::int32_t>(t));
  scoring::confusion const counts(truth, answers, static_cast<std::size_t>(scores.dims()[1]));
  out.mean_iou = counts.mean_iou();
}

} // namespace detail

PEAX_INLINE tensor first_output(network const& n, data::data_set const& samples, progress const& to) {
  if (n->inputs().size() != 1)
    throw bad_input(
        fmt::format("network {} has {} inputs; a data set X,Y feeds one", n.name(), n->inputs().size()));
  data::data_set const fitting = samples.fit_to((*n)[n->inputs()[0]].dims);
  engine::plan_options options;
  options.wanted = {n->outputs()[0]};
  return std::move(engine::run(n, fitting.inputs().floats(), options, to).front());
}

PEAX_INLINE accuracy_figures measure_accuracy(network const& n, tensor const& outputs,
                                              data::data_set const& samples) {
  accuracy_figures out;
  out.task = task_of(*n, n->outputs()[0]);
  out.samples = samples.size();
  switch (out.task) {
  case task::binary:
  case task::multi_class: detail::add_classification(out, outputs, samples); break;
  case task::segmentation: detail::add_segmentation(out, outputs, samples); break;
  case task::multi_label:
  case task::regression: detail::add_regression(out, outputs, samples); break;
  }
  return out;
}

PEAX_INLINE accuracy_figures measure_accuracy(network const& n, data::data_set const& samples) {
  return measure_accuracy(n, first_output(n, samples), samples);
}

PEAX_INLINE document::section describe_accuracy(std::string title, accuracy_figures const& a) {
  document::section s{std::move(title)};
  document::figures tiles;
  auto const tile = [&](char const* label, std::optional<double> const& v, document::style shown,
                        std::string remark = {}) {
    if (v) tiles.add({label, *v, std::move(shown), std::move(remark), false});
  };
  tile("accuracy", a.top_1, document::as_percent(2),
       a.interval ? "95 %: " + document::percent(a.interval->low, 2) + " to " +
                        document::percent(a.interval->high, 2)
                  : std::string());
  if (a.k > 1 && a.recall.size() > 2)
    tile(("top " + std::to_string(a.k)).c_str(), a.top_k, document::as_percent(2));
  tile("macro F1", a.macro_f1, document::as_number(4));
  tile("mean recall", a.mean_recall, document::as_percent(2));
  tile("mean squared error", a.mse, document::as_quantity());
  tile("mean absolute error", a.mae, document::as_quantity());
  tile("mean IoU", a.mean_iou, document::as_percent(2));
  for (auto const& [name, value] : a.user) tiles.add({name, value, document::as_quantity(), {}, false});
  s.show(std::move(tiles));
  if (!a.confusion.empty() && a.confusion.size() <= 32) {
    document::matrix m{"Confusion", "truth", "answer", {}, a.confusion, document::as_integer()};
    for (std::size_t c = 0; c < a.confusion.size(); ++c) m.labels.push_back(std::to_string(c));
    s.show(std::move(m));
  }
  return s;
}

template <Split S> document::section describe(accuracy<S> const& a) {
  return describe_accuracy(std::string(accuracy<S>::title) + ": " + std::string(S::name), a);
}

} // namespace peax::report
