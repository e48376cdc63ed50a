#include "golden.hpp"
#include <peax/engine/kernel/softmax.hpp>
#include <peax/engine/plan.hpp>
#include <peax/graph/editor.hpp>
#include <peax/graph/find_logits.hpp>
#include <peax/graph/op.hpp>
#include <peax/graph/own_constants.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

// Losses, gradients, weights after three steps and running statistics are PyTorch's: tests/golden/engine/make_golden.py.

using namespace peax;
using namespace peax::testing;

namespace {

graph residual() {
  graph_editor e("residual");
  auto const constant = [&](char const* name, shape dims, int number, double scale = 0.5, double offset = 0) {
    return e.add_constant(name, filled(std::move(dims), number, scale, offset));
  };
  value_id const x = e.add_input("x", data_type::float32, {batch_extent, 3, 8, 8});
  op::conv const strided{{2, 2}, {1, 1, 1, 1}, {}, 1}, plain{{}, {1, 1, 1, 1}, {}, 1},
      shortcut{{2, 2}, {}, {}, 1};
  value_id h = e.add(strided, {x, constant("w1", {8, 3, 3, 3}, 1, 0.3)});
  h = e.add(op::relu{}, {e.add(op::batch_normalization{},
                               {h, constant("g1", {8}, 2, 0.2, 1), constant("b1", {8}, 3),
                                constant("m1", {8}, 10, 0.1), constant("v1", {8}, 11, 0.1, 1)})});
  h = e.add(plain, {h, constant("w2", {8, 8, 3, 3}, 4, 0.2)});
  h = e.add(op::batch_normalization{}, {h, constant("g2", {8}, 5, 0.2, 1), constant("b2", {8}, 6),
                                        constant("m2", {8}, 12, 0.1), constant("v2", {8}, 13, 0.1, 1)});
  h = e.add(op::relu{}, {e.add(op::add{}, {h, e.add(shortcut, {x, constant("w3", {8, 3, 1, 1}, 7)})})});
  h = e.add(op::flatten{}, {e.add(op::global_average_pool{}, {h})});
  e.add_output(e.add(op::softmax{}, {e.add(op::gemm{1, 1, false, true},
                                           {h, constant("wd", {5, 8}, 8), constant("bd", {5}, 9)})}));
  return e.finish();
}

graph depthwise() {
  graph_editor e("depthwise");
  auto const constant = [&](char const* name, shape dims, int number, double scale = 0.5, double offset = 0) {
    return e.add_constant(name, filled(std::move(dims), number, scale, offset));
  };
  value_id const x = e.add_input("x", data_type::float32, {batch_extent, 1, 24});
  value_id h =
      e.add(op::clip{0.0F, 6.0F},
            {e.add(op::conv{{2}, {2, 2}, {}, 1}, {x, constant("w1", {6, 1, 5}, 1), constant("b1", {6}, 2)})});
  h = e.add(op::conv{{}, {1, 1}, {}, 6}, {h, constant("w2", {6, 1, 3}, 3)});
  h = e.add(op::conv{}, {h, constant("w3", {10, 6, 1}, 4)});
  h = e.add(op::batch_normalization{}, {h, constant("g", {10}, 5, 0.2, 1), constant("b", {10}, 6),
                                        constant("m", {10}, 9, 0.1), constant("v", {10}, 10, 0.1, 1)});
  h = e.add(op::max_pool{{2}, {2}, {}, {}, false}, {e.add(op::hard_swish{}, {h})});
  e.add_output(e.add(op::softmax{}, {e.add(op::gemm{1, 1, false, true},
                                           {e.add(op::flatten{}, {h}), constant("wd", {4, 60}, 7, 0.2),
                                            constant("bd", {4}, 8)})}));
  return e.finish();
}

//! Three steps; the plan's batch is larger than the data.
void compare(graph const& g, std::string const& name, std::int64_t samples, std::int64_t classes,
             shape const& input, int threads) {
  auto golden = golden_engine(name);
  engine::plan plan(g, 12, {.wanted = {find_logits(g).id}, .training = true, .threads = threads});
  tensor const x = filled(input, 20, 1);
  std::vector<std::int64_t> labels;
  for (std::int64_t i = 0; i < samples; ++i) labels.push_back(i * 3 % classes);
  std::vector<float> gradient(static_cast<std::size_t>(samples * classes));
  for (int step = 0; step < 3; ++step) {
    std::string const n = std::to_string(step);
    plan.forward(x.floats().data(), samples);
    CHECK(relative_difference(plan.output(0), golden.at("logits" + n), 1e-3) < 2e-5);
    double const loss =
        engine::kernel::cross_entropy(plan.output(0).data(), labels.data(), samples, classes, nullptr,
                                      1.0F / static_cast<float>(samples), gradient.data());
    CHECK(std::abs(loss / static_cast<double>(samples) / static_cast<double>(golden.at("loss" + n)[0]) - 1) <
          1e-5);
    plan.backward(gradient.data());
    for (auto const& p : plan.parameter_list()) {
      INFO(g[p.id].name);
      if (step == 0)
        CHECK(relative_difference(plan.parameter_gradient(p), golden.at("gradient_" + g[p.id].name), 1e-3) <
              5e-5);
    }
    for (std::size_t i = 0; i < plan.parameters().size(); ++i)
      plan.parameters()[i] -= 0.1F * plan.gradients()[i];
  }
  graph const after = plan.write_back();
  std::size_t compared = 0;
  for (auto const& v : after.values())
    if (v.is_constant()) {
      INFO(v.name);
      CHECK(relative_difference(v.constant.floats(), golden.at("after_" + v.name), 1e-3) < 5e-5);
      ++compared;
    }
  CHECK(compared == plan.parameter_list().size() + plan.statistics_list().size());
  engine::plan inference(after, 16, {.wanted = {find_logits(after).id}});
  inference.forward(x.floats().data(), samples);
  CHECK(relative_difference(inference.output(0), golden.at("inference"), 1e-3) < 5e-5);
}

} // namespace

