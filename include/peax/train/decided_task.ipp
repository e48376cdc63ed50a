#pragma once
//! @file
//! The bodies of decided_task.hpp.

#include <peax/core/error.hpp>
#include <peax/data/one_hot.hpp>
#include <peax/graph/find_logits.hpp>
#include <peax/graph/op.hpp>
#include <peax/graph/told_labels.hpp>
#include <peax/train/decided_task.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace peax {

namespace detail {

//! An output as the decision sees it.
struct seen_output {
  value const& of;
  final_activation activation;
  std::optional<std::size_t> softmax_axis; //!< of a softmax that gives the output itself
  std::vector<std::size_t> wide;           //!< axes behind the batch with more than one value
  std::size_t values = 1;                  //!< of a sample
  std::size_t labels = 0;                  //!< classes of an output that is labels; 0 of another one

  seen_output(graph const& g, std::size_t output)
      : of(g[g.outputs()[output]]), activation(find_logits(g, output).activation),
        labels(told_labels(g, g.outputs()[output])) {
    node_id const by = deciding_node(g, g.outputs()[output]);
    if (by != node_id::none && g[by].op.is<op::hard_sigmoid>()) activation = final_activation::sigmoid;
    if (node_id const last = g.producer(g.outputs()[output]); last != node_id::none)
      if (auto const* s = g[last].op.get_if<op::softmax>())
        softmax_axis = static_cast<std::size_t>(
            s->axis < 0 ? s->axis + static_cast<std::int64_t>(of.dims.rank()) : s->axis);
    for (std::size_t i = 1; i < of.dims.rank(); ++i) {
      values *= static_cast<std::size_t>(of.dims[i]);
      if (of.dims[i] > 1) wide.push_back(i);
    }
  }

  [[nodiscard]] bool is_flat() const { return wide.size() < 2; }
  [[nodiscard]] bool is_sigmoid() const { return activation == final_activation::sigmoid; }
  [[nodiscard]] float threshold() const { return activation == final_activation::none ? 0.0F : 0.5F; }

  //! Classes along an axis.
  [[nodiscard]] training::class_layout along(std::size_t axis) const {
    training::class_layout l;
    for (std::size_t i = 1; i < of.dims.rank(); ++i) {
      auto const extent = static_cast<std::size_t>(of.dims[i]);
      (i == axis ? l.classes : i < axis ? l.outer : l.inner) *= extent;
    }
    return l;
  }

  [[nodiscard]] training::class_layout flat() const { return {1, values, 1}; }

  //! Of labels: the scores are the ArgMax's own.
  [[nodiscard]] training::class_layout labelled() const { return {1, labels, values}; }
  [[nodiscard]] std::string because_labelled() const {
    return fmt::format("its output is the label, ArgMax of {} classes", labels);
  }

  //! Classes of a map: along the softmax, else along axis 1.
  [[nodiscard]] training::class_layout map() const { return along(softmax_axis.value_or(1)); }

  //! Whether answers `[N, ...]` are the output's shape without this axis, axes of size 1 aside.
  [[nodiscard]] bool is_without(std::size_t axis, shape const& answers) const {
    std::vector<std::int64_t> have, wanted;
    for (std::size_t i = 1; i < answers.rank(); ++i)
      if (answers[i] != 1) have.push_back(answers[i]);
    for (std::size_t i = 1; i < of.dims.rank(); ++i)
      if (i != axis && of.dims[i] != 1) wanted.push_back(of.dims[i]);
    return have == wanted;
  }

