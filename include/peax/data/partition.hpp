#pragma once
//! @file
//! Cuts samples in two parts by chance, by class or by group; the same seed gives the same parts everywhere.

#include <peax/core/config.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

namespace peax::data {

//! Indices of samples in ascending order; together every sample once.
struct partition {
  std::vector<std::size_t> kept, held_out;
};

namespace detail {

PEAX_INLINE std::size_t share_of(std::size_t samples, double share);

inline partition partition_from(std::vector<bool> const& held) {
  partition cut;
  for (std::size_t i = 0; i < held.size(); ++i) (held[i] ? cut.held_out : cut.kept).push_back(i);
  return cut;
}

//! Members of each value, values in ascending order.
template <class T> std::map<T, std::vector<std::size_t>> members_of(std::span<T const> values) {
  std::map<T, std::vector<std::size_t>> members;
  for (std::size_t i = 0; i < values.size(); ++i) members[values[i]].push_back(i);
  return members;
}

} // namespace detail

//! Holds out round(share * samples) samples by chance, at least one and never all.
[[nodiscard]] PEAX_INLINE partition hold_out(std::size_t samples, double share, std::uint64_t seed);

//! Holds out as many samples, of each class its share to within one (largest remainders; ties to the lower class).
[[nodiscard]] PEAX_INLINE partition hold_out_by_class(std::span<std::int32_t const> labels, double share,
                                                      std::uint64_t seed);

//! Holds out whole groups by chance until at least `share` of the samples are held out; at least one group stays on each side.
//! Throws bad_input for fewer than two groups.
[[nodiscard]] PEAX_INLINE partition hold_out_by_group(std::span<std::int64_t const> groups, double share,
                                                      std::uint64_t seed);

} // namespace peax::data

#ifndef PEAX_COMPILED
#include <peax/data/partition.ipp>
#endif
