#pragma once
//! @file
//! A small network with two early exits as a solution, mapped on three processors unless told otherwise.

#include "support/reference_interpreter.hpp"
#include <peax/graph/builder.hpp>
#include <peax/graph/cost.hpp>
#include <peax/graph/cut.hpp>
#include <peax/graph/location.hpp>
#include <peax/report/early_exits/branch.hpp>
#include <peax/solution/decisions.hpp>
#include <peax/solution/solution.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace small {

using namespace peax;

inline graph network_of_user() {
  network_builder b("small", {batch_extent, 1, 8, 8}, 7, "image");
  b.editor().set_opset(15);
  b.editor().set_metadata("author", "somebody");
  b.conv(4, {3, 3}).relu().residual(4, {3, 3}).residual(8, {3, 3}, 2).residual(8, {3, 3});
  return b.global_average_pool().flatten().dense(3).softmax().finish("probabilities");
}

inline tensor ramp(shape dims, float scale) {
  std::vector<float> values(static_cast<std::size_t>(dims.elements()));
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = scale * (static_cast<float>(i * 37 % 101) / 50.0f - 1.0f);
  return tensor(std::move(dims), std::move(values));
}

inline solution<multi_exit> unmapped() {
  graph const g = network_of_user();
  auto const places = exit_locations(g);
  graph_editor edit(g);
  solution<multi_exit> s;
  std::vector<value_id> outputs;
  for (std::size_t k = 0; k < 2; ++k) {
    value_id const at = places.at(k + 1).at;
    std::string const name = "exit_" + std::to_string(k);
    value_id const features = report::add_pooling(edit, at, report::branch_kind::grid, name + "/");
    std::int64_t const width = edit[features].dims[1];
    value_id const out = report::add_classifier(edit, features, ramp({3, width}, 0.5f), ramp({3}, 0.1f),
                                                report::answer_form::softmax, name + "/");
    edit.rename(out, name);
    outputs.push_back(out);
    s.exits.push_back({name, name, "block " + std::to_string(k + 1), g[at].name, 0});
  }
  outputs.push_back(g.outputs()[0]);
  edit.set_outputs(outputs);
  s.exits.push_back({"final", "probabilities", "", "", 0});
  s.network = model<multi_exit>(edit.finish());
  graph const& whole = *s.network;
  for (std::size_t e = 0; e < 3; ++e)
    s.exits[e].macs = cost_of(whole, nodes_behind(whole, whole.outputs().first(e + 1))).macs.value;
  s.decision = result::confidence{decision::confidence_rule::margin};
  s.thresholds = {0.80420005f, 0.1f};
  s.measured.validation_accuracy = 0.9;
  s.measured.test_accuracy = 0.1 + 0.2;
  s.measured.test_accuracy_interval = std::pair(0.28, 0.33);
  s.measured.mean_macs = 12345.5;
  s.measured.exit_shares = {0.5, 0.25, 0.25};
  s.measured.peak_memory_bytes = 4096;
  s.judged_by = "mean_recall:0,1";
  s.note = "a remark";
  s.data_type = "int8";
  s.scaling = {{1.0f / 255.0f}, {-0.1f}};
  return s;
}

inline solution<multi_exit> mapped(std::vector<result::mapping_record> to = {{"Cortex-M0+ (48 MHz)", {0}},
                                                                             {"Cortex-M4F", {1}},
                                                                             {"../../Ünïx", {2}}}) {
  auto s = unmapped();
  s.mapping = std::move(to);
  s.leaving_seconds = {0.001, 0.002, 0.004};
  s.leaving_joules = {1e-5, 2e-5, 5e-5};
  s.measured.worst_latency_s = 0.004;
  return s;
}

inline tensor images() { return ramp({5, 1, 8, 8}, 1); }

//! Runs parts as processors would: each gets the feature map of the one before.
inline std::vector<tensor> run_in_turn(std::vector<network> const& parts) {
  std::vector<tensor> answers, given{images()};
  for (std::size_t n = 0; n < parts.size(); ++n) {
    auto made = testing::interpret(*parts[n], given);
    if (n + 1 < parts.size()) {
      given = {made.back()};
      made.pop_back();
    }
    answers.insert(answers.end(), made.begin(), made.end());
  }
  return answers;
}

} // namespace small
