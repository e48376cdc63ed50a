#pragma once
//! @file
//! The bodies of candidate.hpp.

#include <peax/analysis/stored.hpp>
#include <peax/analysis/stored_network.hpp>
#include <peax/report/early_exits/candidate.hpp>

#include <istream>
#include <ostream>

namespace peax::report {

PEAX_INLINE void exit_candidate::save(std::ostream& to) const {
  put<map_branch>(to, *this), put(to, kind), put(to, score);
}

PEAX_INLINE exit_candidate exit_candidate::load(std::istream& from) {
  exit_candidate c{get<map_branch>(from)};
  c.kind = get<branch_kind>(from);
  c.score = get<double>(from);
  return c;
}

} // namespace peax::report
