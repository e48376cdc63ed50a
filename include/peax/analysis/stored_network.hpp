#pragma once
//! @file
//! Networks and models as bytes and back, so that solutions can be kept in the cache: their content stays the same.

#include <peax/analysis/stored.hpp>
#include <peax/core/config.hpp>
#include <peax/graph/network.hpp>

#include <istream>
#include <ostream>

namespace peax::detail {

template <> struct stored<network> {
  static void put(std::ostream& to, network const& value);
  static network get(std::istream& from);
};

template <class Kind> struct stored<model<Kind>> {
  static void put(std::ostream& to, model<Kind> const& value) { stored<network>::put(to, value); }
  static model<Kind> get(std::istream& from) { return model<Kind>(stored<network>::get(from)); }
};

} // namespace peax::detail

#ifndef PEAX_COMPILED
#include <peax/analysis/stored_network.ipp>
#endif
