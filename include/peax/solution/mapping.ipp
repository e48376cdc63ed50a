#pragma once
//! @file
//! The bodies of mapping.hpp.

#include <peax/graph/cut.hpp>
#include <peax/graph/extract.hpp>
#include <peax/graph/memory.hpp>
#include <peax/solution/mapping.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::result {

namespace detail {

//! "core M0+: segments 0 to 1; core M4F: segment 2".
inline std::string words_of(hardware::platform const& on, std::vector<std::size_t> const& processor) {
  std::string out;
  for (std::size_t s = 0; s < processor.size(); ++s) {
    if (s != 0 && processor[s] == processor[s - 1]) continue;
    std::size_t last = s;
    while (last + 1 < processor.size() && processor[last + 1] == processor[s]) ++last;
    out += (out.empty() ? "" : ", ") + on.processors[processor[s]].name + ": segment " + std::to_string(s) +
           (last > s ? " to " + std::to_string(last) : "");
  }
  return out;
}

//! Why a processor cannot take its segments, the first such reason; nothing when all can.
inline std::optional<std::string> misfit_of(hardware::platform const& on, graph const& g,
                                            std::span<segment const> segments, hardware::storage_type type,
                                            std::span<std::size_t const> processor) {
  for (std::size_t p = 0; p < on.processors.size(); ++p) {
    std::vector<node_id> nodes;
    std::int64_t live = 0, held = 0;
    for (std::size_t s = 0; s < segments.size(); ++s)
      if (processor[s] == p) {
        nodes.insert(nodes.end(), segments[s].nodes.begin(), segments[s].nodes.end());
        live = std::max(live, segments[s].live_elements);
        held += segments[s].held_elements;
      }
    if (nodes.empty()) continue;
    auto const whole = hardware::cost_on(on.processors[p], g, nodes, live + held, type);
    if (!whole.misfits.empty()) return whole.misfits.front().text();
    if (!whole.time)
      return "the platform says no instructions_per_second of " + on.processors[p].name +
             ", so there is no time";
  }
  return std::nullopt;
}

//! Costs of one assignment, or why it is impossible.
inline std::optional<refusal> cost_mapping(hardware::platform const& on, graph const& g,
                                           std::span<segment const> segments, hardware::storage_type type,
                                           std::optional<double> most_seconds, mapping& m) {
  refusal const no{"mapping", "", words_of(on, m.processor)};
  auto const because = [&](std::string why) { return refusal{no.what, std::move(why), no.where}; };
  if (auto why = misfit_of(on, g, segments, type, m.processor)) return because(std::move(*why));
  double time = 0, energy = 0;
  bool powers_known = true;
  std::vector<double> busy(on.processors.size(), 0), woken_at(on.processors.size(), -1);
  std::vector<bool> domain_awake(on.domains.size(), false);
  for (std::size_t s = 0; s < segments.size(); ++s) {
    std::size_t const p = m.processor[s];
    if (s != 0 && p != m.processor[s - 1]) {
      auto const* link = on.between(m.processor[s - 1], p);
      if (link == nullptr)
        return because("there is no link from " + on.processors[m.processor[s - 1]].name + " to " +
                       on.processors[p].name);
      bytes const crossing = storage_of(g[segments[s].input].dims.elements(), type.bits);
      time += link->time_for(crossing).value;
      energy += link->energy_for(crossing).value;
    }
    if (woken_at[p] < 0) {
      for (std::size_t d = 0; d < on.domains.size(); ++d)
        if (on.domain_of(p) == &on.domains[d] && !domain_awake[d]) {
          domain_awake[d] = true;
          time += on.domains[d].wake_latency.value;
          energy += on.domains[d].wake_energy.value;
        }
      time += on.processors[p].start_latency.value;
      woken_at[p] = time;
    }
    auto const here =
        hardware::cost_on(on.processors[p], g, segments[s].nodes, segments[s].live_elements, type);
    double const computing = here.time->value;
    time += computing;
    powers_known = powers_known && here.energy;
    energy += here.energy ? here.energy->value : 0;
    busy[p] += computing;
    double idle = 0;
    for (std::size_t q = 0; q < busy.size(); ++q)
      if (woken_at[q] >= 0)
        idle += on.processors[q].idle_power_w * std::max(0.0, time - woken_at[q] - busy[q]);
    m.seconds.push_back(time);
    m.joules.push_back(energy + idle);
  }
  if (!powers_known) m.joules.clear();
  if (most_seconds && m.worst_latency() > *most_seconds)
    return because("its worst latency is " + std::to_string(m.worst_latency()) + " s, allowed are " +
                   std::to_string(*most_seconds) + " s");
  return std::nullopt;
}

} // namespace detail

