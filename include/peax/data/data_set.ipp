#pragma once
//! @file
//! The bodies of data_set.hpp.

#include <peax/data/array_file.hpp>
#include <peax/data/data_set.hpp>
#include <peax/data/fit.hpp>
#include <peax/data/one_hot.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::data {

PEAX_INLINE std::int32_t data_set::label_bound() const {
  return *std::max_element(labels().begin(), labels().end()) + 1;
}

PEAX_INLINE std::span<std::int32_t const> data_set::labels() const {
  if (!has_labels())
    throw bad_input(fmt::format("{}: targets {} are no class labels; give integers [N] or use with_labels",
                                answers_name(), answers_.dims().text()));
  return answers_.as<std::int32_t>();
}

} // namespace peax::data

namespace peax::data {

namespace detail {
//! Rows of axis 0, in the order of `indices`.
template <class T> tensor picked(tensor const& from, std::span<std::size_t const> indices) {
  auto const width = from.size() / static_cast<std::size_t>(from.dims()[0]);
  auto const all = from.as<T>();
  std::vector<T> values;
  values.reserve(width * indices.size());
  for (auto i : indices)
    values.insert(values.end(), all.begin() + static_cast<std::ptrdiff_t>(i * width),
                  all.begin() + static_cast<std::ptrdiff_t>((i + 1) * width));
  shape dims = from.dims();
  dims[0] = static_cast<std::int64_t>(indices.size());
  return tensor(std::move(dims), std::move(values));
}
} // namespace detail

PEAX_INLINE data_set::data_set(tensor inputs, tensor answers, tensor groups, scaling applied, origin from)
    : inputs_(std::move(inputs)), scaling_(std::move(applied)), origin_(std::move(from)) {
  if (inputs_.dims().rank() == 0)
    throw bad_input(inputs_name() + ": the inputs are a single number; the first axis must be the samples");
  if (size() == 0)
    throw bad_input(
        fmt::format("{}: there are no samples (inputs {})", inputs_name(), inputs_.dims().text()));
  if (inputs_.size() == 0)
    throw bad_input(
        fmt::format("{}: a sample has no values (inputs {})", inputs_name(), inputs_.dims().text()));
  require_finite("input", inputs_, inputs_name());
  take_answers(answers);
  if (groups) take_groups(groups);
}

PEAX_INLINE void data_set::require_classes(std::int64_t classes) const {
  auto const all = labels();
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all[i] >= classes)
      throw bad_input(fmt::format("{}: the label of sample {} is {}, the network has the classes 0 to "
                                  "{}; check that labels count from 0 and belong to this network",
                                  answers_name(), i, all[i], classes - 1));
}

PEAX_INLINE data_set data_set::with_class_names(std::vector<std::string> names) const {
  if (!names.empty() && has_labels() && static_cast<std::size_t>(label_bound()) > names.size())
    throw bad_input(fmt::format("{}: the label {} has no name; {} classes are named", answers_name(),
                                label_bound() - 1, names.size()));
  data_set other = *this;
  other.class_names_ = std::move(names);
  return other;
}

PEAX_INLINE data_set data_set::fit_to(shape const& wanted) const {
  auto dims = fitted(inputs_.dims(), wanted);
  if (!dims)
    throw bad_input(fmt::format("{}: inputs {} do not fit the network's input {}; only axes of size 1 may be "
                                "missing or extra, or a flat row hold all values",
                                inputs_name(), inputs_.dims().text(), wanted.text()));
  data_set other = *this;
  other.inputs_ = inputs_.reshaped(*std::move(dims));
  return other;
}

PEAX_INLINE data_set data_set::with_labels() const {
  if (has_labels()) return *this;
  if (answers_.size() != size()) {
    auto one_hot = one_hot_labels(answers_.floats(), answers_.size() / size());
    if (!one_hot)
      throw bad_input(fmt::format(
          "{}: targets {} are no class labels; give one class index a sample, or rows of 0 with a single 1",
          answers_name(), answers_.dims().text()));
    data_set other = *this;
    other.answers_ = tensor::list(*std::move(one_hot));
    return other;
  }
  std::vector<std::int32_t> labels;
  auto const values = answers_.floats();
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] != std::trunc(values[i]) || values[i] < 0 || values[i] > 1e6F)
      throw bad_input(fmt::format("{}: the label of sample {} is {}, a class index 0, 1, 2, ... is needed",
                                  answers_name(), i, values[i]));
    labels.push_back(static_cast<std::int32_t>(values[i]));
  }
  data_set other = *this;
  other.answers_ = tensor::list(std::move(labels));
  return other;
}

