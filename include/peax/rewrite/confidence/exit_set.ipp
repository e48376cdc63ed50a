#pragma once
//! @file
//! The bodies of exit_set.hpp.

#include <peax/graph/cost.hpp>
#include <peax/graph/memory.hpp>
#include <peax/rewrite/confidence/exit_set.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace peax::rewrite {

PEAX_INLINE exit_sets::exit_sets(network const& n, std::vector<report::map_branch const*> const& exits,
                                 hardware::platform const* on, std::string const& data_type,
                                 std::optional<double> most_seconds)
    : n_(n), exits_(exits), on_(on), type_{data_type, hardware::bits_of_storage(data_type)},
      most_seconds_(most_seconds) {}

PEAX_INLINE exit_set const& exit_sets::of(std::vector<std::size_t> const& used) {
  auto const at = made_.find(used);
  return at != made_.end() ? at->second : made_.emplace(used, prepare(used)).first->second;
}

PEAX_INLINE exit_set exit_sets::prepare(std::vector<std::size_t> const& used) {
  std::vector<report::map_branch const*> chosen;
  for (auto e : used) chosen.push_back(exits_[e]);
  exit_set out{with_exits(n_, chosen), 0, 0, {}};
  graph const& g = *out.joined.whole;
  auto const segments = result::segments_of(g, out.joined.at);
  for (auto const& s : segments) out.live_elements = std::max(out.live_elements, s.live_elements);
  out.parameters = cost_of(g).parameters;
  if (on_ == nullptr) return out;
  result::mappings found = result::map_segments(*on_, g, segments, type_, most_seconds_);
  std::string names;
  for (auto const* c : chosen) names += (names.empty() ? "" : ", ") + c->after_block;
  for (auto& r : found.rejected) {
    r.what = names.empty() ? "mapping without an early exit" : "mapping with exits behind " + names;
    rejected_.push_back(std::move(r));
  }
  out.possible = std::move(found.possible);
  return out;
}

PEAX_INLINE void exit_sets::describe(std::vector<std::size_t> const& used, result::record& s,
                                     std::int64_t remembered) {
  exit_set const& set = of(used);
  s.exits = set.joined.exits;
  s.measured.peak_memory_bytes = storage_of(set.live_elements + remembered, type_.bits).value;
  s.measured.storage_bytes = storage_of(set.parameters, type_.bits).value;
}

} // namespace peax::rewrite
