#pragma once
//! @file
//! The bodies of temporal_behaviour.hpp.

#include <peax/analysis/stored.hpp>
#include <peax/analysis/stored_network.hpp>
#include <peax/document/page.hpp>
#include <peax/engine/run.hpp>
#include <peax/graph/editor.hpp>
#include <peax/graph/extract.hpp>
#include <peax/graph/find_logits.hpp>
#include <peax/report/temporal_behaviour.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <istream>
#include <ostream>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::report {

PEAX_INLINE network without_activation(network const& branch) {
  value_id const at = find_logits(*branch).id;
  return network(extract(*branch, branch->inputs(), std::span<value_id const>(&at, 1), branch.name()));
}

PEAX_INLINE std::vector<std::int32_t> labels_of(tensor const& outputs, answer_form form) {
  auto const n = static_cast<std::size_t>(outputs.dims()[0]);
  std::size_t const width = outputs.size() / n;
  std::vector<std::int32_t> out;
  for (std::size_t i = 0; i < n; ++i) {
    auto const row = outputs.floats().subspan(i * width, width);
    if (width == 1)
      out.push_back(row[0] > (form == answer_form::logits ? 0.0f : 0.5f) ? 1 : 0);
    else
      out.push_back(static_cast<std::int32_t>(std::max_element(row.begin(), row.end()) - row.begin()));
  }
  return out;
}

PEAX_INLINE temporal_behaviour temporal_behaviour::default_reporter::make(network const& n,
                                                                          early_exits const& tried,
                                                                          stream<calibration> const& on,
                                                                          progress const& to) const {
  temporal_behaviour out;
  out.form = tried.form;
  out.network_macs = tried.network_macs;
  out.refusals = tried.refusals;
  if (tried.chosen.empty()) return out;
  graph const& g = *n;
  bool const labelled = on.recordings.has_classes();
  data::stream const fitting =
      (labelled ? on.recordings.with_labels() : on.recordings).fit_to(g[g.inputs()[0]].dims);
  if (labelled)
    fitting.samples().require_classes(std::max<std::int64_t>(2, g[g.outputs()[0]].dims.elements()));

  graph_editor edit(g);
  std::vector<value_id> outputs;
  for (auto i : tried.chosen) {
    map_branch c = tried.tried[i];
    c.branch = without_activation(c.branch);
    value_id const map = g.find(c.at);
    outputs.push_back(
        join(edit, *c.branch, std::span<value_id const>(&map, 1), "temporal_" + std::to_string(i) + "/")
            .front());
    out.places.push_back({std::move(c), {}, 0});
  }
  outputs.push_back(g.outputs()[0]);
  edit.set_outputs(outputs);
  auto results = engine::run(network(edit.finish()), fitting.samples().inputs().floats(), {}, to);
  out.final_outputs = std::move(results.back());
  std::vector<std::int32_t> const answers = labels_of(out.final_outputs, out.form);
  std::span<std::int32_t const> const labels =
      labelled ? fitting.samples().labels() : std::span<std::int32_t const>(answers);
  for (std::size_t e = 0; e < out.places.size(); ++e) {
    place& p = out.places[e];
    p.exit.outputs = std::move(results[e]);
    p.distances = distances_of(p.exit.outputs, fitting.recordings(), labels, decision::reference::scene);
    auto const own = labels_of(p.exit.outputs, answer_form::logits);
    std::size_t same = 0;
    for (std::size_t i = 0; i < own.size(); ++i) same += own[i] == answers[i] ? 1 : 0;
    p.agreement = static_cast<double>(same) / static_cast<double>(own.size());
  }
  return out;
}

PEAX_INLINE document::section describe(temporal_behaviour const& b) {
  document::section s{std::string(temporal_behaviour::title)};
  s.say("Distances are Euclidean, between the logits of an exit and those at the start of the scene. \"Told "
        "apart\" is how often a distance at a change of scene is larger than one inside a scene; 50 % is "
        "chance.");
  document::table t = distance_table("Exits on the calibration stream", true);
  for (auto const& p : b.places) {
    auto const& d = p.distances;
    t.add({p.exit.after_block,
           std::to_string(p.exit.outputs.size() / static_cast<std::size_t>(p.exit.outputs.dims()[0])) +
               " logits",
           static_cast<double>(p.exit.prefix_macs + p.exit.branch_macs) / static_cast<double>(b.network_macs),
           d.inside.median, d.inside.largest, d.changes.least, d.changes.median, d.separation, p.agreement},
          d.usable() ? document::emphasis::none : document::emphasis::muted);
  }
  s.show(std::move(t));
  s.refuse("Places without an exit", b.refusals);
  return s;
}

PEAX_INLINE void temporal_behaviour::save(std::ostream& to) const { put_fields(to, *this); }

PEAX_INLINE temporal_behaviour temporal_behaviour::load(std::istream& from) {
  return get_fields<temporal_behaviour>(from);
}

} // namespace peax::report