PEAX_INLINE data_set data_set::with_targets() const {
  if (!has_labels()) return *this;
  data_set other = *this;
  other.answers_ = tensor::list(std::vector<float>(labels().begin(), labels().end()));
  return other;
}

PEAX_INLINE data_set data_set::subset(std::span<std::size_t const> indices) const {
  if (indices.empty()) throw bad_input("data set: a part without samples is asked for");
  for (auto i : indices)
    if (i >= size()) throw bad_input(fmt::format("data set: sample {} of {} is asked for", i, size()));
  data_set part;
  part.scaling_ = scaling_; // without its files: their samples have other numbers
  part.origin_.kind = origin_.kind;
  part.name_ = name_;
  part.class_names_ = class_names_;
  part.task_ = task_;
  part.inputs_ = detail::picked<float>(inputs_, indices);
  part.answers_ = has_labels() ? detail::picked<std::int32_t>(answers_, indices)
                               : detail::picked<float>(answers_, indices);
  for (auto i : indices)
    if (has_groups()) part.groups_.push_back(groups_[i]);
  return part;
}

PEAX_INLINE digest content_hash(data_set const& set) {
  hasher h;
  h(content_hash(set.inputs_))(content_hash(set.answers_))(std::span<std::int64_t const>(set.groups_));
  h(std::span<float const>(set.scaling_.scale))(std::span<float const>(set.scaling_.offset));
  if (set.task_ != task_kind::automatic) h(static_cast<std::uint64_t>(set.task_));
  return h.finish();
}

PEAX_INLINE void data_set::require_finite(char const* what, tensor const& values,
                                          std::string const& where) const {
  auto const all = values.floats();
  auto const is_bad = [](float x) { return !std::isfinite(x); };
  auto const first = std::find_if(all.begin(), all.end(), is_bad);
  if (first == all.end()) return;
  auto const width = all.size() / static_cast<std::size_t>(values.dims()[0]);
  throw bad_input(fmt::format("{}: {} {} values are NaN or infinite, the first in sample {}; leave "
                              "these samples out or fill them in",
                              where, std::count_if(first, all.end(), is_bad), what,
                              static_cast<std::size_t>(first - all.begin()) / width));
}

PEAX_INLINE void data_set::require_samples(char const* what, tensor const& values) const {
  if (values.dims().rank() == 0 || values.dims()[0] != inputs_.dims()[0])
    throw bad_input(fmt::format("{}: inputs {} and {} {} differ in their number of samples", inputs_name(),
                                inputs_.dims().text(), what, values.dims().text()));
}

PEAX_INLINE void data_set::take_answers(tensor const& answers) {
  require_samples("answers", answers);
  if (answers.size() == 0)
    throw bad_input(fmt::format("{}: the answers {} are empty", answers_name(), answers.dims().text()));
  array_file const given{answers_name() + ": answers",
                         answers.type(),
                         answers.dims(),
                         {std::shared_ptr<std::byte const>(std::shared_ptr<void>(), answers.raw().data()),
                          answers.raw().size()}};
  auto const as_targets = [&] {
    answers_ =
        answers.type() == data_type::float32 ? answers : tensor(answers.dims(), given.numbers<float>());
    require_finite("target", answers_, answers_name());
  };
  if (!is_integer(answers.type()) || answers.size() != size()) return as_targets();
  auto labels = given.numbers<std::int32_t>();
  bool const are_classes = std::all_of(labels.begin(), labels.end(), [](std::int32_t label) {
    return label >= 0 && label < std::numeric_limits<std::int32_t>::max();
  });
  if (!are_classes) return as_targets(); // a regression may have them; with_labels refuses them
  answers_ = tensor::list(std::move(labels));
}

PEAX_INLINE void data_set::take_groups(tensor const& groups) {
  require_samples("groups", groups);
  if (groups.size() != size())
    throw bad_input(fmt::format("data set: groups {} must be one integer a sample", groups.dims().text()));
  array_file const given{
      "data set: groups",
      groups.type(),
      groups.dims(),
      {std::shared_ptr<std::byte const>(std::shared_ptr<void>(), groups.raw().data()), groups.raw().size()}};
  groups_ = given.numbers<std::int64_t>();
}

} // namespace peax::data
