#pragma once
//! @file
//! The bodies of stored_network.hpp.

#include <peax/analysis/stored_network.hpp>
#include <peax/graph/parse.hpp>
#include <peax/graph/text.hpp>

#include <istream>
#include <ostream>
#include <string>

namespace peax::detail {

PEAX_INLINE void stored<network>::put(std::ostream& to, network const& value) {
  peax::put(to, to_text(*value));
}

PEAX_INLINE network stored<network>::get(std::istream& from) {
  return network(parse(peax::get<std::string>(from)));
}

} // namespace peax::detail
