// The bodies of partition.hpp.
#include <peax/core/error.hpp>
#include <peax/core/random.hpp>
#include <peax/data/partition.hpp>
#include <peax/data/scaling.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <numeric>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::data::detail {

PEAX_INLINE std::size_t share_of(std::size_t samples, double share) {
  if (!(share > 0 && share < 1))
    throw bad_input(fmt::format("partition: the share held out is {}, it lies between 0 and 1", share));
  if (samples < 2) throw bad_input(fmt::format("partition: {} samples cannot be cut in two", samples));
  auto const wanted = static_cast<std::size_t>(std::llround(share * static_cast<double>(samples)));
  return std::clamp<std::size_t>(wanted, 1, samples - 1);
}

} // namespace peax::data::detail

namespace peax::data {

PEAX_INLINE partition hold_out(std::size_t samples, double share, std::uint64_t seed) {
  auto const wanted = detail::share_of(samples, share);
  std::vector<std::size_t> order(samples);
  std::iota(order.begin(), order.end(), std::size_t{0});
  random_stream(seed).shuffle(std::span(order));
  std::vector<bool> held(samples, false);
  for (std::size_t i = 0; i < wanted; ++i) held[order[i]] = true;
  return detail::partition_from(held);
}

PEAX_INLINE partition hold_out_by_class(std::span<std::int32_t const> labels, double share,
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

PEAX_INLINE partition hold_out_by_group(std::span<std::int64_t const> groups, double share,
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

PEAX_INLINE std::array<double, 3> parse_shares(std::string_view option, std::string_view text) {
  auto const numbers = parse_numbers(option, text);
  std::array<double, 3> shares{};
  double sum = 0;
  for (std::size_t i = 0; i < numbers.size() && i < shares.size(); ++i) {
    shares[i] = static_cast<double>(numbers[i]);
    sum += shares[i];
  }
  bool const fits = numbers.size() == 2 || numbers.size() == 3;
  if (!fits || std::any_of(numbers.begin(), numbers.end(), [](float s) { return !(s > 0); }) ||
      std::abs(sum - 1) > 1e-5)
    throw usage_error(fmt::format("{}: '{}' are no shares of train, validation and test that sum to 1, like "
                                  "0.7,0.15,0.15, or of train and validation, like 0.8,0.2",
                                  option, text));
  return shares;
}

PEAX_INLINE std::vector<std::size_t> samples_of(data_part const& part, std::size_t samples,
                                                std::span<std::int32_t const> labels,
                                                std::span<std::int64_t const> groups) {
  std::vector<std::size_t> left(samples);
  std::iota(left.begin(), left.end(), std::size_t{0});
  auto const cut = [&](double share, std::uint64_t stream) {
    auto const of_left = [&]<class T>(std::span<T const> all) {
      std::vector<T> some;
      for (auto i : left) some.push_back(all[i]);
      return some;
    };
    auto const seed = part.seed * 2 + stream;
    auto const in_two = !groups.empty()   ? hold_out_by_group(of_left(groups), share, seed)
                        : !labels.empty() ? hold_out_by_class(of_left(labels), share, seed)
                                          : hold_out(left.size(), share, seed);
    std::pair<std::vector<std::size_t>, std::vector<std::size_t>> both;
    for (auto i : in_two.kept) both.first.push_back(left[i]);
    for (auto i : in_two.held_out) both.second.push_back(left[i]);
    return both;
  };
  auto const [train, validation, test] = part.shares;
  if (test > 0) {
    auto [kept, held_out] = cut(test, 0);
    if (part.which == data_part::name::test) return std::move(held_out);
    left = std::move(kept);
  } else if (part.which == data_part::name::test) {
    throw bad_input("partition: no share is left for test; give three shares, like 0.7,0.15,0.15");
  }
  auto [kept, held_out] = cut(validation / (train + validation), 1);
  return part.which == data_part::name::train ? std::move(kept) : std::move(held_out);
}

} // namespace peax::data
