#pragma once
//! @file
//! Making reports in waves: those of one wave do not need each other and are made side by side.

#include <peax/analysis/session.hpp>
#include <peax/core/config.hpp>
#include <peax/core/hash.hpp>

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

namespace peax::detail {

//! A report that may have to be made, without its type.
struct to_make {
  digest identity;
  std::vector<std::size_t> reads; //!< numbers of the reports before it that it reads
  bool is_wanted = false;         //!< by whom all this is made
  bool is_alone = false;          //!< nothing may run beside it
  std::function<bool()> recall;   //!< from memory or a cache; false when it has to be made
  std::function<void()> make;
};

//! Makes what is wanted and what that reads, each behind those that it reads. What a report that is remembered reads is
//! not made. Throws the first exception in this order when all of its wave have ended.
PEAX_INLINE void make_in_waves(session& shared, std::span<to_make const> order);

} // namespace peax::detail

#ifndef PEAX_COMPILED
#include <peax/analysis/waves.ipp>
#endif
