#pragma once
//! @file
//! A solution: a rewritten model with its decision, its mapping to processors and its measured figures.

#include <peax/analysis/solutions.hpp>
#include <peax/core/config.hpp>
#include <peax/graph/network.hpp>
#include <peax/solution/record.hpp>

#include <iosfwd>

namespace peax {

//! A rewritten model and all that is needed to run it, to judge it and to save it.
template <class Kind> struct solution : result::record {
  model<Kind> network;

  void save(std::ostream& to) const;
  static solution load(std::istream& from);
};

PEAX_COMPILED_ONCE(void solution<single_exit>::save(std::ostream&) const);
PEAX_COMPILED_ONCE(solution<single_exit> solution<single_exit>::load(std::istream&));
PEAX_COMPILED_ONCE(void put_fields(std::ostream&, solutions<single_exit> const&));
PEAX_COMPILED_ONCE(solutions<single_exit> get_fields<solutions<single_exit>>(std::istream&));
PEAX_COMPILED_ONCE(void solution<multi_exit>::save(std::ostream&) const);
PEAX_COMPILED_ONCE(solution<multi_exit> solution<multi_exit>::load(std::istream&));
PEAX_COMPILED_ONCE(void put_fields(std::ostream&, solutions<multi_exit> const&));
PEAX_COMPILED_ONCE(solutions<multi_exit> get_fields<solutions<multi_exit>>(std::istream&));
PEAX_COMPILED_ONCE(void solution<temporal>::save(std::ostream&) const);
PEAX_COMPILED_ONCE(solution<temporal> solution<temporal>::load(std::istream&));
PEAX_COMPILED_ONCE(void put_fields(std::ostream&, solutions<temporal> const&));
PEAX_COMPILED_ONCE(solutions<temporal> get_fields<solutions<temporal>>(std::istream&));

} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/solution/solution.ipp>
#endif
