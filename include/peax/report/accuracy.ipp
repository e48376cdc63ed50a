#pragma once
//! @file
//! The bodies of accuracy.hpp.

#include <peax/core/error.hpp>
#include <peax/data/metrics.hpp>
#include <peax/document/page.hpp>
#include <peax/engine/run.hpp>
#include <peax/graph/batch_axis.hpp>
#include <peax/graph/told_labels.hpp>
#include <peax/report/accuracy.hpp>
#include <peax/score/confusion.hpp>
#include <peax/score/interval.hpp>
#include <peax/train/decided_task.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::report {

namespace detail {

//! The largest probability of each row; logits, which are not between 0 and 1, become probabilities by softmax or the logistic function.
inline std::vector<double> confidences_of(std::span<float const> scores, std::size_t width) {
  bool const are = std::all_of(scores.begin(), scores.end(), [](float v) { return v >= 0 && v <= 1.0001F; });
  std::vector<double> out;
  for (std::size_t i = 0; i + width <= scores.size(); i += width) {
    auto const row = scores.subspan(i, width);
    double const most = static_cast<double>(*std::max_element(row.begin(), row.end()));
    if (width == 1) {
      double const one = are ? most : 1 / (1 + std::exp(-most));
      out.push_back(std::max(one, 1 - one));
      continue;
    }
    double sum = 0;
    for (float const v : row) sum += std::exp(static_cast<double>(v) - most);
    out.push_back(are ? most : 1 / sum);
  }
  return out;
}

inline void add_calibration(accuracy_figures& out, std::span<float const> scores, std::size_t width,
                            std::span<double const> right) {
  constexpr std::size_t bins = 10;
  out.calibration.assign(bins, {});
  auto const confidence = confidences_of(scores, width);
  for (std::size_t i = 0; i < confidence.size(); ++i) {
    if (!std::isfinite(confidence[i])) continue;
    auto& bin = out.calibration[static_cast<std::size_t>(std::clamp(confidence[i] * 10, 0.0, bins - 1.0))];
    ++(right[i] == 1.0 ? bin.right : bin.wrong);
    bin.confidence += confidence[i];
  }
  double error = 0, all = 0;
  for (auto& bin : out.calibration) {
    auto const count = static_cast<double>(bin.right + bin.wrong);
    error += std::abs(static_cast<double>(bin.right) - bin.confidence);
    all += count;
    if (count > 0) bin.confidence /= count;
  }
  if (all > 0) out.calibration_error = error / all;
}

//! The labels that an output is itself.
inline std::vector<std::int32_t> labels_in(tensor const& output) {
  std::vector<std::int32_t> out;
  for (float const label : output.floats()) out.push_back(static_cast<std::int32_t>(label));
  return out;
}

inline void add_classification(accuracy_figures& out, tensor const& scores, data::data_set const& labels,
                               decided_task const& t, bool tells_labels) {
  std::size_t const n = labels.size();
  std::size_t const width = scores.size() / n;
  std::size_t const classes = t.classes();
  std::vector<std::int32_t> const answers = tells_labels ? labels_in(scores)
                                            : width == 1 ? data::above(scores.floats(), t.threshold)
                                                         : data::arg_max(scores.floats(), classes);
  auto const truth = labels.labels();
  scoring::confusion const counts(truth, answers, classes);
  out.top_1 = counts.accuracy();
  out.macro_f1 = counts.macro_f1();
  out.mean_recall = counts.mean_recall();
  out.k = std::min<std::size_t>(5, classes);
  if (width > 1) out.top_k = data::top_k_accuracy(scores.floats(), classes, truth, out.k);
  auto const right = data::correctness(truth, answers);
  if (labels.has_groups())
    out.interval = scoring::group_interval(right, labels.groups());
  else
    out.interval = scoring::wilson(static_cast<std::size_t>(std::count(right.begin(), right.end(), 1.0)), n);
  if (!tells_labels) add_calibration(out, scores.floats(), width, right);
  out.class_names = labels.class_names();
  out.confusion.assign(classes, std::vector<double>(classes, 0));
  for (std::size_t i = 0; i < n; ++i)
    ++out.confusion[static_cast<std::size_t>(truth[i])][static_cast<std::size_t>(answers[i])];
  for (std::size_t c = 0; c < classes; ++c)
    out.recall.push_back(counts.support(c) == 0 ? std::numeric_limits<double>::quiet_NaN()
                                                : counts.recall(c));
}

inline void add_regression(accuracy_figures& out, tensor const& values, tensor const& targets) {
  out.mse = data::mean_squared_error(values.floats(), targets.floats());
  out.rmse = std::sqrt(*out.mse);
  out.mae = data::mean_absolute_error(values.floats(), targets.floats());
  if (out.samples > 1)
    out.r2 = data::r_squared(values.floats(), targets.floats(), values.size() / out.samples);
}

inline void add_segmentation(accuracy_figures& out, tensor const& scores, tensor const& targets,
                             decided_task const& t, bool tells_labels) {
  auto const& l = t.layout;
  shape const rows{static_cast<std::int64_t>(out.samples * l.outer), static_cast<std::int64_t>(l.classes),
                   static_cast<std::int64_t>(l.inner)};
  auto const answers = tells_labels    ? labels_in(scores)
                       : l.classes < 2 ? data::above(scores.floats(), t.threshold)
                                       : data::arg_max_map(rows, scores.floats());
  out.mean_iou = scoring::confusion(labels_in(targets), answers, t.classes()).mean_iou();
}

//! Classes of every position, beside one another.
inline std::vector<float> rows_of_classes(tensor const& of, training::class_layout const& l) {
  std::vector<float> rows;
  rows.reserve(of.size());
  auto const all = of.floats();
  training::detail::each_row(of.size(), l, [&](std::size_t first, std::size_t stride, std::size_t) {
    for (std::size_t c = 0; c < l.classes; ++c) rows.push_back(all[first + c * stride]);
  });
  return rows;
}

} // namespace detail

