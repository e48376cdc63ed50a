#pragma once
//! @file
//! The bodies of score_of.hpp.

#include <peax/core/error.hpp>
#include <peax/score/score_of.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace peax::scoring {

namespace detail {

//! Per class: true samples, answers, and right answers. All that a score needs, without a matrix of classes.
struct class_counts {
  std::vector<std::size_t> have, said, hit;

  explicit class_counts(std::size_t classes) : have(classes, 0), said(have), hit(have) {}
};

inline std::size_t classes_of(std::span<std::int32_t const> labels) {
  std::int32_t most = 0;
  for (std::int32_t const label : labels) {
    if (label < 0) throw bad_input(fmt::format("score: a label is {}; labels are 0 or more", label));
    most = std::max(most, label);
  }
  return static_cast<std::size_t>(most) + 1;
}

//! Named classes, or those that occur.
inline std::vector<std::int32_t> counted_of(score const& by, std::vector<std::size_t> const& have) {
  for (std::int32_t const label : by.classes)
    if (label < 0 || static_cast<std::size_t>(label) >= have.size() ||
        have[static_cast<std::size_t>(label)] == 0)
      throw bad_input(fmt::format("mean recall: class {} has no sample; leave it out of the score", label));
  if (!by.classes.empty()) return by.classes;
  std::vector<std::int32_t> present;
  for (std::size_t c = 0; c < have.size(); ++c)
    if (have[c] > 0) present.push_back(static_cast<std::int32_t>(c));
  return present;
}

inline double mean_of(score const& by, class_counts const& n) {
  double sum = 0;
  std::vector<std::int32_t> const counted = counted_of(by, n.have);
  for (std::int32_t const label : counted) {
    auto const c = static_cast<std::size_t>(label);
    sum += by.kind == score_kind::mean_recall
               ? static_cast<double>(n.hit[c]) / static_cast<double>(n.have[c])
               : 2.0 * static_cast<double>(n.hit[c]) / static_cast<double>(n.have[c] + n.said[c]);
  }
  return sum / static_cast<double>(counted.size());
}

} // namespace detail

PEAX_INLINE std::vector<std::int32_t> counted_classes(score const& by, std::span<std::int32_t const> labels) {
  std::vector<std::size_t> have(detail::classes_of(labels), 0);
  for (std::int32_t const label : labels) ++have[static_cast<std::size_t>(label)];
  return detail::counted_of(by, have);
}

PEAX_INLINE double score_of(score const& by, std::span<std::int32_t const> labels,
                            std::span<std::int32_t const> answers) {
  if (labels.size() != answers.size() || labels.empty())
    throw bad_input(fmt::format("score: there are {} answers to {} samples", answers.size(), labels.size()));
  detail::class_counts n(std::max(detail::classes_of(labels), detail::classes_of(answers)));
  std::size_t hits = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    auto const c = static_cast<std::size_t>(labels[i]);
    ++n.have[c];
    ++n.said[static_cast<std::size_t>(answers[i])];
    if (labels[i] != answers[i]) continue;
    ++n.hit[c];
    ++hits;
  }
  if (by.kind == score_kind::accuracy) return static_cast<double>(hits) / static_cast<double>(labels.size());
  return detail::mean_of(by, n);
}

PEAX_INLINE double score_of(score const& by, confusion const& counts) {
  if (counts.samples() == 0) throw bad_input("score: there are no samples");
  if (by.kind == score_kind::accuracy) return counts.accuracy();
  detail::class_counts n(counts.classes());
  for (std::size_t c = 0; c < counts.classes(); ++c) {
    n.have[c] = counts.support(c);
    n.said[c] = counts.predicted(c);
    n.hit[c] = counts.count(c, c);
  }
  return detail::mean_of(by, n);
}

} // namespace peax::scoring
