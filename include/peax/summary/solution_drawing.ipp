#pragma once
//! @file
//! The bodies of solution_drawing.hpp.

#include <peax/document/drawing.hpp>
#include <peax/document/number.hpp>
#include <peax/graph/cut.hpp>
#include <peax/graph/extract.hpp>
#include <peax/graph/network.hpp>
#include <peax/report/architecture.hpp>
#include <peax/solution/any_solution.hpp>
#include <peax/summary/analysis_record.hpp>
#include <peax/summary/solution_drawing.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::summary {

namespace detail {
//! The network up to its last exit, without branches.
inline network backbone_of(network const& n) {
  graph const& g = *n;
  return network(extract(g, g.inputs(), g.outputs().last(1), g.name()));
}

//! The number of the mapping's processor that runs each block: the one that runs its last node.
inline std::vector<std::size_t> processors_of_blocks(report::architecture const& a, any_solution const& s) {
  graph const& g = *a.of;
  std::vector<std::size_t> of_node(g.nodes().size(), s.mapping.empty() ? 0 : s.mapping.size() - 1);
  for (std::size_t p = s.mapping.size(); p-- > 0;) {
    std::size_t const last = s.mapping[p].exits.back();
    value_id const at = last < s.exits.size() ? g.find(s.exits[last].at) : value_id::none;
    if (at == value_id::none) continue;
    for (auto id : nodes_behind(g, std::span(&at, 1))) of_node[index_of(id)] = p;
  }
  std::vector<std::size_t> out;
  for (auto const& b : a.blocks) out.push_back(b.nodes.empty() ? 0 : of_node[index_of(b.nodes.back())]);
  return out;
}

PEAX_INLINE std::optional<std::size_t> block_of(report::architecture const& a,
                                                std::string const& value_name) {
  value_id const v = value_name.empty() ? value_id::none : a.of->find(value_name);
  if (v == value_id::none || a.of->producer(v) == node_id::none) return std::nullopt;
  return a.block_of(v);
}

PEAX_INLINE std::vector<double> const& shares_of(result::figures const& f) {
  return f.exit_shares.empty() ? f.validation_exit_shares : f.exit_shares;
}

inline std::vector<std::string> lines_of(tried_exit const& t) {
  return {t.kind + " branch, " + document::grouped(t.branch_macs) + " MACs",
          "alone " + document::percent(t.score, 2) + " on validation"};
}

//! The branches at the sides: those of the solution, then those that were only tried.
inline std::vector<document::exit_branch> branches_of(report::architecture const& a, any_solution const& s,
                                                      std::span<tried_exit const> tried) {
  std::vector<document::exit_branch> out;
  auto const& shares = shares_of(s.measured);
  auto const known = [&](std::string const& at) {
    return std::find_if(tried.begin(), tried.end(), [&](tried_exit const& t) { return t.at == at; });
  };
  for (std::size_t e = 0; e + 1 < s.exits.size(); ++e) {
    auto const box = block_of(a, s.exits[e].at);
    if (!box) continue;
    document::exit_branch branch{*box, s.exits[e].name, {}, {}, {}, true};
    auto const t = known(s.exits[e].at);
    if (t != tried.end()) branch.lines = lines_of(*t);
    if (e < s.thresholds.size()) branch.threshold = static_cast<double>(s.thresholds[e]);
    branch.leaves_when = s.decision.leaves_when();
    if (e < shares.size()) branch.share = shares[e];
    out.push_back(std::move(branch));
  }
  for (auto const& t : tried) {
    auto const box = block_of(a, t.at);
    bool const used =
        std::any_of(s.exits.begin(), s.exits.end(), [&](auto const& e) { return e.at == t.at; });
    if (!box || used) continue;
    out.push_back({*box, "tried behind " + t.after_block, lines_of(t), {}, {}, false});
  }
  return out;
}

} // namespace detail

PEAX_INLINE document::network_drawing draw_solution(any_solution const& s, std::span<tried_exit const> tried,
                                                    std::string title,
                                                    std::optional<hardware::platform> const& on) {
  auto const a = report::architecture::default_reporter{}.make(detail::backbone_of(s.network));
  document::network_drawing drawing = report::draw_blocks(a);
  drawing.title = std::move(title);
  drawing.exits = detail::branches_of(a, s, tried);
  if (s.mapping.empty()) return drawing;
  if (on)
    for (auto const& p : on->processors) drawing.processors.push_back(p.name);
  else
    for (auto const& m : s.mapping) drawing.processors.push_back(m.processor);
  auto const part = detail::processors_of_blocks(a, s);
  for (std::size_t b = 0; b < drawing.boxes.size(); ++b) {
    auto const at =
        std::find(drawing.processors.begin(), drawing.processors.end(), s.mapping[part[b]].processor);
    if (at != drawing.processors.end())
      drawing.boxes[b].processor = static_cast<std::size_t>(at - drawing.processors.begin());
  }
  for (auto& arrow : drawing.arrows) {
    if (part[arrow.from] == part[arrow.to]) continue;
    value_id const map = a.of->find(s.exits[s.mapping[part[arrow.from]].exits.back()].at);
    if (map != value_id::none)
      arrow.label =
          document::binary_bytes(4.0 * static_cast<double>((*a.of)[map].dims.elements())) + " cross, float32";
  }
  return drawing;
}

} // namespace peax::summary
