#pragma once
//! @file
//! The body of write_platform.hpp.

#include <peax/hardware/write_platform.hpp>

#include <nlohmann/json.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace peax::hardware {

namespace detail {

using written_json = nlohmann::ordered_json;

inline std::string or_default(std::string const& name) { return name.empty() ? "default" : name; }

inline written_json rates_json(std::vector<rate> const& rates) {
  written_json out = written_json::object();
  for (auto const& r : rates) out[or_default(r.data_type)][or_default(r.op)] = r.macs_per_second;
  return out;
}

inline written_json rule_json_of(operator_rule const& r) {
  written_json out{{"op", r.op}};
  if (!r.types.empty()) out["types"] = r.types;
  if (!r.when.text().empty()) out["when"] = r.when.text();
  if (!r.source.empty()) out["source"] = r.source;
  return out;
}

inline written_json costs_json(std::vector<instruction_cost> const& costs) {
  written_json out = written_json::object();
  for (auto const& c : costs) {
    written_json one = written_json::object();
    if (!c.when.text().empty()) one["when"] = c.when.text();
    for (auto const& t : c.per) one["per"][std::string(entry_of(t.of).name)] = t.each;
    if (c.layer != 0) one["layer"] = c.layer;
    out[or_default(c.data_type)][or_default(c.op)].push_back(std::move(one));
  }
  return out;
}

inline written_json processor_json(processor const& q) {
  constexpr std::int64_t unlimited = std::numeric_limits<std::int64_t>::max();
  written_json out{{"name", q.name}};
  if (!q.rates.empty()) out["macs_per_second"] = rates_json(q.rates);
  if (q.memory.value != unlimited) out["memory_bytes"] = q.memory.value;
  if (q.storage.value != unlimited) out["storage_bytes"] = q.storage.value;
  if (q.active_power_w) out["active_power_w"] = *q.active_power_w;
  if (q.idle_power_w != 0) out["idle_power_w"] = q.idle_power_w;
  if (q.start_latency.value != 0) out["start_latency_s"] = q.start_latency.value;
  if (!q.unsupported_ops.empty()) out["unsupported_ops"] = q.unsupported_ops;
  for (auto const& r : q.operators) out["operators"].push_back(rule_json_of(r));
  if (!q.instructions.empty()) out["instructions"] = costs_json(q.instructions);
  if (q.instructions_per_second) out["instructions_per_second"] = *q.instructions_per_second;
  return out;
}

} // namespace detail

PEAX_INLINE std::string to_json(platform const& p, std::vector<std::string> const& sources) {
  detail::written_json out{{"name", p.name}, {"processors", detail::written_json::array()}};
  for (auto const& q : p.processors) out["processors"].push_back(detail::processor_json(q));
  for (auto const& l : p.links)
    out["links"].push_back({{"from", l.from},
                            {"to", l.to},
                            {"bytes_per_second", l.bytes_per_second},
                            {"latency_s", l.latency.value},
                            {"energy_per_byte_j", l.energy_per_byte_j}});
  for (auto const& d : p.domains)
    out["power_domains"].push_back({{"name", d.name},
                                    {"processors", d.processors},
                                    {"wake_latency_s", d.wake_latency.value},
                                    {"wake_energy_j", d.wake_energy.value}});
  if (!sources.empty()) out["sources"] = sources;
  return out.dump(2) + "\n";
}

} // namespace peax::hardware