  //! The layout for which answers are one label at every position; nothing when there is none.
  [[nodiscard]] std::optional<training::class_layout> labelled_by(shape const& answers) const {
    if (softmax_axis) {
      if (is_without(*softmax_axis, answers)) return along(*softmax_axis);
      return std::nullopt;
    }
    for (std::size_t const axis : {std::size_t{1}, of.dims.rank() - 1})
      if (of.dims[axis] > 1 && is_without(axis, answers)) return along(axis);
    return std::nullopt;
  }
};

[[noreturn]] inline void fits_no_task(seen_output const& out, data::data_set const& set,
                                      std::string const& wanted) {
  throw bad_input(fmt::format("{}: answers {} do not fit the output '{}' {}; give {}", set.answers_name(),
                              set.answers().dims().text(), out.of.name, out.of.dims.text(), wanted));
}

inline std::string forms_of(seen_output const& out) {
  if (out.labels > 0)
    return fmt::format("labels from 0 to {} in the output's shape, or one-hot ones", out.labels - 1);
  if (!out.is_flat())
    return fmt::format("integers for every position, or values of the shape {}", out.of.dims.text());
  if (out.values == 1) return "one value a sample";
  return fmt::format("labels [N] from 0 to {}, one-hot rows or values [N,{}]", out.values - 1, out.values);
}

//! The task that a user names, if the answers have its form.
inline decided_task as_told(seen_output const& out, data::data_set const& set) {
  auto const& answers = set.answers();
  std::size_t const given = answers.size() / set.size();
  std::string const because = fmt::format("as --task {} says", name_of(set.task()));
  switch (set.task()) {
  case data::task_kind::classification:
    if (!out.is_flat()) fits_no_task(out, set, "a network with one answer a sample, or --task segmentation");
    if (given != 1 && given != out.values) fits_no_task(out, set, forms_of(out));
    return {out.values == 1 ? task::binary : task::multi_class, because, out.flat()};
  case data::task_kind::segmentation: {
    if (given == out.values) return {task::segmentation, because, out.map()};
    auto const layout = out.labelled_by(answers.dims());
    if (!layout) fits_no_task(out, set, forms_of(out));
    return {task::segmentation, because, *layout};
  }
  case data::task_kind::multi_label:
    if (given != out.values) fits_no_task(out, set, "0 or 1 for each of its values");
    return {task::multi_label, because, out.is_flat() ? out.flat() : out.map()};
  default:
    if (given != out.values) fits_no_task(out, set, "a value for each of its values");
    return {task::regression, because, {1, 1, out.values}};
  }
}

inline decided_task by_values(seen_output const& out, std::string because) {
  return {task::regression, std::move(because), {1, 1, out.values}};
}

//! One value a sample.
inline decided_task of_one_value(seen_output const& out, data::data_set const& set) {
  auto const values = set.with_targets();
  if (values.answers().size() != set.size()) fits_no_task(out, set, forms_of(out));
  if (!out.is_sigmoid()) return by_values(out, "one value a sample without a sigmoid");
  if (!data::first_beside_zero_and_one(values.answers().floats()))
    return {task::binary, "one sigmoid output, and answers 0 and 1 alone", out.flat()};
  auto const all = values.answers().floats();
  if (std::all_of(all.begin(), all.end(), [](float v) { return v == std::trunc(v); }))
    return {task::binary, "one sigmoid output, and whole numbers", out.flat()};
  return by_values(out, "one sigmoid output, and answers beside 0 and 1");
}

//! One axis of C values.
inline decided_task of_classes(seen_output const& out, data::data_set const& set) {
  std::size_t const given = set.answers().size() / set.size();
  if (given == 1) {
    if (set.has_labels())
      return {task::multi_class, fmt::format("integer labels for {} classes", out.values), out.flat()};
    (void)set.with_labels(); // names the sample that is none
    return {task::multi_class, fmt::format("whole numbers as labels for {} classes", out.values), out.flat()};
  }
  if (given != out.values) fits_no_task(out, set, forms_of(out));
  auto const rows = set.answers().floats();
  if (data::one_hot_labels(rows, out.values))
    return {task::multi_class, fmt::format("one-hot rows of {}", out.values), out.flat()};
  bool const any = std::find(rows.begin(), rows.end(), 1.0F) != rows.end();
  if (!data::first_beside_zero_and_one(rows) && (any || out.is_sigmoid()))
    return {task::multi_label, "rows of several 0 and 1", out.flat()};
  return by_values(out, fmt::format("values of the output's shape, {} a sample", out.values));
}

//! Several axes.
inline decided_task of_maps(seen_output const& out, data::data_set const& set) {
  auto const with = set.with_targets();
  auto const& answers = with.targets();
  std::size_t const given = answers.size() / set.size();
  if (given != out.values) {
    auto const layout = out.labelled_by(answers.dims());
    if (!layout) fits_no_task(out, set, forms_of(out));
    if (auto const bad = data::first_that_counts_nothing(answers.floats()))
      throw bad_input(
          fmt::format("{}: the answer at position {} of sample {} is {}; a map of classes for the "
                      "output '{}' {} holds whole numbers from 0",
                      set.answers_name(), *bad % given, *bad / given, answers.floats()[*bad], out.of.name,
                      out.of.dims.text()));
    return {task::segmentation, fmt::format("integers for every position of {} classes", layout->classes),
            *layout};
  }
  auto const layout = out.map();
  if (layout.classes == 1 && out.is_sigmoid() && !data::first_beside_zero_and_one(answers.floats()))
    return {task::segmentation, "one sigmoid at every position, and answers 0 and 1 alone", layout};
  if (data::one_hot_labels(answers.floats(), layout.classes, layout.inner))
    return {task::segmentation, "one-hot maps", layout};
  return by_values(out, "values of the output's shape");
}

inline data::data_set with_answers(data::data_set const& set, tensor answers) {
  tensor groups;
  if (set.has_groups())
    groups = tensor::list(std::vector<std::int64_t>(set.groups().begin(), set.groups().end()));
  return data::data_set(set.inputs(), std::move(answers), std::move(groups), set.applied_scaling(),
                        set.came_from())
      .read_as(set.task())
      .with_class_names(set.class_names())
      .named(set.name());
}

//! Labels at every position, checked.
inline data::data_set as_maps(decided_task const& t, data::data_set const& set) {
  auto maps = set.with_targets();
  std::size_t const per_sample = t.layout.positions();
  if (maps.targets().size() == set.size() * t.layout.size() && t.layout.classes > 1) {
    auto const labels = data::one_hot_labels(maps.targets().floats(), t.layout.classes, t.layout.inner);
    if (!labels)
      throw bad_input(fmt::format("{}: answers {} are no one-hot maps of {} classes", set.answers_name(),
                                  set.answers().dims().text(), t.layout.classes));
    maps = with_answers(
        set, tensor(shape{static_cast<std::int64_t>(set.size()), static_cast<std::int64_t>(per_sample)},
                    std::vector<float>(labels->begin(), labels->end())));
  }
  auto const all = maps.answers().floats();
  if (all.size() != set.size() * per_sample)
    throw bad_input(fmt::format("{}: answers {} give no class for each of {} positions", set.answers_name(),
                                set.answers().dims().text(), per_sample));
  auto bad = data::first_that_counts_nothing(all);
  auto const most = static_cast<float>(t.classes() - 1);
  auto const beyond = std::find_if(all.begin(), all.end(), [&](float v) { return v > most; });
  if (beyond != all.end())
    bad = std::min(bad.value_or(all.size()), static_cast<std::size_t>(beyond - all.begin()));
  if (bad)
    throw bad_input(
        fmt::format("{}: the answer at position {} of sample {} is {}, the output has the classes 0 to {}",
                    set.answers_name(), *bad % per_sample, *bad / per_sample, all[*bad], most));
  return maps;
}

//! Labels that the output gives itself; one-hot answers have the axis that it lacks.
inline decided_task of_labels(seen_output const& out, data::data_set const& set) {
  bool const is_map = out.values > 1;
  bool const is_one_answer = set.task() == data::task_kind::classification;
  std::size_t const given = set.answers().size() / set.size();
  if ((given != out.values && given != out.labelled().size()) || (is_map && is_one_answer))
    fits_no_task(out, set, forms_of(out));
  return {is_map ? task::segmentation : task::multi_class, out.because_labelled(), out.labelled()};
}

} // namespace detail

