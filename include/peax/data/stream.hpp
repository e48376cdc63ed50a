#pragma once
//! @file
//! Recordings in time order: their scenes (runs of one label) and the transitions between them.

#include <peax/core/config.hpp>
#include <peax/core/hash.hpp>
#include <peax/data/data_set.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
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
  stream(data_set samples, std::span<std::int64_t const> lengths);

  //! Recordings without answers: every target is -1, which is no class.
  [[nodiscard]] static stream unlabelled(tensor inputs, std::span<std::int64_t const> lengths);

  [[nodiscard]] data_set const& samples() const { return samples_; }
  [[nodiscard]] std::size_t size() const { return samples_.size(); }
  [[nodiscard]] std::span<data::recording const> recordings() const { return recordings_; }
  [[nodiscard]] std::vector<std::size_t> lengths() const;

  //! Whether the answers are a class for each sample: integers, targets that are whole numbers and not
  //! negative, or one-hot rows.
  [[nodiscard]] bool has_classes() const;

  //! All scenes in time order; they cover every sample once. Throws bad_input without class labels.
  [[nodiscard]] std::vector<scene> scenes() const;

  //! All changes of label inside recordings, in time order.
  [[nodiscard]] std::vector<transition> transitions() const;

  [[nodiscard]] stream fit_to(shape const& wanted) const;

  //! With the answers read as class labels. Throws bad_input when they are none.
  [[nodiscard]] stream with_labels() const;

  //! The same recordings of other samples, as many. Throws bad_input for another number.
  [[nodiscard]] stream with_samples(data_set samples) const;

  //! Hash of the samples and of where recordings begin.
  friend digest content_hash(stream const& s);

 private:
  data_set samples_;
  std::vector<data::recording> recordings_;
};

} // namespace peax::data

#ifndef PEAX_COMPILED
#include <peax/data/stream.ipp>
#endif
