#pragma once
//! @file
//! The bodies of solution.hpp: what the cache keeps.

#include <peax/analysis/stored.hpp>
#include <peax/analysis/stored_network.hpp>
#include <peax/solution/solution.hpp>

#include <istream>
#include <ostream>

namespace peax {

template <class Kind> void solution<Kind>::save(std::ostream& to) const {
  put(to, network);
  put(to, static_cast<result::record const&>(*this));
}

template <class Kind> solution<Kind> solution<Kind>::load(std::istream& from) {
  solution s;
  s.network = get<model<Kind>>(from);
  static_cast<result::record&>(s) = get<result::record>(from);
  return s;
}

} // namespace peax
