#pragma once
//! @file
//! The bodies of temporal_replay.hpp.

#include <peax/core/error.hpp>
#include <peax/search/temporal/temporal_replay.hpp>

#include <fmt/core.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace peax::search {

PEAX_INLINE temporal_run play(decision::temporal_rule rule, std::span<played_exit const> exits,
                              std::span<float const> thresholds, std::span<std::int32_t const> final,
                              std::span<std::size_t const> lengths) {
  std::size_t const n = final.size();
  auto const refuse = [](std::string const& why) { throw bad_input("temporal rule: " + why); };
  if (thresholds.size() != exits.size())
    refuse(fmt::format("{} thresholds for {} early exits", thresholds.size(), exits.size()));
  if (rule == decision::temporal_rule::signature_previous && exits.size() > 1)
    refuse("the previous sample can be the reference of one exit only");
  std::size_t sum = 0;
  for (auto const l : lengths) sum += l;
  if (sum != n) refuse(fmt::format("the lengths of the recordings sum to {}, there are {} samples", sum, n));
  std::vector<std::vector<float>> buffers;
  std::vector<decision::scene> scenes;
  for (auto const& e : exits) {
    if (n == 0 || e.vectors.size() % n != 0)
      refuse(fmt::format("an exit has {} values for {} samples", e.vectors.size(), n));
    if (rule == decision::temporal_rule::temporal_patience && e.own.size() != n)
      refuse("temporal patience needs the label of the exit on every sample");
    buffers.emplace_back(e.vectors.size() / n);
  }
  for (auto& b : buffers) scenes.push_back(decision::closed_scene(b.data(), static_cast<int>(b.size())));
  auto const vector = [&](std::size_t e, std::size_t i) {
    return exits[e].vectors.data() + i * buffers[e].size();
  };
  auto const own = [&](std::size_t e, std::size_t i) { return exits[e].own.empty() ? 0 : exits[e].own[i]; };
  temporal_run out{std::vector<std::size_t>(n), std::vector<std::size_t>(n)};
  std::size_t i = 0;
  for (auto const length : lengths) {
    for (auto& s : scenes) decision::forget(s);
    std::size_t last_full = i;
    for (std::size_t const end = i + length; i < end; ++i) {
      std::size_t e = 0;
      while (e < exits.size() && !decision::stops(rule, scenes[e], vector(e, i), own(e, i), thresholds[e]))
        ++e;
      if (e == exits.size()) {
        last_full = i;
        for (std::size_t k = 0; k < exits.size(); ++k)
          decision::ran(rule, scenes[k], vector(k, i), own(k, i), final[i]);
      } else {
        decision::passed(rule, scenes[e], vector(e, i));
      }
      out.exit[i] = e;
      out.from[i] = last_full;
    }
  }
  return out;
}

} // namespace peax::search
