#pragma once
//! @file
//! Pooled signatures of the feature maps of a network along a stream, and how well they tell changes from
//! what stays.

#include <peax/analysis/report.hpp>
#include <peax/analysis/stored.hpp>
#include <peax/analysis/stored_network.hpp>
#include <peax/core/compiled.hpp>
#include <peax/core/error.hpp>
#include <peax/core/progress.hpp>
#include <peax/core/split.hpp>
#include <peax/document/page.hpp>
#include <peax/engine/run.hpp>
#include <peax/graph/cost.hpp>
#include <peax/graph/extract.hpp>
#include <peax/graph/network.hpp>
#include <peax/report/architecture.hpp>
#include <peax/report/branch.hpp>
#include <peax/report/early_exits.hpp>
#include <peax/report/stream.hpp>
#include <peax/report/temporal_behaviour.hpp>
#include <peax/report/temporal_behaviour_distances.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::report {

//! How a feature map becomes a signature: the mean of each channel; of each channel over about 3 x 3 cells (4
//! segments in one dimension); over about 8 cells an axis.
enum class pooling : std::uint8_t { global, coarse, fine };

[[nodiscard]] inline std::string_view name_of(pooling p) {
  constexpr std::string_view names[] = {"global", "coarse", "fine"};
  return names[static_cast<std::size_t>(p)];
}

//! Signatures at every place where a network could stop, in every pooling that differs there. Nothing is
//! trained, so that networks of every task have them.
struct feature_map_signatures {
  static constexpr std::string_view title = "Feature map signatures";

  //! One place and pooling, in running order, coarser before finer.
  struct place {
    //! Its branch pools and flattens; `outputs` are the signatures [N, values] on the stream.
    early_exits::candidate exit;
    pooling pooled = pooling::global;
    scene_distances to_scene, to_previous;
  };

  std::vector<place> places;
  tensor final_outputs;            //!< [N, ...] of the network on the stream
  std::optional<answer_form> form; //!< of a classifier with one answer a sample; absent for other tasks
  std::int64_t network_macs = 0;
  std::vector<refusal> refusals;

  struct default_reporter {
    feature_map_signatures make(network const& n, architecture const& a, stream<calibration> const& on,
                                progress const& to) const;
  };

  void save(std::ostream& to) const {
    put(to, places), put(to, final_outputs), put(to, form), put(to, network_macs), put(to, refusals);
  }
  static feature_map_signatures load(std::istream& from) {
    feature_map_signatures s;
    s.places = get<std::vector<place>>(from);
    s.final_outputs = get<tensor>(from);
    s.form = get<std::optional<answer_form>>(from);
    s.network_macs = get<std::int64_t>(from);
    s.refusals = get<std::vector<refusal>>(from);
    return s;
  }
};

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

//! The block of a place; several places in one block are told apart by their number.
inline std::string block_name_of(architecture const& a, location const& l) {
  std::size_t in_block = 0, index = 0;
  for (auto const& other : a.locations) {
    if (a.block_of(other.at) != a.block_of(l.at)) continue;
    if (other.at == l.at) index = in_block;
    ++in_block;
  }
  return a.blocks[a.block_of(l.at)].name + (in_block > 1 ? "_" + std::to_string(index) : "");
}

} // namespace detail

inline feature_map_signatures feature_map_signatures::default_reporter::make(network const& n,
                                                                             architecture const& a,
                                                                             stream<calibration> const& on,
                                                                             progress const& to) const {
  feature_map_signatures out;
  graph const& g = *n;
  out.network_macs = cost_of(g).macs.value;
  auto const refuse = [&](std::string why) {
    out.refusals.push_back({"feature map signatures", std::move(why), n.name()});
    return out;
  };
  if (g.inputs().size() != 1)
    return refuse("the network has " + std::to_string(g.inputs().size()) +
                  " inputs; a stream X,Y,L feeds one");
  if (g.outputs().size() != 1)
    return refuse("the network has " + std::to_string(g.outputs().size()) +
                  " outputs; one answer is repeated, so that one output is needed");
  if (a.locations.empty())
    return refuse("no feature map outside the last layers is a cut behind a layer that computes");
  out.form = answer_form_of(g);
  bool const labelled = out.form && on.recordings.has_classes();
  data::stream const fitting =
      (labelled ? on.recordings.with_labels() : on.recordings).fit_to(g[g.inputs()[0]].dims);
  if (labelled)
    fitting.samples().require_classes(std::max<std::int64_t>(2, g[g.outputs()[0]].dims.elements()));

  graph_editor edit(g);
  std::vector<value_id> outputs;
  for (auto const& l : a.locations)
    for (auto p : {pooling::global, pooling::coarse, pooling::fine}) {
      auto branch = detail::signature_branch(g[l.at].dims, p);
      if (!branch) continue;
      early_exits::candidate c;
      c.at = g[l.at].name;
      c.after_block = detail::block_name_of(a, l);
      c.kind = p == pooling::global ? branch_kind::pool : branch_kind::grid;
      c.prefix_macs = l.prefix_cost.macs.value;
      outputs.push_back(join(edit, **branch, std::span<value_id const>(&l.at, 1),
                             "signature_" + std::to_string(outputs.size()) + "/")
                            .front());
      c.branch = *std::move(branch);
      out.places.push_back({std::move(c), p, {}, {}});
    }
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
    p.to_scene = distances_of(p.exit.outputs, fitting.recordings(), labels, reference_of::scene);
    p.to_previous = distances_of(p.exit.outputs, fitting.recordings(), labels, reference_of::previous);
  }
  return out;
}

//! The section of the summary.
[[nodiscard]] PEAX_ROOM_ENTRY document::section describe(feature_map_signatures const& f);

} // namespace peax::report

#ifndef PEAX_ROOMS_COMPILED
#include <peax/report/feature_map_signatures.ipp>
#endif
