#pragma once
//! @file
//! Cuts samples in two parts by chance, by class or by group; the same seed gives the same parts everywhere.

#include <peax/core/error.hpp>
#include <peax/core/random.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <numeric>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::data {

//! Indices of samples in ascending order; together every sample once.
struct partition {
  std::vector<std::size_t> kept, held_out;
};

namespace detail {

inline std::size_t share_of(std::size_t samples, double share) {
  if (!(share > 0 && share < 1))
    throw bad_input("partition: the share held out is " + std::to_string(share) +
                    ", it lies between 0 and 1");
  if (samples < 2) throw bad_input("partition: " + std::to_string(samples) + " samples cannot be cut in two");
  auto const wanted = static_cast<std::size_t>(std::llround(share * static_cast<double>(samples)));
  return std::clamp<std::size_t>(wanted, 1, samples - 1);
}

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
[[nodiscard]] inline partition hold_out(std::size_t samples, double share, std::uint64_t seed) {
  auto const wanted = detail::share_of(samples, share);
  std::vector<std::size_t> order(samples);
  std::iota(order.begin(), order.end(), std::size_t{0});
  random_stream(seed).shuffle(std::span(order));
  std::vector<bool> held(samples, false);
  for (std::size_t i = 0; i < wanted; ++i) held[order[i]] = true;
  return detail::partition_from(held);
}

//! Holds out as many samples, of each class its share to within one (largest remainders; ties to the lower class).
[[nodiscard]] inline partition hold_out_by_class(std::span<std::int32_t const> labels, double share,
                                                 std::uint64_t seed) {
  auto const wanted = detail::share_of(labels.size(), share);
  auto members = detail::members_of(labels);
  double const exact_share = static_cast<double>(wanted) / static_cast<double>(labels.size());
  std::vector<std::pair<double, std::int32_t>> remainders;
  std::map<std::int32_t, std::size_t> quota;
  std::size_t given = 0;
  for (auto const& [label, of] : members) {
    double const exact = exact_share * static_cast<double>(of.size());
    quota[label] = static_cast<std::size_t>(exact);
    given += quota[label];
    remainders.emplace_back(static_cast<double>(quota[label]) - exact, label);
  }
  std::sort(remainders.begin(), remainders.end());
  for (std::size_t i = 0; given < wanted; i = (i + 1) % remainders.size())
    if (auto const label = remainders[i].second; quota[label] < members[label].size())
      ++quota[label], ++given;
  std::vector<bool> held(labels.size(), false);
  for (auto& [label, of] : members) {
    random_stream(seed, static_cast<std::uint64_t>(label) + 1).shuffle(std::span(of));
    for (std::size_t i = 0; i < quota[label]; ++i) held[of[i]] = true;
  }
  return detail::partition_from(held);
}

//! Holds out whole groups by chance until at least `share` of the samples are held out; at least one group stays on each side.
//! Throws bad_input for fewer than two groups.
[[nodiscard]] inline partition hold_out_by_group(std::span<std::int64_t const> groups, double share,
                                                 std::uint64_t seed) {
  auto const wanted = detail::share_of(groups.size(), share);
  auto const members = detail::members_of(groups);
  if (members.size() < 2)
    throw bad_input("partition: all samples are of one group, which cannot be cut in two");
  std::vector<std::vector<std::size_t> const*> order;
  for (auto const& group : members) order.push_back(&group.second);
  random_stream(seed).shuffle(std::span(order));
  std::vector<bool> held(groups.size(), false);
  std::size_t given = 0;
  for (std::size_t g = 0; g + 1 < order.size() && given < wanted; ++g) {
    for (auto i : *order[g]) held[i] = true;
    given += order[g]->size();
  }
  return detail::partition_from(held);
}

} // namespace peax::data
