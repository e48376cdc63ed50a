#pragma once
//! @file
//! Recordings in time order: their scenes (runs of one label) and the transitions between them.

#include <peax/core/error.hpp>
#include <peax/core/hash.hpp>
#include <peax/data/data_set.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::data {

//! Samples [first, last) of one recording.
struct recording {
  std::size_t first = 0, last = 0;

  [[nodiscard]] std::size_t size() const { return last - first; }
  friend bool operator==(recording const&, recording const&) = default;
};

//! A maximal run of one label inside a recording: samples [first, last).
struct scene {
  std::size_t first = 0, last = 0;
  std::size_t recording = 0; //!< index of the recording
  std::int32_t label = 0;

  [[nodiscard]] std::size_t size() const { return last - first; }
  friend bool operator==(scene const&, scene const&) = default;
};

//! A change of label inside a recording, between samples at - 1 and at.
struct transition {
  std::size_t at = 0;
  std::size_t recording = 0;
  std::int32_t from = 0, to = 0;

  friend bool operator==(transition const&, transition const&) = default;
};

//! A data set whose samples lie in time order, cut into recordings. Nothing is said about time across
//! recordings.
class stream {
 public:
  stream() = default;

  //! `lengths`: samples of each recording. Throws bad_input when one is not positive or their sum is not the
  //! number of samples.
  stream(data_set samples, std::span<std::int64_t const> lengths) : samples_(std::move(samples)) {
    if (lengths.empty()) throw bad_input("stream: no lengths of recordings are given; give at least one");
    std::size_t at = 0;
    for (std::size_t i = 0; i < lengths.size(); ++i) {
      if (lengths[i] <= 0)
        throw bad_input("stream: recording " + std::to_string(i) + " has the length " +
                        std::to_string(lengths[i]) + "; lengths are positive");
      if (static_cast<std::uint64_t>(lengths[i]) > samples_.size() - at)
        throw bad_input("stream: the recordings up to " + std::to_string(i) + " are longer than the " +
                        std::to_string(samples_.size()) +
                        " samples; the lengths must sum to the number of samples");
      recordings_.push_back({at, at + static_cast<std::size_t>(lengths[i])});
      at = recordings_.back().last;
    }
    if (at != samples_.size())
      throw bad_input("stream: the lengths of the recordings sum to " + std::to_string(at) + ", there are " +
                      std::to_string(samples_.size()) + " samples");
  }

  //! Recordings without answers: every target is -1, which is no class.
  [[nodiscard]] static stream unlabelled(tensor inputs, std::span<std::int64_t const> lengths) {
    if (inputs.dims().rank() == 0)
      throw bad_input("stream: the inputs are a single number; the first axis must be the samples");
    std::vector<float> none(static_cast<std::size_t>(inputs.dims()[0]), -1.0F);
    return {data_set(std::move(inputs), tensor::list(std::move(none))), lengths};
  }

  [[nodiscard]] data_set const& samples() const { return samples_; }
  [[nodiscard]] std::size_t size() const { return samples_.size(); }
  [[nodiscard]] std::span<data::recording const> recordings() const { return recordings_; }
  [[nodiscard]] std::vector<std::size_t> lengths() const {
    std::vector<std::size_t> all;
    for (auto const& r : recordings_) all.push_back(r.size());
    return all;
  }

  //! Whether the answers are a class for each sample: integers, or targets that are whole numbers and not
  //! negative.
  [[nodiscard]] bool has_classes() const {
    if (samples_.has_labels()) return true;
    auto const targets = samples_.targets().floats();
    return targets.size() == size() && std::all_of(targets.begin(), targets.end(), [](float t) {
             return t >= 0 && t <= 1e6F && t == std::trunc(t);
           });
  }

  //! All scenes in time order; they cover every sample once. Throws bad_input without class labels.
  [[nodiscard]] std::vector<scene> scenes() const {
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

  //! All changes of label inside recordings, in time order.
  [[nodiscard]] std::vector<transition> transitions() const {
    auto const labels = samples_.labels();
    std::vector<transition> all;
    for (std::size_t r = 0; r < recordings_.size(); ++r)
      for (std::size_t i = recordings_[r].first + 1; i < recordings_[r].last; ++i)
        if (labels[i] != labels[i - 1]) all.push_back({i, r, labels[i - 1], labels[i]});
    return all;
  }

  [[nodiscard]] stream fit_to(shape const& wanted) const {
    stream other = *this;
    other.samples_ = samples_.fit_to(wanted);
    return other;
  }

  //! With the answers read as class labels. Throws bad_input when they are none.
  [[nodiscard]] stream with_labels() const {
    stream other = *this;
    other.samples_ = samples_.with_labels();
    return other;
  }

  //! Hash of the samples and of where recordings begin.
  friend digest content_hash(stream const& s) {
    hasher h;
    h(content_hash(s.samples_));
    for (auto const& r : s.recordings_) h(static_cast<std::uint64_t>(r.last));
    return h.finish();
  }

 private:
  data_set samples_;
  std::vector<data::recording> recordings_;
};

} // namespace peax::data
