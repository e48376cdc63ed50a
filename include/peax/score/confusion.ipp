#pragma once
//! @file
//! The bodies of confusion.hpp.

#include <peax/core/error.hpp>
#include <peax/score/confusion.hpp>

#include <fmt/core.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace peax::scoring {

PEAX_INLINE confusion::confusion(std::size_t classes) : classes_(classes), counts_(classes * classes, 0) {
  if (classes == 0) throw bad_input("confusion matrix: there are no classes");
}

PEAX_INLINE confusion::confusion(std::span<std::int32_t const> truth, std::span<std::int32_t const> predicted,
                                 std::size_t classes)
    : confusion(classes) {
  if (truth.size() != predicted.size())
    throw bad_input(
        fmt::format("confusion matrix: {} true and {} predicted classes", truth.size(), predicted.size()));
  for (std::size_t i = 0; i < truth.size(); ++i) add(truth[i], predicted[i]);
}

PEAX_INLINE confusion& confusion::operator+=(confusion const& other) {
  if (other.classes_ != classes_)
    throw bad_input("confusion matrix: two of different numbers of classes are added");
  for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
  return *this;
}

PEAX_INLINE double confusion::mean_recall() const {
  (void)required_samples();
  double sum = 0;
  std::size_t n = 0;
  for (std::size_t c = 0; c < classes_; ++c)
    if (support(c) != 0) sum += recall(c), ++n;
  return sum / static_cast<double>(n);
}

PEAX_INLINE double confusion::mean_recall(std::span<std::int32_t const> named) const {
  if (named.empty()) throw bad_input("mean recall: no class is named");
  double sum = 0;
  for (auto label : named) {
    auto const c = checked(label);
    if (support(c) == 0)
      throw bad_input(fmt::format(
          "mean recall: class {} has no samples, so its recall is unknown; name classes that occur", label));
    sum += recall(c);
  }
  return sum / static_cast<double>(named.size());
}

PEAX_INLINE std::size_t confusion::required_samples() const {
  auto const n = samples();
  if (n == 0) throw bad_input("confusion matrix: there are no samples");
  return n;
}

PEAX_INLINE std::size_t confusion::checked(std::int32_t label) const {
  if (label < 0 || static_cast<std::size_t>(label) >= classes_)
    throw bad_input(
        fmt::format("confusion matrix: label {} is none of the classes 0 to {}", label, classes_ - 1));
  return static_cast<std::size_t>(label);
}

} // namespace peax::scoring
