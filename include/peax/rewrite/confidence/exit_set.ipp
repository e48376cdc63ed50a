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
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::rewrite {

PEAX_INLINE exit_sets::exit_sets(network const& n, std::vector<report::map_branch const*> const& exits,
                                 hardware::platform const* on, std::string const& data_type,
                                 std::optional<double> most_seconds, std::vector<std::int64_t> held)
    : n_(n), exits_(exits), on_(on), type_(hardware::storage_type_named(data_type)),
      most_seconds_(most_seconds), held_(std::move(held)) {}

PEAX_INLINE exit_set const& exit_sets::of(std::vector<std::size_t> const& used) {
  auto const at = made_.find(used);
  return at != made_.end() ? at->second : made_.emplace(used, prepare(used)).first->second;
}

PEAX_INLINE exit_set exit_sets::prepare(std::vector<std::size_t> const& used) {
  std::vector<report::map_branch const*> chosen;
  for (auto e : used) chosen.push_back(exits_[e]);
  exit_set out{with_exits(n_, chosen), 0, 0, {}};
  graph const& g = *out.joined.whole;
  auto segments = result::segments_of(g, out.joined.at);
  for (std::size_t k = 0; k < used.size() && !held_.empty(); ++k) segments[k].held_elements = held_[used[k]];
  std::int64_t live = 0, kept = 0;
  for (auto const& s : segments) live = std::max(live, s.live_elements), kept += s.held_elements;
  out.memory_elements = live + kept;
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

PEAX_INLINE bool exit_sets::describe(std::vector<std::size_t> const& used, result::record& s,
                                     result::preference prefer) {
  exit_set const& set = of(used);
  s.exits = set.joined.exits;
  s.data_type = type_.name;
  s.measured.peak_memory_bytes = storage_of(set.memory_elements, type_.bits).value;
  s.measured.storage_bytes = storage_of(set.parameters, type_.bits).value;
  if (on_ == nullptr) return true;
  auto const best = result::preferred(set.possible, s.measured.validation_exit_shares, prefer);
  if (best) result::place(s, *on_, set.possible[*best]);
  return best.has_value();
}

PEAX_INLINE search::exit_filter exit_sets::filter() {
  if (on_ == nullptr) return {};
  return [this](std::span<std::size_t const> used) {
    return !of({used.begin(), used.end()}).possible.empty();
  };
}

} // namespace peax::rewrite
