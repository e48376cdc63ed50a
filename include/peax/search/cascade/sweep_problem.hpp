#pragma once
//! @file
//! Traces in the form the sweep reads: per sample and exit a whole-number gain in score, and whole-number
//! costs.

#include <peax/core/config.hpp>
#include <peax/score/score.hpp>
#include <peax/search/cascade/cascade_traces.hpp>
#include <peax/search/cascade/levels.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <vector>

namespace peax::search {

//! Scores and costs as whole numbers, so that sums are exact and ties are ties. Only scores that are a
//! weighted share of right answers (accuracy, mean recall) have this form.
struct sweep_problem {
  std::size_t samples = 0, exits = 0;
  std::vector<threshold_levels> levels; //!< [early exits]
  std::vector<std::vector<char>> right; //!< [exits][samples]
  std::vector<std::int64_t> weight;     //!< [samples]; a right answer's worth
  std::vector<double> square;           //!< [samples]; (weight / mean weight)^2
  std::vector<std::size_t> group;       //!< [samples] numbered from 0; empty: samples are independent
  std::vector<double> group_size;       //!< [groups] samples
  double one_more = 1;                  //!< sum over the tables of the square of one sample: keeps.hpp
  double scale = 1;                     //!< score = whole number / scale
  double cost_scale = 1;                //!< sum of costs = whole number / cost_scale
  std::int64_t base = 0;                //!< score of the last exit alone
  exit_costs costs;

  PEAX_INLINE sweep_problem(cascade_traces const& traces, scoring::score const& by,
                            std::vector<threshold_levels> candidates);

  [[nodiscard]] std::size_t groups() const { return group_size.size(); }
  [[nodiscard]] std::int64_t gain(std::size_t exit, std::size_t i) const {
    return weight[i] * (right[exit][i] - right[exits - 1][i]);
  }

  //! [exits] whole-number cost of leaving at each exit when exactly `used` early exits are in the cascade.
  [[nodiscard]] PEAX_INLINE std::vector<std::int64_t> leaving(std::initializer_list<std::size_t> used) const;

 private:
  [[nodiscard]] std::int64_t whole_cost(double c) const { return std::llround(c * cost_scale); }

  PEAX_INLINE void weigh(cascade_traces const& traces, scoring::score const& by);
  PEAX_INLINE void number_groups(std::span<std::int64_t const> names);
  PEAX_INLINE void scale_costs();
};

} // namespace peax::search

#ifndef PEAX_COMPILED
#include <peax/search/cascade/sweep_problem.ipp>
#endif
