#pragma once
//! @file
//! An analysis as the pages tell it: a residual network for 28 x 28 images with six tried exits, a front of forty solutions
//! with up to three exits, two processors. Weights are random and figures are made by formulas; costs and times are computed.

#include <peax/graph/builder.hpp>
#include <peax/graph/cut.hpp>
#include <peax/graph/location.hpp>
#include <peax/report/early_exits/branch.hpp>
#include <peax/report/footprint.hpp>
#include <peax/report/platform.hpp>
#include <peax/solution/decisions.hpp>
#include <peax/solution/mapping.hpp>
#include <peax/solution/solution.hpp>
#include <peax/summary/analysis_record.hpp>

#include <cmath>
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace solved {

using namespace peax;

inline network residual_network() {
  network_builder b("fashion_resnet14", {batch_extent, 1, 28, 28}, 3, "image");
  b.conv(16, {3, 3}).batch_normalization().relu().max_pool({2, 2});
  b.residual(16, {3, 3}).residual(16, {3, 3}).residual(32, {3, 3}, 2).residual(32, {3, 3});
  b.residual(64, {3, 3}, 2).residual(64, {3, 3});
  return network(b.global_average_pool().flatten().dense(10).softmax().finish("probabilities"));
}

inline hardware::platform two_cores() {
  return {"watch",
          {{"Cortex-M0+ at 48 MHz",
            {{"", "", 12e6}},
            bytes(64 << 10),
            bytes(256 << 10),
            0.006,
            0.0004,
            seconds(0)},
           {"Cortex-M4F at 120 MHz",
            {{"", "", 95e6}},
            bytes(256 << 10),
            bytes(2 << 20),
            0.041,
            0.002,
            seconds(2e-4)}},
          {{"Cortex-M0+ at 48 MHz", "Cortex-M4F at 120 MHz", 1e6, seconds(1e-4), 1e-9}},
          {{"big", {"Cortex-M4F at 120 MHz"}, seconds(3e-3), joules(2e-5)}}};
}

//! The network with exits behind the given places, without figures.
inline solution<multi_exit> with_exits(network const& n, report::architecture const& a,
                                       std::vector<std::size_t> const& places) {
  graph_editor edit(*n);
  solution<multi_exit> s;
  s.decision = result::confidence{};
  std::vector<value_id> outputs;
  for (auto const p : places) {
    value_id const at = a.locations[p].at;
    std::string const behind = a.blocks[a.block_of(at)].name, name = "exit_" + behind;
    value_id const features = report::add_pooling(edit, at, report::branch_kind::grid, name + "/");
    std::int64_t const width = edit[features].dims[1];
    auto const filled = [](shape dims) {
      return tensor(dims, std::vector<float>(static_cast<std::size_t>(dims.elements()), 0.01f));
    };
    value_id const out = report::add_classifier(edit, features, filled({10, width}), filled({10}),
                                                report::answer_form::softmax, name + "/");
    edit.rename(out, name);
    outputs.push_back(out);
    s.exits.push_back({name, name, behind, (*n)[at].name, 0});
  }
  outputs.push_back(n->outputs()[0]);
  edit.set_outputs(outputs);
  s.exits.push_back({"final", "probabilities", "", "", 0});
  s.network = model<multi_exit>(edit.finish());
  graph const& g = *s.network;
  for (std::size_t e = 0; e < s.exits.size(); ++e)
    s.exits[e].macs = cost_of(g, nodes_behind(g, g.outputs().first(e + 1))).macs.value;
  return s;
}

inline void map_on(solution<multi_exit>& s, hardware::platform const& on) {
  graph const& g = *s.network;
  std::vector<value_id> at;
  for (std::size_t e = 0; e + 1 < s.exits.size(); ++e) at.push_back(g.find(s.exits[e].at));
  auto const found = result::map_segments(on, g, result::segments_of(g, at));
  std::size_t const best = found.possible.size() > 1 ? found.possible.size() - 2 : 0;
  auto const& m = found.possible.at(best);
  s.mapping = result::records_of(on, m);
  s.leaving_seconds = m.seconds;
  s.leaving_joules = m.joules;
}

inline summary::analysis_record record(std::size_t solutions = 40) {
  summary::analysis_record r;
  network const n = residual_network();
  auto const a = report::architecture::default_reporter{}.make(n);
  r.title = "fashion_resnet14";
  r.rewriter = "confidence_exits";
  r.identity = "3f2a9c0d11e84b7788aa01c5d2e6f790";
  r.version = "0.1.0";
  r.command = "peax optimize fashion_resnet14.onnx --train train.npz:x,train.npz:y --validation "
              "validation.npz:x,validation.npz:y \\\n"
              "  --test test.npz:x,test.npz:y --platform watch.json --rewrite confidence_exits "
              "--max-accuracy-loss 0.01 --output out";
  r.footprint = report::footprint::default_reporter{}.make(n, a);
  r.platform = two_cores();
  r.hardware = {report::describe(report::platform{*r.platform})};
  r.keep.loss = search::loss_limit::plain(0.01);
  auto const total = static_cast<double>(r.footprint.total.macs.value);
  r.original.validation_accuracy = r.original.validation_score = 0.9194;
  r.original.test_accuracy = r.original.test_score = 0.9173;
  r.original.test_accuracy_interval = std::pair(0.9117, 0.9225);
  r.original.mean_macs = total;
  r.original.peak_memory_bytes = r.footprint.peak_bytes(32).value;
  r.original.storage_bytes = r.footprint.storage(32).value;
  for (std::size_t p = 0; p < a.locations.size() && p < 6; ++p)
    r.tried.push_back({(*n)[a.locations[p].at].name, a.blocks[a.block_of(a.locations[p].at)].name, "grid",
                       a.locations[p].prefix_cost.macs.value, 1440, 0.85 + 0.014 * static_cast<double>(p)});
  std::map<std::vector<std::size_t>, solution<multi_exit>> made;
  std::vector<std::vector<std::size_t>> const sets{{0}, {0, 2}, {0, 3}, {1, 3}, {0, 2, 4}, {2}, {3}, {4}};
  for (std::size_t i = 0; i < solutions; ++i) {
    double const t = solutions > 1 ? static_cast<double>(i) / static_cast<double>(solutions - 1) : 0;
    auto const& places = sets[std::min(sets.size() - 1, static_cast<std::size_t>(t * 8))];
    auto at = made.find(places);
    if (at == made.end()) {
      auto s = with_exits(n, a, places);
      map_on(s, two_cores());
      at = made.emplace(places, std::move(s)).first;
    }
    auto s = at->second;
    double const share = 0.08 + 0.85 * t, score = 0.9195 - 0.055 * std::exp(-7.5 * share);
    auto& f = s.measured;
    std::size_t const early = places.size();
    for (std::size_t e = 0; e < early; ++e) {
      s.thresholds.push_back(static_cast<float>(0.45 + 0.4 * t + 0.05 * static_cast<double>(e)));
      f.exit_shares.push_back((0.9 - 0.6 * t) / static_cast<double>(early));
    }
    f.exit_shares.push_back(0.1 + 0.6 * t);
    f.validation_exit_shares = f.exit_shares;
    f.validation_accuracy = f.validation_score = score;
    f.test_accuracy = f.test_score = score - 0.0021 + 0.0008 * std::sin(static_cast<double>(i));
    f.test_accuracy_interval = std::pair(*f.test_accuracy - 0.0056, *f.test_accuracy + 0.0054);
    f.validation_relative_macs = share;
    f.relative_macs = share + 0.004 * std::cos(static_cast<double>(i));
    f.mean_macs = *f.relative_macs * total;
    double time = 0, energy = 0;
    for (std::size_t e = 0; e < s.exits.size(); ++e)
      time += f.exit_shares[e] * s.leaving_seconds[e], energy += f.exit_shares[e] * s.leaving_joules[e];
    f.mean_latency_s = time;
    f.worst_latency_s = s.leaving_seconds.back();
    f.mean_energy_j = energy;
    f.peak_memory_bytes = 62720;
    f.storage_bytes = r.footprint.storage(32).value + 5760 * static_cast<std::int64_t>(early);
    if (!r.found.choice && score > 0.9094) {
      r.found.choice = i;
      s.note = "Weights of the backbone are those of the original.";
    }
    r.found.front.push_back(std::move(s));
  }
  r.found.refusals = {
      {"mapping with exits behind residual_0, residual_2",
       "holding feature maps on Cortex-M0+ at 48 MHz: 100352 bytes of float32 do not fit its 65536",
       "Cortex-M0+ at 48 MHz: segment 0 to 2"},
      {"joint fine-tuning", "it was not asked for (finetune=0)", ""}};
  using by = event::doer;
  r.events = {{by::report, "Architecture", {1, 2}, event::origin::made, 0.002},
              {by::report, "Footprint", {3, 4}, event::origin::made, 0.001},
              {by::report, "Early exits", {5, 6}, event::origin::loaded, 0.05},
              {by::rewriter, "confidence_exits", {7, 8}, event::origin::made, 12.4},
              {by::measurement, "confidence_exits", {9, 10}, event::origin::made, 3.1}};
  return r;
}

} // namespace solved