PEAX_INLINE std::vector<segment> segments_of(graph const& g, std::span<value_id const> at) {
  std::vector<segment> out;
  std::vector<bool> covered(g.nodes().size(), false);
  for (std::size_t j = 0; j < g.outputs().size(); ++j) {
    segment s;
    s.output = g.outputs()[j];
    s.input = j == 0 ? value_id::none : at[j - 1];
    s.at = j < at.size() ? at[j] : value_id::none;
    std::vector<value_id> ends{s.output};
    if (s.at != value_id::none) ends.push_back(s.at);
    for (auto id : nodes_behind(g, ends))
      if (!covered[index_of(id)]) covered[index_of(id)] = true, s.nodes.push_back(id);
    std::vector<value_id> const begins = s.input == value_id::none
                                             ? std::vector<value_id>(g.inputs().begin(), g.inputs().end())
                                             : std::vector{s.input};
    s.live_elements = peak_memory(extract(g, begins, ends, "segment")).elements;
    out.push_back(std::move(s));
  }
  return out;
}

PEAX_INLINE mappings map_segments(hardware::platform const& on, graph const& g,
                                  std::span<segment const> segments, hardware::storage_type type,
                                  std::optional<double> most_seconds) {
  mappings out;
  std::vector<std::size_t> processor(segments.size(), 0);
  for (;;) {
    mapping m{processor, {}, {}};
    if (auto why = detail::cost_mapping(on, g, segments, type, most_seconds, m))
      out.rejected.push_back(*std::move(why));
    else
      out.possible.push_back(std::move(m));
    // The next sequence that never falls, in lexical order.
    std::size_t s = segments.size();
    while (s > 0 && processor[s - 1] + 1 == on.processors.size()) --s;
    if (s == 0) return out;
    std::size_t const next = processor[s - 1] + 1;
    for (std::size_t k = s - 1; k < segments.size(); ++k) processor[k] = next;
  }
}

PEAX_INLINE std::optional<std::size_t> cheapest(std::span<mapping const> possible,
                                                std::span<double const> shares,
                                                std::vector<double> mapping::*of_exit) {
  std::optional<std::size_t> best;
  double least = 0;
  for (std::size_t i = 0; i < possible.size(); ++i) {
    double mean = 0;
    for (std::size_t e = 0; e < shares.size(); ++e) mean += shares[e] * (possible[i].*of_exit)[e];
    if (!best || mean < least) best = i, least = mean;
  }
  return best;
}

PEAX_INLINE std::optional<std::size_t> preferred(std::span<mapping const> possible,
                                                 std::span<double const> shares, preference prefer) {
  bool const energy_known =
      std::all_of(possible.begin(), possible.end(), [](mapping const& m) { return !m.joules.empty(); });
  return cheapest(possible, shares,
                  energy_known && prefer != preference::latency ? &mapping::joules : &mapping::seconds);
}

PEAX_INLINE void place(record& s, hardware::platform const& on, mapping const& m) {
  s.mapping = records_of(on, m);
  s.leaving_seconds = m.seconds;
  s.leaving_joules = m.joules;
  s.measured.worst_latency_s = m.worst_latency();
}

PEAX_INLINE std::vector<mapping_record> records_of(hardware::platform const& on, mapping const& m) {
  std::vector<mapping_record> out;
  for (std::size_t s = 0; s < m.processor.size(); ++s) {
    std::string const& name = on.processors[m.processor[s]].name;
    if (out.empty() || out.back().processor != name) out.push_back({name, {}});
    out.back().exits.push_back(s);
  }
  return out;
}

} // namespace peax::result
