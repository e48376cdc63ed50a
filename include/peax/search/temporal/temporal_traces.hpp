#pragma once
//! @file
//! What exits gave along the recordings of a stream, and what leaving costs: all that a search over temporal
//! rules needs.

#include <peax/core/config.hpp>
#include <peax/search/cascade/cascade_traces.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace peax::search {

//! The vectors that a temporal rule compares at one exit: logits, or a pooled feature map.
struct temporal_exit {
  std::span<float const> vectors; //!< [samples, width]; not owned
  //! [samples] the exit's labels; temporal patience needs them, other rules none.
  std::vector<std::int32_t> own;
};

//! How an answer is judged that is repeated for another sample than its own, where there are no classes: the
//! outputs' squared deviation from the sample's own output, over the variance of all outputs.
struct output_deviation {
  //! [samples, width] of the whole network; not owned; empty for a classifier.
  std::span<float const> outputs;
};

//! Checked traces of a stream. The last exit is the network itself.
class temporal_traces {
 public:
  //! `lengths` of the recordings; `truth` and `final` [samples] labels (for a deviation both may be empty);
  //! `costs` with one entry more than exits; `groups` empty or [samples]. Throws bad_input naming what is
  //! wrong.
  PEAX_INLINE temporal_traces(std::vector<std::size_t> lengths, std::vector<std::int32_t> truth,
                              std::vector<std::int32_t> final, std::vector<temporal_exit> exits,
                              exit_costs costs, std::vector<std::int64_t> groups = {},
                              output_deviation by = {});

  [[nodiscard]] std::size_t samples() const { return samples_; }
  [[nodiscard]] std::size_t exits() const { return exits_.size(); } //!< without the network itself
  [[nodiscard]] std::size_t classes() const { return classes_; }
  [[nodiscard]] std::span<std::size_t const> lengths() const { return lengths_; }
  [[nodiscard]] std::span<std::int32_t const> truth() const { return truth_; }
  [[nodiscard]] std::span<std::int32_t const> final() const { return final_; }
  [[nodiscard]] exit_costs const& costs() const { return costs_; }
  [[nodiscard]] temporal_exit const& exit(std::size_t e) const { return exits_[e]; }
  [[nodiscard]] std::size_t width(std::size_t e) const { return exits_[e].vectors.size() / samples_; }
  [[nodiscard]] float const* vector(std::size_t e, std::size_t i) const {
    return exits_[e].vectors.data() + i * width(e);
  }
  //! The largest magnitude in an exit's vectors.
  [[nodiscard]] float largest_value(std::size_t e) const { return largest_[e]; }
  [[nodiscard]] bool is_first(std::size_t i) const { return first_[i] != 0; } //!< of its recording
  [[nodiscard]] bool has_groups() const { return !groups_.empty() && !samples_are_units_; }
  //! Neighbours in time are alike, so the recording is the independent unit; from here on every sample is one.
  PEAX_INLINE void take_samples_as_units();
  [[nodiscard]] bool samples_are_units() const { return samples_are_units_; }
  //! [samples] the independent unit: the group, else the recording, or the sample itself.
  [[nodiscard]] std::span<std::int64_t const> units() const {
    return !has_groups() ? std::span<std::int64_t const>(recording_) : std::span<std::int64_t const>(groups_);
  }

  [[nodiscard]] PEAX_INLINE std::size_t unit_count() const;

  //! Whether answers are judged by their deviation instead of by class.
  [[nodiscard]] bool has_deviation() const { return !deviation_.outputs.empty(); }
  //! Squared deviation of the output of sample `by` from that of sample `i` over the mean variance, so that
  //! the mean over the samples is the lost share of the variance.
  [[nodiscard]] PEAX_INLINE double deviation(std::size_t i, std::size_t by) const;

  //! The traces of some recordings, with vectors that `kept` then owns.
  [[nodiscard]] PEAX_INLINE temporal_traces select(std::span<std::size_t const> recordings,
                                                   std::vector<std::vector<float>>& kept) const;

 private:
  PEAX_INLINE void check();
  PEAX_INLINE void scale_deviations();

  std::vector<std::size_t> lengths_;
  std::vector<std::int32_t> truth_, final_;
  std::vector<temporal_exit> exits_;
  exit_costs costs_;
  std::vector<std::int64_t> groups_, recording_;
  output_deviation deviation_;
  double variance_ = 0;
  std::vector<char> first_;
  std::vector<float> largest_; //!< [exits]
  std::size_t samples_ = 0, classes_ = 1;
  bool samples_are_units_ = false;
};

//! What a margin and a certificate count: "24 recordings", "6 groups", "1500 samples".
[[nodiscard]] PEAX_INLINE std::string units_in_words(temporal_traces const& traces);

} // namespace peax::search

#ifndef PEAX_COMPILED
#include <peax/search/temporal/temporal_traces.ipp>
#endif