PEAX_INLINE data::task_kind kind_of(task t) {
  switch (t) {
  case task::binary:
  case task::multi_class: return data::task_kind::classification;
  case task::multi_label: return data::task_kind::multi_label;
  case task::segmentation: return data::task_kind::segmentation;
  case task::regression: break;
  }
  return data::task_kind::regression;
}

PEAX_INLINE decided_task guess_task(graph const& g, std::size_t output, data::task_kind wanted) {
  detail::seen_output const out(g, output);
  decided_task t{
      task_of(g, g.outputs()[output]), "guessed from the shape and the last activation", {}, out.threshold()};
  if (out.labels > 0) t.because = out.because_labelled();
  if (wanted != data::task_kind::automatic) {
    t.because = fmt::format("as --task {} says", name_of(wanted));
    if (kind_of(t.is) != wanted)
      t.is = wanted == data::task_kind::classification ? (out.values == 1 ? task::binary : task::multi_class)
             : wanted == data::task_kind::multi_label  ? task::multi_label
             : wanted == data::task_kind::segmentation ? task::segmentation
                                                       : task::regression;
  }
  t.layout = t.is == task::regression ? training::class_layout{1, 1, out.values}
             : out.labels > 0         ? out.labelled()
             : out.is_flat()          ? out.flat()
                                      : out.map();
  return t;
}

