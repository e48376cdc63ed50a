#pragma once
//! @file
//! The bodies of stream.hpp.

#include <peax/core/error.hpp>
#include <peax/data/one_hot.hpp>
#include <peax/data/stream.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::data {

PEAX_INLINE stream::stream(data_set samples, std::span<std::int64_t const> lengths)
    : samples_(std::move(samples)) {
  if (lengths.empty()) throw bad_input("stream: no lengths of recordings are given; give at least one");
  std::size_t at = 0;
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    if (lengths[i] <= 0)
      throw bad_input(
          fmt::format("stream: recording {} has the length {}; lengths are positive", i, lengths[i]));
    if (static_cast<std::uint64_t>(lengths[i]) > samples_.size() - at)
      throw bad_input(fmt::format("stream: the recordings up to {} are longer than the {} samples; the "
                                  "lengths must sum to the number of samples",
                                  i, samples_.size()));
    recordings_.push_back({at, at + static_cast<std::size_t>(lengths[i])});
    at = recordings_.back().last;
  }
  if (at != samples_.size())
    throw bad_input(fmt::format("stream: the lengths of the recordings sum to {}, there are {} samples", at,
                                samples_.size()));
}

PEAX_INLINE stream stream::unlabelled(tensor inputs, std::span<std::int64_t const> lengths) {
  if (inputs.dims().rank() == 0)
    throw bad_input("stream: the inputs are a single number; the first axis must be the samples");
  std::vector<float> none(static_cast<std::size_t>(inputs.dims()[0]), -1.0F);
  return {data_set(std::move(inputs), tensor::list(std::move(none))), lengths};
}

PEAX_INLINE std::vector<std::size_t> stream::lengths() const {
  std::vector<std::size_t> all;
  for (auto const& r : recordings_) all.push_back(r.size());
  return all;
}

PEAX_INLINE bool stream::has_classes() const {
  if (samples_.has_labels()) return true;
  auto const targets = samples_.targets().floats();
  if (targets.size() != size()) return one_hot_labels(targets, targets.size() / size()).has_value();
  return !first_that_counts_nothing(targets);
}

PEAX_INLINE std::vector<scene> stream::scenes() const {
  auto const labels = samples_.labels();
  std::vector<scene> all;
  for (std::size_t r = 0; r < recordings_.size(); ++r)
    for (std::size_t i = recordings_[r].first; i < recordings_[r].last; ++i) {
      if (i == recordings_[r].first || labels[i] != labels[i - 1])
        all.push_back({i, i + 1, r, labels[i]});
      else
        all.back().last = i + 1;
    }
  return all;
}

PEAX_INLINE std::vector<transition> stream::transitions() const {
  auto const labels = samples_.labels();
  std::vector<transition> all;
  for (std::size_t r = 0; r < recordings_.size(); ++r)
    for (std::size_t i = recordings_[r].first + 1; i < recordings_[r].last; ++i)
      if (labels[i] != labels[i - 1]) all.push_back({i, r, labels[i - 1], labels[i]});
  return all;
}

PEAX_INLINE stream stream::fit_to(shape const& wanted) const {
  stream other = *this;
  other.samples_ = samples_.fit_to(wanted);
  return other;
}

PEAX_INLINE stream stream::with_labels() const {
  stream other = *this;
  other.samples_ = samples_.with_labels();
  return other;
}

PEAX_INLINE stream stream::with_samples(data_set samples) const {
  if (samples.size() != size())
    throw bad_input(fmt::format("stream: {} samples are to stand for {}", samples.size(), size()));
  stream other = *this;
  other.samples_ = std::move(samples);
  return other;
}

PEAX_INLINE digest content_hash(stream const& s) {
  hasher h;
  h(content_hash(s.samples_));
  for (auto const& r : s.recordings_) h(static_cast<std::uint64_t>(r.last));
  return h.finish();
}

} // namespace peax::data
