#pragma once
//! @file
//! Any type of the user's as a source of samples, and the way from it to a data set.

#include <peax/core/error.hpp>
#include <peax/data/data_set.hpp>
#include <peax/tensor/tensor.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace peax::data {

namespace detail {

template <class T>
concept FloatRange = requires(std::remove_cvref_t<T> const& values) {
  { std::size(values) } -> std::convertible_to<std::size_t>;
  requires std::same_as<std::remove_cv_t<std::remove_pointer_t<decltype(std::data(values))>>, float>;
};

template <class T>
concept Answer =
    std::is_arithmetic_v<std::remove_cvref_t<T>> || std::is_enum_v<std::remove_cvref_t<T>> || FloatRange<T>;

} // namespace detail

//! Gives a sample as floats: a span, a vector, an array.
template <class S>
concept GivesSamples = requires(S const& source, std::size_t i) {
  { source.sample(i) } -> detail::FloatRange;
};

//! Writes a sample into a span, whose size its `sample_dims()` says.
template <class S>
concept WritesSamples = requires(S const& source, std::size_t i, std::span<float> into) {
  source.sample(i, into);
  { source.sample_dims() } -> std::convertible_to<shape>;
};

//! A source of samples: `size()`, `sample(i)` and `label(i)`. A label is an integer or enumerator (class), a float or a range of
//! floats (targets). May also say `sample_dims()` (default: `[values]`) and `group(i)` (the independent unit of sample i).
template <class S>
concept DataSource = (GivesSamples<S> || WritesSamples<S>)&&requires(S const& source, std::size_t i) {
  { source.size() } -> std::convertible_to<std::size_t>;
  { source.label(i) } -> detail::Answer;
};

//! Leaves samples as they are.
struct no_preprocessing {
  void operator()(std::span<float>) const {}
};

//! Changes a sample in place (`void(std::span<float>)`) or gives another one (returns a range of floats).
template <class F>
concept Preprocessing = requires(F const& f, std::span<float> sample) { f(sample); } &&
                        (std::is_void_v<std::invoke_result_t<F const&, std::span<float>>> ||
                         detail::FloatRange<std::invoke_result_t<F const&, std::span<float>>>);

namespace detail {

template <DataSource S> std::vector<float> sample_of(S const& source, std::size_t i) {
  if constexpr (GivesSamples<S>) {
    auto const& values = source.sample(i);
    return {std::data(values), std::data(values) + std::size(values)};
  } else {
    std::vector<float> values(static_cast<std::size_t>(shape(source.sample_dims()).elements()));
    source.sample(i, std::span<float>(values));
    return values;
  }
}

//! Rows of one length, appended one by one.
struct rows {
  char const* what;
  std::vector<float> values{};
  std::optional<std::size_t> width{};

  template <class Range> void append(std::size_t i, Range const& row) {
    auto const n = static_cast<std::size_t>(std::size(row));
    if (!width) width = n;
    if (*width != n)
      throw bad_input("data source: the " + std::string(what) + " of sample " + std::to_string(i) + " has " +
                      std::to_string(n) + " values, those before have " + std::to_string(*width));
    values.insert(values.end(), std::data(row), std::data(row) + std::size(row));
  }
};

inline tensor with_dims(std::size_t count, shape const& sample_dims, std::vector<float> values) {
  std::vector<std::int64_t> extents{static_cast<std::int64_t>(count)};
  extents.insert(extents.end(), sample_dims.begin(), sample_dims.end());
  return tensor(shape(std::move(extents)), std::move(values));
}

} // namespace detail

