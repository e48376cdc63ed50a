#pragma once
//! @file
//! The bodies of feature_map_signatures.hpp.

#include <peax/analysis/stored.hpp>
#include <peax/analysis/stored_network.hpp>
#include <peax/document/page.hpp>
#include <peax/engine/run.hpp>
#include <peax/graph/cost.hpp>
#include <peax/graph/editor.hpp>
#include <peax/graph/extract.hpp>
#include <peax/graph/op.hpp>
#include <peax/report/early_exits/branch.hpp>
#include <peax/report/feature_map_signatures.hpp>
#include <peax/report/temporal_behaviour.hpp>
#include <peax/train/decided_task.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <istream>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::report {

namespace detail {

//! The pooling of a feature map as a network; nothing where it is the same as a coarser one.
inline std::optional<network> signature_branch(shape const& map, pooling p) {
  if (map.rank() == 2) {
    if (p != pooling::global) return std::nullopt;
    graph_editor edit("signature");
    value_id const in = edit.add_input("map", data_type::float32, map);
    edit.add_output(edit.add(op::flatten{1}, {in}, "flatten"));
    return network(edit.finish());
  }
  std::int64_t const cells[] = {1, cells_of_grid(map), 8};
  auto const kernel_at = [&](pooling q) { return grid_of(map, cells[static_cast<std::size_t>(q)]).kernel; };
  if (p != pooling::global && kernel_at(p) == kernel_at(static_cast<pooling>(static_cast<int>(p) - 1)))
    return std::nullopt;
  graph_editor edit("signature");
  value_id const in = edit.add_input("map", data_type::float32, map);
  value_id at = in;
  if (p == pooling::global)
    at = edit.add(op::global_average_pool{}, {in}, "pool");
  else if (auto grid = grid_of(map, cells[static_cast<std::size_t>(p)]); !is_trivial(grid))
    at = edit.add(std::move(grid), {in}, "pool");
  edit.add_output(edit.add(op::flatten{1}, {at}, "flatten"));
  return network(edit.finish());
}

//! Why a network has no signatures; nothing when it may have some.
inline std::optional<std::string> no_signatures(graph const& g, architecture const& a) {
  if (g.inputs().size() != 1)
    return fmt::format("the network has {} inputs; a stream X,Y,L feeds one", g.inputs().size());
  if (g.outputs().size() != 1)
    return fmt::format("the network has {} outputs; one answer is repeated, so that one output is needed",
                       g.outputs().size());
  if (a.locations.empty())
    return "no feature map outside the last layers is a cut behind a layer that computes";
  return std::nullopt;
}

//! Adds every place and pooling to the report, and its branch to the network; gives the branches' outputs.
inline std::vector<value_id> add_signatures(feature_map_signatures& out, graph_editor& edit, graph const& g,
                                            architecture const& a) {
  std::vector<value_id> outputs;
  for (auto const& l : a.locations)
    for (auto p : {pooling::global, pooling::coarse, pooling::fine}) {
      auto branch = signature_branch(g[l.at].dims, p);
      if (!branch) continue;
      outputs.push_back(join(edit, **branch, std::span<value_id const>(&l.at, 1),
                             "signature_" + std::to_string(outputs.size()) + "/")
                            .front());
      map_branch c{g[l.at].name, name_of_place(a, l), *std::move(branch), l.prefix_cost.macs.value, 0, {}};
      out.places.push_back({std::move(c), p, {}, {}});
    }
  return outputs;
}

} // namespace detail

PEAX_INLINE feature_map_signatures feature_map_signatures::default_reporter::make(
    network const& n, architecture const& a, stream<calibration> const& on, progress const& to) const {
  feature_map_signatures out;
  graph const& g = *n;
  out.network_macs = cost_of(g).macs.value;
  if (auto why = detail::no_signatures(g, a)) {
    out.refusals.push_back({"feature map signatures", *std::move(why), n.name()});
    return out;
  }
  if (auto const answers = answer_form_of(g); answers && is_classification(g, on.recordings.samples()))
    out.form = answers;
  bool const labelled = out.form && on.recordings.has_classes();
  data::stream const fitting =
      (labelled ? on.recordings.with_labels() : on.recordings).fit_to(g[g.inputs()[0]].dims);
  if (labelled)
    fitting.samples().require_classes(std::max<std::int64_t>(2, g[g.outputs()[0]].dims.elements()));

  graph_editor edit(g);
  std::vector<value_id> outputs = detail::add_signatures(out, edit, g, a);
  outputs.push_back(g.outputs()[0]);
  edit.set_outputs(outputs);
  auto results = engine::run(network(edit.finish()), fitting.samples().inputs().floats(), {}, to);
  out.final_outputs = std::move(results.back());
  // Without labels the scenes are those of the network's answers; without classes all of a recording is one
  // scene.
  std::vector<std::int32_t> const answers =
      out.form ? labels_of(out.final_outputs, *out.form) : std::vector<std::int32_t>(fitting.size(), 0);
  std::span<std::int32_t const> const labels =
      labelled ? fitting.samples().labels() : std::span<std::int32_t const>(answers);
  for (std::size_t e = 0; e < out.places.size(); ++e) {
    place& p = out.places[e];
    p.exit.outputs = std::move(results[e]);
    p.to_scene = distances_of(p.exit.outputs, fitting.recordings(), labels, decision::reference::scene);
    p.to_previous = distances_of(p.exit.outputs, fitting.recordings(), labels, decision::reference::previous);
  }
  return out;
}

PEAX_INLINE document::section describe(feature_map_signatures const& f) {
  document::section s{std::string(feature_map_signatures::title)};
  s.say("A signature is a pooled feature map. Distances are Euclidean: to the signature at the start of the "
        "scene, and to that of the sample before. \"Told apart\" is how often a distance at a change of "
        "scene is larger than one inside a scene; 50 % is chance.");
  for (auto to : {decision::reference::scene, decision::reference::previous}) {
    document::table t = distance_table(
        to == decision::reference::scene ? "To the start of the scene" : "To the sample before", false);
    for (auto const& p : f.places) {
      auto const& d = to == decision::reference::scene ? p.to_scene : p.to_previous;
      t.add({p.exit.after_block,
             std::string(name_of(p.pooled)) + ", " +
                 std::to_string(p.exit.outputs.size() / static_cast<std::size_t>(p.exit.outputs.dims()[0])) +
                 " values",
             static_cast<double>(p.exit.prefix_macs) / static_cast<double>(f.network_macs), d.inside.median,
             d.inside.largest, d.changes.least, d.changes.median, d.separation},
            d.usable() ? document::emphasis::none : document::emphasis::muted);
    }
    s.show(std::move(t));
  }
  s.refuse("Places without a signature", f.refusals);
  return s;
}

PEAX_INLINE void feature_map_signatures::save(std::ostream& to) const { put_fields(to, *this); }

PEAX_INLINE feature_map_signatures feature_map_signatures::load(std::istream& from) {
  return get_fields<feature_map_signatures>(from);
}

} // namespace peax::report