TEST_CASE("three training steps of a residual network give PyTorch's figures") {
  for (int threads : {1, 2}) compare(residual(), "residual", 11, 5, {11, 3, 8, 8}, threads);
}

TEST_CASE("three training steps of a depthwise network of one axis give PyTorch's figures") {
  for (int threads : {1, 2}) compare(depthwise(), "depthwise", 9, 4, {9, 1, 24}, threads);
}

TEST_CASE("training has the same bytes for one and two threads") {
  graph const g = residual();
  tensor const x = filled({32, 3, 8, 8}, 20, 1);
  std::vector<std::vector<float>> results;
  for (int threads : {1, 2, 2}) {
    engine::plan plan(g, 32, {.wanted = {find_logits(g).id}, .training = true, .threads = threads});
    std::vector<float> gradient(32 * 5);
    std::vector<std::int64_t> labels(32, 2);
    for (int step = 0; step < 4; ++step) {
      plan.forward(x.floats().data(), 32);
      (void)engine::kernel::cross_entropy(plan.output(0).data(), labels.data(), 32, 5, nullptr, 1.0F / 32,
                                          gradient.data());
      plan.backward(gradient.data());
      for (std::size_t i = 0; i < plan.parameters().size(); ++i)
        plan.parameters()[i] -= 0.1F * plan.gradients()[i];
    }
    results.emplace_back(plan.parameters().begin(), plan.parameters().end());
    results.back().insert(results.back().end(), plan.statistics().begin(), plan.statistics().end());
  }
  CHECK(results[0] == results[1]);
  CHECK(results[0] == results[2]);
}