PEAX_INLINE tensor first_output(network const& n, data::data_set const& samples, progress const& to) {
  if (n->inputs().size() != 1)
    throw bad_input(
        fmt::format("network {} has {} inputs; a data set X,Y feeds one", n.name(), n->inputs().size()));
  require_rows(*n, n->outputs()[0]);
  data::data_set const fitting = samples.fit_to((*n)[n->inputs()[0]].dims);
  engine::plan_options options;
  options.wanted = {n->outputs()[0]};
  return std::move(engine::run(n, fitting.inputs().floats(), options, to).front());
}

PEAX_INLINE accuracy_figures measure_accuracy(network const& n, tensor const& outputs,
                                              data::data_set const& samples) {
  accuracy_figures out;
  decided_task const t = decide_task(*n, 0, samples);
  data::data_set const answered = answers_as(t, samples);
  out.task = t.is;
  out.because = t.because;
  out.samples = samples.size();
  bool const tells_labels = told_labels(*n, n->outputs()[0]) > 0;
  switch (t.is) {
  case task::binary:
  case task::multi_class: detail::add_classification(out, outputs, answered, t, tells_labels); break;
  case task::segmentation:
    detail::add_segmentation(out, outputs, answered.with_targets().targets(), t, tells_labels);
    break;
  case task::multi_label:
    out.mean_average_precision =
        data::mean_average_precision(detail::rows_of_classes(outputs, t.layout),
                                     detail::rows_of_classes(answered.targets(), t.layout), t.layout.classes);
    break;
  case task::regression: detail::add_regression(out, outputs, answered.targets()); break;
  }
  return out;
}

PEAX_INLINE accuracy_figures measure_accuracy(network const& n, data::data_set const& samples) {
  return measure_accuracy(n, first_output(n, samples), samples);
}

