#pragma once
//! @file
//! The bodies of solution.hpp: what the cache keeps.

#include <peax/analysis/stored.hpp>
#include <peax/analysis/stored_network.hpp>
#include <peax/solution/solution.hpp>

#include <istream>
#include <ostream>
#include <string>
#include <vector>

namespace peax {

template <class Kind> void solution<Kind>::save(std::ostream& to) const {
  put(to, network), put(to, decision), put(to, exits), put(to, mapping), put(to, measured),
      put(to, judged_by), put(to, note);
  put(to, leaving_seconds), put(to, leaving_joules);
}

template <class Kind> solution<Kind> solution<Kind>::load(std::istream& from) {
  solution s;
  s.network = get<model<Kind>>(from);
  s.decision = get<rewrite::decision_record>(from);
  s.exits = get<std::vector<rewrite::exit_record>>(from);
  s.mapping = get<std::vector<rewrite::mapping_record>>(from);
  s.measured = get<rewrite::figures>(from);
  s.judged_by = get<std::string>(from);
  s.note = get<std::string>(from);
  s.leaving_seconds = get<std::vector<double>>(from);
  s.leaving_joules = get<std::vector<double>>(from);
  return s;
}

} // namespace peax
