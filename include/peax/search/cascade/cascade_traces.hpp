#pragma once
//! @file
//! What a cascade of exits answered on every sample, and what leaving at each exit costs: all that a
//! threshold search needs.

#include <peax/core/config.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::search {

//! Cost of a sample, in any unit (relative, MACs, joules), by the exit where it leaves.
struct exit_costs {
  std::vector<double> prefix; //!< [exits] paid when leaving there
  //! [exits] paid besides for every used exit passed or taken; empty: the prefix has it all.
  std::vector<double> branch;

  //! Each exit's cost as a whole, earlier branches included: an exit left out saves nothing.
  [[nodiscard]] static exit_costs whole(std::vector<double> leaving) { return {std::move(leaving), {}}; }
  //! Backbone up to the exit, and the exit's branch: a branch of an exit that is not used is not paid.
  [[nodiscard]] static exit_costs parts(std::vector<double> prefix, std::vector<double> branch) {
    return {std::move(prefix), std::move(branch)};
  }

  //! [exits] what a sample pays that leaves at each exit, when the early exits with `used[e]` are in the
  //! cascade.
  [[nodiscard]] PEAX_INLINE std::vector<double> leaving(std::vector<bool> const& used) const;
};

//! Checked answers and confidences of a cascade; the last exit always answers. Values are [exits][samples],
//! row by row.
class cascade_traces {
 public:
  //! Throws bad_input naming what is wrong. `confidence` may leave out the last exit's row. `groups` is empty
  //! or [samples].
  PEAX_INLINE cascade_traces(std::vector<std::int32_t> truth, std::vector<std::int32_t> prediction,
                             std::vector<float> confidence, exit_costs costs,
                             std::vector<std::int64_t> groups = {});

  [[nodiscard]] std::size_t samples() const { return truth_.size(); }
  [[nodiscard]] std::size_t exits() const { return exits_; }           //!< with the last
  [[nodiscard]] std::size_t early_exits() const { return exits_ - 1; } //!< without it
  [[nodiscard]] std::size_t classes() const { return classes_; }       //!< 1 + the largest label seen
  [[nodiscard]] std::span<std::int32_t const> truth() const { return truth_; }
  [[nodiscard]] std::span<std::int32_t const> prediction(std::size_t exit) const {
    return std::span(prediction_).subspan(exit * samples(), samples());
  }
  //! Of an early exit.
  [[nodiscard]] std::span<float const> confidence(std::size_t exit) const {
    return std::span(confidence_).subspan(exit * samples(), samples());
  }
  [[nodiscard]] exit_costs const& costs() const { return costs_; }
  //! Empty when samples are independent.
  [[nodiscard]] std::span<std::int64_t const> groups() const { return groups_; }

  //! The traces of the named samples, in that order, repeats allowed.
  [[nodiscard]] PEAX_INLINE cascade_traces select(std::span<std::size_t const> index) const;

 private:
  PEAX_INLINE void check_sizes();
  PEAX_INLINE void check_values() const;

  std::vector<std::int32_t> truth_, prediction_;
  std::vector<float> confidence_;
  exit_costs costs_;
  std::vector<std::int64_t> groups_;
  std::size_t exits_ = 0, classes_ = 0;
};

//! What a margin and a certificate count: "1500 samples", "24 groups".
[[nodiscard]] PEAX_INLINE std::string units_in_words(cascade_traces const& traces);

} // namespace peax::search

#ifndef PEAX_COMPILED
#include <peax/search/cascade/cascade_traces.ipp>
#endif
