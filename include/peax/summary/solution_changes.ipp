#pragma once
//! @file
//! The bodies of solution_changes.hpp.

#include <peax/document/page.hpp>
#include <peax/graph/cost.hpp>
#include <peax/hardware/segment.hpp>
#include <peax/solution/mapping.hpp>
#include <peax/summary/solution_changes.hpp>
#include <peax/summary/solution_drawing.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::summary {

namespace detail {

struct layer_costs {
  std::string shape;
  std::int64_t macs = 0, parameters = 0;
  bool operator==(layer_costs const&) const = default;
};

//! By name, in running order. Only what costs something: layers without numbers of their own are not compared.
inline std::vector<std::pair<std::string, layer_costs>> costs_of_layers(network const& n) {
  std::vector<std::pair<std::string, layer_costs>> out;
  graph const& g = *n;
  for (std::size_t i = 0; i < g.nodes().size(); ++i) {
    cost const c = cost_of(g, static_cast<node_id>(i));
    if (c.macs.value == 0 && c.parameters == 0) continue;
    node const& each = g.nodes()[i];
    out.emplace_back(each.name, layer_costs{g[each.outputs.front()].dims.text(), c.macs.value, c.parameters});
  }
  return out;
}

//! The processors of the segments of a mapping, in words: "M0 to exit_0, M4F to the end".
inline std::string in_words(result::mapping const& m, any_solution const& s, hardware::platform const& on) {
  std::string out;
  for (std::size_t i = 0; i < m.processor.size(); ++i) {
    if (i + 1 < m.processor.size() && m.processor[i + 1] == m.processor[i]) continue;
    std::string const end = i + 1 == m.processor.size() ? "the end" : s.exits[i].name;
    out += (out.empty() ? "" : ", ") + on.processors[m.processor[i]].name + " to " + end;
  }
  return out;
}

inline bool is_chosen(result::mapping const& m, any_solution const& s, hardware::platform const& on) {
  auto const as_record = result::records_of(on, m);
  return std::equal(
      as_record.begin(), as_record.end(), s.mapping.begin(), s.mapping.end(),
      [](auto const& a, auto const& b) { return a.processor == b.processor && a.exits == b.exits; });
}

inline double mean_over(std::vector<double> const& of_exit, std::vector<double> const& shares) {
  double sum = 0;
  for (std::size_t e = 0; e < of_exit.size() && e < shares.size(); ++e) sum += of_exit[e] * shares[e];
  return sum;
}

} // namespace detail

PEAX_INLINE void show_layers(document::section& out, any_solution const& s, network const& original) {
  auto const before = detail::costs_of_layers(original), after = detail::costs_of_layers(s.network);
  if (before == after) return;
  auto const in = [](auto const& all, std::string const& name) {
    return std::find_if(all.begin(), all.end(), [&](auto const& each) { return each.first == name; });
  };
  document::table rows({{"layer"},
                        {"output before"},
                        {"after"},
                        {"MACs before", document::as_integer()},
                        {"after", document::as_integer()},
                        {"parameters before", document::as_integer()},
                        {"after", document::as_integer()}},
                       "Layers before and after; muted ones are as they were");
  auto const add = [&](std::string const& name, detail::layer_costs const* was,
                       detail::layer_costs const* is) {
    using document::cell;
    bool const same = was != nullptr && is != nullptr && *was == *is;
    rows.add({name, was != nullptr ? was->shape : std::string("none"),
              is != nullptr ? is->shape : std::string("none"), was != nullptr ? cell(was->macs) : cell(),
              is != nullptr ? cell(is->macs) : cell(), was != nullptr ? cell(was->parameters) : cell(),
              is != nullptr ? cell(is->parameters) : cell()},
             same ? document::emphasis::muted : document::emphasis::none);
  };
  for (auto const& [name, was] : before)
    if (auto const at = in(after, name); at == after.end()) add(name, &was, nullptr);
  for (auto const& [name, is] : after) {
    auto const at = in(before, name);
    add(name, at == before.end() ? nullptr : &at->second, &is);
  }
  detail::layer_costs was, is;
  for (auto const& each : before) was.macs += each.second.macs, was.parameters += each.second.parameters;
  for (auto const& each : after) is.macs += each.second.macs, is.parameters += each.second.parameters;
  rows.add({"together", "", "", was.macs, is.macs, was.parameters, is.parameters}, document::emphasis::total);
  out.show(rows.rows().size() > 40 ? std::move(rows.fold()) : std::move(rows));
}

PEAX_INLINE void show_mappings(document::section& out, any_solution const& s, hardware::platform const& on) {
  graph const& g = *s.network;
  std::vector<value_id> at;
  for (std::size_t e = 0; e + 1 < s.exits.size(); ++e) at.push_back(g.find(s.exits[e].at));
  if (std::find(at.begin(), at.end(), value_id::none) != at.end()) return;
  auto const segments = result::segments_of(g, at);
  auto const& shares = detail::shares_of(s.measured);
  document::table rows({{"mapping"},
                        {"data type"},
                        {"mean latency", document::as_quantity("s")},
                        {"worst latency", document::as_quantity("s")},
                        {"mean energy", document::as_quantity("J")}},
                       "Possible mappings; the one of this solution is marked");
  std::vector<refusal> rejected;
  for (char const* name : {"float32", "int8"}) {
    auto const found = result::map_segments(on, g, segments, hardware::storage_type_named(name));
    for (auto const& m : found.possible) {
      bool const chosen = s.data_type == name && !s.mapping.empty() && detail::is_chosen(m, s, on);
      bool const known = shares.size() == m.seconds.size();
      rows.add({detail::in_words(m, s, on), name,
                known ? document::cell(detail::mean_over(m.seconds, shares)) : document::cell(),
                m.worst_latency(),
                known && !m.joules.empty() ? document::cell(detail::mean_over(m.joules, shares))
                                           : document::cell()},
               chosen ? document::emphasis::chosen : document::emphasis::none);
    }
    for (auto each : found.rejected) {
      each.where += (each.where.empty() ? "" : ", ") + std::string(name);
      if (rejected.size() < 20) rejected.push_back(std::move(each));
    }
  }
  out.show(std::move(rows)).refuse("Mappings that are impossible", std::move(rejected));
}

} // namespace peax::summary
