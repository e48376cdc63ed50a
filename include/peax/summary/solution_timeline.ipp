#pragma once
//! @file
//! The bodies of solution_timeline.hpp.

#include <peax/document/drawing.hpp>
#include <peax/document/number.hpp>
#include <peax/graph/memory.hpp>
#include <peax/hardware/platform.hpp>
#include <peax/hardware/segment.hpp>
#include <peax/solution/any_solution.hpp>
#include <peax/solution/mapping.hpp>
#include <peax/summary/solution_timeline.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace peax::summary {

namespace detail {
//! The processor of the platform that runs each segment; empty when mapping and platform do not fit together.
inline std::vector<std::size_t> processors_of_segments(any_solution const& s, hardware::platform const& on) {
  std::vector<std::size_t> out;
  for (auto const& m : s.mapping) {
    auto const at = std::find_if(on.processors.begin(), on.processors.end(),
                                 [&](auto const& p) { return p.name == m.processor; });
    if (at == on.processors.end()) return {};
    out.insert(out.end(), m.exits.size(), static_cast<std::size_t>(at - on.processors.begin()));
  }
  if (out.size() != s.exits.size()) out.clear();
  return out;
}

inline std::string of_room(char const* what, bytes used, bytes room) {
  std::string out = document::binary_bytes(static_cast<double>(used.value));
  if (room.value != std::numeric_limits<std::int64_t>::max())
    out += " of " + document::binary_bytes(static_cast<double>(room.value));
  return fmt::format("{} {}", out, what);
}

//! What a processor holds and spends while the segments given run on it.
inline document::lane lane_of(hardware::platform const& on, std::size_t p, graph const& g,
                              std::vector<result::segment> const& segments,
                              std::vector<std::size_t> const& runs_on, hardware::storage_type type) {
  std::vector<node_id> nodes;
  std::int64_t live = 0;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    if (runs_on[i] != p) continue;
    nodes.insert(nodes.end(), segments[i].nodes.begin(), segments[i].nodes.end());
    live = std::max(live, segments[i].live_elements);
  }
  auto const& q = on.processors[p];
  auto const cost = hardware::cost_on(q, g, nodes, live, type);
  document::lane lane{
      q.name,
      {of_room("RAM", cost.feature_maps, q.memory), of_room("flash", cost.weights, q.storage)},
      {},
      p};
  if (cost.energy) lane.lines.push_back(document::si(cost.energy->value, "J") + " computing");
  return lane;
}

} // namespace detail

PEAX_INLINE std::optional<document::lanes> timeline_of(any_solution const& s, hardware::platform const& on,
                                                       std::string title) {
  auto const runs_on = detail::processors_of_segments(s, on);
  if (runs_on.empty()) return std::nullopt;
  graph const& g = *s.network;
  std::vector<value_id> at;
  for (std::size_t e = 0; e + 1 < s.exits.size(); ++e) at.push_back(g.find(s.exits[e].at));
  if (std::find(at.begin(), at.end(), value_id::none) != at.end()) return std::nullopt;
  auto const segments = result::segments_of(g, at);
  auto const type = hardware::storage_type_named(s.data_type);
  auto const& shares =
      s.measured.exit_shares.empty() ? s.measured.validation_exit_shares : s.measured.exit_shares;

  document::lanes out{std::move(title), "time after the sample arrives", document::as_quantity("s"), {}};
  double time = 0;
  std::vector<bool> woken(on.processors.size(), false), awake(on.domains.size(), false);
  for (std::size_t i = 0; i < segments.size(); ++i) {
    std::size_t const p = runs_on[i];
    if (i != 0 && p != runs_on[i - 1]) {
      auto const* link = on.between(runs_on[i - 1], p);
      if (link == nullptr) return std::nullopt;
      bytes const crossing = storage_of(g[segments[i].input].dims.elements(), type.bits);
      double const takes = link->time_for(crossing).value;
      document::lane lane{"link", {}, {}, {}};
      if (link->energy_per_byte_j > 0) lane.lines = {document::si(link->energy_for(crossing).value, "J")};
      lane.tasks.push_back(
          {document::binary_bytes(static_cast<double>(crossing.value)), time, takes, "", true});
      out.all.push_back(std::move(lane));
      time += takes;
    }
    if (i == 0 || p != runs_on[i - 1]) out.all.push_back(detail::lane_of(on, p, g, segments, runs_on, type));
    document::lane& lane = out.all.back();
    if (!woken[p]) {
      double waking = on.processors[p].start_latency.value;
      for (std::size_t d = 0; d < on.domains.size(); ++d)
        if (on.domain_of(p) == &on.domains[d] && !awake[d])
          awake[d] = true, waking += on.domains[d].wake_latency.value;
      woken[p] = true;
      if (waking > 0) lane.tasks.push_back({"wake", time, waking, "", true});
      time += waking;
    }
    auto const cost =
        hardware::cost_on(on.processors[p], g, segments[i].nodes, segments[i].live_elements, type);
    double const computing = cost.time ? cost.time->value : 0; // what is mapped has known speeds
    std::string const leave = i < shares.size() ? document::percent(shares[i], 0) + " leave" : "";
    std::string const& behind = s.exits[i].after_block;
    lane.tasks.push_back({behind.empty() ? "to the end" : "to " + behind, time, computing,
                          i + 1 < segments.size() ? leave : "", false});
    time += computing;
  }
  return out;
}

} // namespace peax::summary
