#pragma once
//! @file
//! Making reports in waves: those of one wave do not need each other and are made side by side.

#include <peax/analysis/obtain.hpp>
#include <peax/analysis/session.hpp>
#include <peax/core/config.hpp>
#include <peax/core/hash.hpp>

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace peax::detail {

//! A report that may have to be made, without its type.
struct to_make {
  digest identity;
  std::vector<std::size_t> reads; //!< numbers of the reports before it that it reads
  bool is_wanted = false;         //!< by whom all this is made
  bool is_alone = false;          //!< nothing may run beside it
  bool is_preserved = false;      //!< by a rewriter: it is neither remembered nor loaded here
  std::string_view title;
  way_to_keep how{};
  void const* from = nullptr; //!< the analysis
  void (*make)(void const* from) = nullptr;
};

//! Makes what is wanted and what that reads, each behind those that it reads. What a report that is remembered reads is
//! not made. Throws the first exception in this order when all of its wave have ended.
PEAX_INLINE void make_in_waves(session& shared, std::span<to_make const> order);

} // namespace peax::detail

#ifndef PEAX_COMPILED
#include <peax/analysis/waves.ipp>
#endif