PEAX_INLINE decided_task decide_task(graph const& g, std::size_t output, data::data_set const& set) {
  detail::seen_output const out(g, output);
  bool const are_labels = out.labels > 0 && set.task() != data::task_kind::regression &&
                          set.task() != data::task_kind::multi_label;
  auto t = are_labels                                 ? detail::of_labels(out, set)
           : set.task() != data::task_kind::automatic ? detail::as_told(out, set)
           : !out.is_flat()                           ? detail::of_maps(out, set)
           : out.values == 1                          ? detail::of_one_value(out, set)
                                                      : detail::of_classes(out, set);
  t.threshold = out.threshold();
  return t;
}

PEAX_INLINE data::data_set answers_as(decided_task const& t, data::data_set const& set) {
  if (t.classifies()) {
    auto labelled = set.with_labels();
    labelled.require_classes(static_cast<std::int64_t>(t.classes()));
    return labelled;
  }
  if (t.is == task::segmentation) return detail::as_maps(t, set);
  auto values = set.with_targets();
  std::size_t const wanted = t.layout.size();
  if (values.targets().size() != set.size() * wanted)
    throw bad_input(fmt::format("{}: answers {} do not fit the output, which takes {} for each sample",
                                set.answers_name(), set.answers().dims().text(), wanted));
  if (t.is == task::multi_label)
    if (auto const bad = data::first_beside_zero_and_one(values.targets().floats()))
      throw bad_input(fmt::format("{}: value {} of sample {} is {}; each label of a set is 0 or 1",
                                  set.answers_name(), *bad % wanted, *bad / wanted,
                                  values.targets().floats()[*bad]));
  return values;
}

PEAX_INLINE bool tells_task(graph const& g, std::size_t output, data::data_set const& set) {
  if (set.task() != data::task_kind::automatic || set.answers().size() != set.size()) return true;
  if (!detail::seen_output(g, output).is_flat()) return false;
  if (set.has_labels()) return true;
  auto const all = set.answers().floats();
  return !std::all_of(all.begin(), all.end(), [](float v) { return v == -1; });
}

PEAX_INLINE decided_task decide_or_guess_task(graph const& g, std::size_t output, data::data_set const& set) {
  return tells_task(g, output, set) ? decide_task(g, output, set) : guess_task(g, output);
}

} // namespace peax
