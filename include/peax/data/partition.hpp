#pragma once
//! @file
//! Cuts samples in two parts by chance, by class or by group; the same seed gives the same parts everywhere.

#include <peax/core/config.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string_view>
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

//! A part of one data set that is cut in three; the same shares and seed give the same parts everywhere.
struct data_part {
  enum class name : std::uint8_t { train, validation, test };

  std::array<double, 3> shares{1, 0, 0}; //!< of train, validation and test; they sum to 1
  name which = name::train;
  std::uint64_t seed = 0;
};

//! "0.7,0.15,0.15", or "0.8,0.2" without a test part. Throws usage_error naming `option`.
[[nodiscard]] PEAX_INLINE std::array<double, 3> parse_shares(std::string_view option, std::string_view text);

//! The samples of a part, in ascending order. Test is held out first, then validation of the rest: by group where there are groups,
//! else by class where there are labels, else by chance. Throws bad_input where nothing would be left.
[[nodiscard]] PEAX_INLINE std::vector<std::size_t> samples_of(data_part const& part, std::size_t samples,
                                                              std::span<std::int32_t const> labels,
                                                              std::span<std::int64_t const> groups);

} // namespace peax::data

#ifndef PEAX_COMPILED
#include <peax/data/partition.ipp>
#endif