namespace detail {

inline std::string class_name(accuracy_figures const& a, std::size_t c) {
  return c < a.class_names.size() ? a.class_names[c] : std::to_string(c);
}

inline void show_classes(document::section& s, accuracy_figures const& a) {
  document::table rows({{"class"}, {"samples", document::as_integer()}, {"recall", document::as_share(2)}},
                       "Recall per class");
  for (std::size_t c = 0; c < a.recall.size(); ++c) {
    double support = 0;
    for (double const v : a.confusion[c]) support += v;
    rows.add({class_name(a, c), support, a.recall[c]});
  }
  s.show(std::move(rows));
  if (a.confusion.size() > 32) return;
  document::matrix m{"Confusion", "truth", "answer", {}, a.confusion, document::as_integer()};
  for (std::size_t c = 0; c < a.confusion.size(); ++c) m.labels.push_back(class_name(a, c));
  s.show(std::move(m));
}

inline void show_calibration(document::section& s, accuracy_figures const& a) {
  document::axis const confidence{"confidence: the largest probability", document::as_percent(0), false, 0.0,
                                  1.0};
  document::scatter curve{"Calibration: how often answers of a confidence are right, float32",
                          confidence,
                          {"share that is right", document::as_percent(0), false, 0.0, 1.0},
                          {{"the network", {}, document::trace::line}},
                          {},
                          {{"perfect", 0, false, true}}};
  document::histogram answers{"Confidence of right and wrong answers",
                              confidence,
                              {"answers", document::as_integer()},
                              {},
                              {{"right", {}}, {"wrong", {}}}};
  for (std::size_t b = 0; b < a.calibration.size(); ++b) {
    auto const& bin = a.calibration[b];
    auto const right = static_cast<double>(bin.right), wrong = static_cast<double>(bin.wrong);
    if (right + wrong > 0)
      curve.all[0].points.push_back(
          {bin.confidence, right / (right + wrong),
           document::grouped(static_cast<std::int64_t>(bin.right + bin.wrong)) + " answers"});
    answers.edges.push_back(static_cast<double>(b) / static_cast<double>(a.calibration.size()));
    answers.all[0].values.push_back(right);
    answers.all[1].values.push_back(wrong);
  }
  answers.edges.push_back(1);
  s.show(std::move(curve))
      .say("Expected calibration error: the sum over ten bins of the confidence of |B| / N times |right(B) - "
           "confidence(B)|, where |B| of the N answers lie in a bin, right(B) is the share of them that is "
           "right and "
           "confidence(B) their mean confidence. 0 is perfect.")
      .show(std::move(answers));
}

} // namespace detail

PEAX_INLINE document::section describe_accuracy(std::string title, accuracy_figures const& a) {
  document::section s{std::move(title)};
  s.say("Of the network in float32, on " + document::grouped(static_cast<std::int64_t>(a.samples)) +
        " samples.");
  if (!a.because.empty()) s.say("Task: " + std::string(name_of(a.task)) + " (" + a.because + ").");
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
  tile("expected calibration error", a.calibration_error, document::as_percent(2));
  tile("root mean squared error", a.rmse, document::as_quantity());
  tile("mean squared error", a.mse, document::as_quantity());
  tile("mean absolute error", a.mae, document::as_quantity());
  tile("R2", a.r2, document::as_number(4));
  tile("mean IoU", a.mean_iou, document::as_percent(2));
  tile("mean average precision", a.mean_average_precision, document::as_percent(2));
  for (auto const& [name, value] : a.user) tiles.add({name, value, document::as_quantity(), {}, false});
  s.show(std::move(tiles));
  if (!a.confusion.empty()) detail::show_classes(s, a);
  if (a.calibration_error) detail::show_calibration(s, a);
  return s;
}

template <Split S> document::section describe(accuracy<S> const& a) {
  return describe_accuracy(std::string(accuracy<S>::title) + ": " + std::string(S::name), a);
}

} // namespace peax::report