//! Reads a source once from first to last and keeps its samples, preprocessed, as a data set.
//! A sample that preprocessing gives another length becomes `[values]`; `fit_to` is the way to another shape.
template <DataSource S, Preprocessing F = no_preprocessing>
[[nodiscard]] data_set materialize(S const& source, F const& preprocess = {}) {
  auto const count = static_cast<std::size_t>(source.size());
  if (count == 0) throw bad_input("data source: there are no samples");
  detail::rows inputs{"input"};
  for (std::size_t i = 0; i < count; ++i) {
    auto values = detail::sample_of(source, i);
    if constexpr (std::is_void_v<std::invoke_result_t<F const&, std::span<float>>>) {
      preprocess(std::span<float>(values));
      inputs.append(i, values);
    } else {
      inputs.append(i, preprocess(std::span<float>(values)));
    }
  }
  shape dims{static_cast<std::int64_t>(*inputs.width)};
  if constexpr (requires {
                  { source.sample_dims() } -> std::convertible_to<shape>;
                })
    if (shape const said = source.sample_dims(); said.elements() == dims[0]) dims = said;
  tensor x = detail::with_dims(count, dims, std::move(inputs.values));

  tensor answers;
  using Label = std::remove_cvref_t<decltype(source.label(std::size_t{}))>;
  if constexpr (std::is_integral_v<Label> || std::is_enum_v<Label>) {
    std::vector<std::int64_t> labels;
    for (std::size_t i = 0; i < count; ++i) labels.push_back(static_cast<std::int64_t>(source.label(i)));
    answers = tensor::list(std::move(labels));
  } else if constexpr (std::is_floating_point_v<Label>) {
    std::vector<float> targets;
    for (std::size_t i = 0; i < count; ++i) targets.push_back(static_cast<float>(source.label(i)));
    answers = tensor::list(std::move(targets));
  } else {
    detail::rows targets{"target"};
    for (std::size_t i = 0; i < count; ++i) targets.append(i, source.label(i));
    answers =
        detail::with_dims(count, shape{static_cast<std::int64_t>(*targets.width)}, std::move(targets.values));
  }

  tensor groups;
  if constexpr (requires {
                  { source.group(std::size_t{}) } -> std::convertible_to<std::int64_t>;
                }) {
    std::vector<std::int64_t> all;
    for (std::size_t i = 0; i < count; ++i) all.push_back(static_cast<std::int64_t>(source.group(i)));
    groups = tensor::list(std::move(all));
  }
  return data_set(std::move(x), std::move(answers), std::move(groups));
}

//! A data set with class labels as a source.
class labelled_source {
 public:
  explicit labelled_source(data_set set) : set_(set.with_labels()) {}

  [[nodiscard]] std::size_t size() const { return set_.size(); }
  [[nodiscard]] shape sample_dims() const { return set_.sample_dims(); }
  [[nodiscard]] std::span<float const> sample(std::size_t i) const { return set_.sample(i); }
  [[nodiscard]] std::int32_t label(std::size_t i) const { return set_.labels()[i]; }

 private:
  data_set set_;
};

//! A data set with targets as a source.
class target_source {
 public:
  explicit target_source(data_set set) : set_(set.with_targets()) {}

  [[nodiscard]] std::size_t size() const { return set_.size(); }
  [[nodiscard]] shape sample_dims() const { return set_.sample_dims(); }
  [[nodiscard]] std::span<float const> sample(std::size_t i) const { return set_.sample(i); }
  [[nodiscard]] std::span<float const> label(std::size_t i) const {
    auto const width = set_.targets().size() / set_.size();
    return set_.targets().floats().subspan(i * width, width);
  }

 private:
  data_set set_;
};

//! The data set with every sample preprocessed; answers and groups stay.
template <Preprocessing F> [[nodiscard]] data_set preprocessed(data_set const& set, F const& preprocess) {
  auto const inputs = set.has_labels() ? materialize(labelled_source(set), preprocess).inputs()
                                       : materialize(target_source(set), preprocess).inputs();
  tensor const groups =
      set.has_groups() ? tensor::list(std::vector<std::int64_t>(set.groups().begin(), set.groups().end()))
                       : tensor();
  return data_set(inputs, set.answers(), groups, set.applied_scaling())
      .with_class_names(set.class_names())
      .named(set.name());
}

} // namespace peax::data