TEST_CASE("the gradient of a weight that layers share is the sum of what each of them gives") {
  graph_editor e("shared");
  value_id const x = e.add_input("x", data_type::float32, {batch_extent, 4, 6, 6});
  value_id const w = e.add_constant("w", filled({4, 4, 3, 3}, 1, 0.3)),
                 b = e.add_constant("b", filled({4}, 2));
  value_id const scale = e.add_constant("scale", filled({4}, 3, 0.2, 1)),
                 d = e.add_constant("d", filled({4, 4}, 4));
  value_id at = x;
  for (int i = 0; i < 2; ++i) {
    std::string const n = std::to_string(i);
    at = e.add(op::conv{{}, {1, 1, 1, 1}, {}, 1}, {at, w, b});
    at = e.add(op::batch_normalization{}, {at, scale, e.add_constant("shift" + n, filled({4}, 5 + i)),
                                           e.add_constant("mean" + n, filled({4}, 7 + i, 0.1)),
                                           e.add_constant("variance" + n, filled({4}, 9 + i, 0.1, 1))});
    at = e.add(op::relu{}, {at});
  }
  at = e.add(op::flatten{}, {e.add(op::global_average_pool{}, {at})});
  for (int i = 0; i < 2; ++i) at = e.add(op::gemm{1, 1, false, true}, {at, d});
  e.add_output(at);
  graph const g = e.finish(), own = with_own_constants(g);
  tensor const input = filled({7, 4, 6, 6}, 20, 1), seed = filled({7, 4}, 21, 1);
  auto const gradients = [&](graph const& of) {
    engine::plan plan(of, 7, {.training = true});
    plan.forward(input.floats().data(), 7);
    plan.backward(seed.floats().data());
    std::map<std::string, std::vector<float>> out;
    for (auto const& p : plan.parameter_list()) {
      auto const got = plan.parameter_gradient(p);
      out[of[p.id].name] = {got.begin(), got.end()};
    }
    return out;
  };
  auto const together = gradients(g), apart = gradients(own);
  CHECK(together.size() == 6);
  CHECK(apart.size() == 10);
  for (std::string const name : {"w", "b", "scale", "d"}) {
    INFO(name);
    auto const &first = apart.at(name), &second = apart.at(name + "_1");
    float largest = 0;
    for (std::size_t i = 0; i < first.size(); ++i) {
      CHECK(together.at(name)[i] == doctest::Approx(first[i] + second[i]).epsilon(1e-4).scale(1));
      largest = std::max(largest, std::abs(first[i] * second[i]));
    }
    if (name != "b") CHECK(largest > 0); // a bias in front of a normalization has none
  }
}

TEST_CASE("frozen parts keep their weights and statistics, and use running statistics") {
  graph const g = residual();
  std::vector<value_id> const head{g.find("wd"), g.find("bd")};
  value_id const logits = find_logits(g).id;
  engine::plan training(g, 11, {.wanted = {logits}, .training = true, .trained = head});
  engine::plan inference(g, 11, {.wanted = {logits}});
  tensor const x = filled({11, 3, 8, 8}, 20, 1);
  training.forward(x.floats().data(), 11);
  inference.forward(x.floats().data(), 11);
  CHECK(relative_difference(training.output(0), inference.output(0)) < 1e-6);
  CHECK(training.parameter_list().size() == 2);
  CHECK(training.statistics_list().empty());
  std::vector<float> const ones(55, 1.0F);
  training.backward(ones.data());
  for (auto const& p : training.parameter_list()) {
    if (p.id != head[1]) continue;
    for (float v : training.parameter_gradient(p)) CHECK(v == doctest::Approx(11));
  }
  for (float& v : training.parameters()) v += 1;
  graph const after = training.write_back();
  CHECK(after[after.find("w1")].constant.shares_storage_with(g[g.find("w1")].constant));
  CHECK(after[after.find("m1")].constant.shares_storage_with(g[g.find("m1")].constant));
  CHECK(after[after.find("wd")].constant.floats()[0] == g[g.find("wd")].constant.floats()[0] + 1);
}
