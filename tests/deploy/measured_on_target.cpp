#include "support/test_data.hpp"
#include <peax/core/error.hpp>
#include <peax/deploy/board/least_squares.hpp>
#include <peax/deploy/board/measured_on_target.hpp>
#include <peax/deploy/board/probes.hpp>
#include <peax/graph/builder.hpp>
#include <peax/graph/op.hpp>
#include <peax/hardware/read_platform.hpp>
#include <peax/hardware/segment.hpp>
#include <peax/onnx/load.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

using namespace peax;
using namespace peax::deploy::board;

namespace {

//! The board with its costs, counted once; nothing where it cannot be emulated here, with the reason printed.
measured_on_target const* m4() {
  static std::optional<measured_on_target> const all = [] {
    auto const& board = board_named("m4");
    if (auto const why = missing_for(board)) {
      MESSAGE("skipped: " << *why);
      return std::optional<measured_on_target>();
    }
    return std::optional(measured_on_target::of(emulated_target(board)));
  }();
  return all ? &*all : nullptr;
}

double predicted(measured_on_target const& m, graph const& g) {
  std::vector<node_id> all;
  for (std::size_t i = 0; i < g.nodes().size(); ++i) all.push_back(static_cast<node_id>(i));
  auto const cost = hardware::cost_on(m.platform.processors[0], g, all, 0, {});
  REQUIRE(cost.instructions);
  CHECK_FALSE(cost.time);
  return *cost.instructions;
}

double error_of(measured_on_target const& m, network const& n) {
  auto const counted = static_cast<double>(count_run(emulated_target(board_named("m4")), n));
  double const off = predicted(m, *n) / counted - 1;
  MESSAGE(n.name() << ": " << counted << " instructions counted, predicted " << 100 * off << " % off");
  return std::abs(off);
}

} // namespace

TEST_CASE("least squares find coefficients that are known, and none below 0") {
  std::vector<std::vector<double>> a;
  std::vector<double> b, against;
  for (int i = 1; i <= 6; ++i) {
    a.push_back({1e6 * i, static_cast<double>(i * i), 1});
    b.push_back(2e6 * i + 3.0 * i * i + 5);
    against.push_back(1e6 * i - 4.0 * i * i);
  }
  auto const x = non_negative_least_squares(a, b);
  CHECK(x[0] == doctest::Approx(2));
  CHECK(x[1] == doctest::Approx(3));
  CHECK(x[2] == doctest::Approx(5));
  auto const y = non_negative_least_squares(a, against);
  CHECK(y[0] > 0);
  CHECK(y[1] == 0);
  CHECK(non_negative_least_squares({{0, 1}, {0, 1}}, {3, 5})[1] == doctest::Approx(4));
  CHECK(non_negative_least_squares({}, {}).empty());
}

TEST_CASE("costs are fitted to layers that were counted") {
  network_builder b("g", shape{batch_extent, 8});
  b.apply(op::sigmoid{}, "a").dense(20, "d").apply(op::sigmoid{}, "b").dense(4, "e").relu();
  std::vector<graph> const all{b.finish()};
  // 7 an element and 40 a layer, 3 a multiplication of a tile.
  std::vector<step_count> const steps{{0, "layer_sigmoid", "Sigmoid 'a'", 8 * 7 + 40},
                                      {0, "layer_dense", "Gemm 'd'", 5 * 4 * 8 * 3},
                                      {0, "layer_sigmoid", "Sigmoid 'b'", 20 * 7 + 40},
                                      {0, "layer_dense", "Gemm 'e'", 1 * 4 * 20 * 3}};
  bool found = false;
  for (auto const& f : fit_costs(all, steps, {})) {
    if (f.cost.op == "Gemm") {
      CHECK(f.layers == 2);
      CHECK(f.worst_error < 1e-2);
    }
    if (f.cost.op != "Sigmoid") continue;
    found = true;
    REQUIRE(f.cost.per.size() == 1);
    CHECK(f.cost.per[0].each == doctest::Approx(7));
    CHECK(f.cost.layer == doctest::Approx(40));
    CHECK(f.layers == 2);
    CHECK(f.worst_error < 1e-3);
  }
  CHECK(found);
}

TEST_CASE("the host has no instructions that are counted") {
  CHECK_THROWS_WITH_AS((void)measured_on_target::of(target{}), doctest::Contains("on an emulated board"),
                       bad_input);
}

TEST_CASE("a measured board is a platform without seconds whose file is read again") {
  auto const* m = m4();
  if (m == nullptr) return;
  CHECK(m->fits.size() > 25);
  for (auto const& f : m->fits) {
    CAPTURE(f.cost.op);
    CAPTURE(f.cost.when.text());
    if (f.cost.op == "Conv") CHECK(f.typical_error < 0.15); // most of the work of networks
  }
  CHECK(hardware::platform_from_json(m->file(), "m4.json") == m->platform);
  CHECK(m->file().find("they are no cycles") != std::string::npos);
  CHECK_FALSE(m->platform.processors[0].instructions_per_second);
}

TEST_CASE("instructions of networks that the costs were not made from are predicted within 5 %") {
  auto const* m = m4();
  if (m == nullptr) return;
  network_builder b("own", shape{batch_extent, 3, 24, 24});
  b.conv(12, {3, 3})
      .batch_normalization()
      .relu()
      .max_pool({2, 2})
      .depthwise({3, 3})
      .relu()
      .conv(28, {1, 1})
      .relu();
  b.residual(28, {3, 3})
      .residual(40, {3, 3}, 2)
      .residual(40, {3, 3})
      .global_average_pool()
      .flatten()
      .dense(10)
      .softmax();
  CHECK(error_of(*m, network(b.finish())) < 0.05);
  for (char const* file :
       {"har_cnn/har_cnn.onnx", "ecg_cnn/ecg_cnn.onnx", "fsdd_dscnn/fsdd_dscnn.onnx",
        "mlperf_tiny/dscnn.onnx", "mlperf_tiny/resnet8.onnx", "fmnist_cnn/fmnist_cnn.onnx"})
    if (auto const path = testing::data(std::string("models/") + file)) {
      CAPTURE(file);
      CHECK(error_of(*m, peax::onnx::load(path->string())) < 0.05);
    }
}
