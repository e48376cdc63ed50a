#include "conformance.hpp"
#include <peax/engine/run.hpp>
#include <peax/graph/evaluate.hpp>
#include <peax/graph/op/auxiliary.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <span>
#include <string>
#include <vector>

using namespace peax;

namespace {
//! The engine's outputs, of the types of the graph: integers and booleans are floats inside. What it does not plan is refused with its
//! words; what it plans must be right.
std::vector<tensor> run_engine(network const& n, std::vector<tensor> const& inputs) {
  std::vector<tensor> floats;
  for (auto const& t : inputs) floats.push_back(evaluate(op::cast{data_type::float32}, "input", {t})[0]);
  std::vector<std::span<float const>> elements;
  for (auto const& t : floats) elements.push_back(t.floats());
  std::optional<engine::runner> run;
  try {
    run.emplace(n);
  } catch (bad_input const& e) {
    throw refused({"planning a network", e.what(), n.name()});
  }
  auto out = (*run)(elements);
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = evaluate(op::cast{(*n)[n->outputs()[i]].type}, "output", {out[i]})[0];
  return out;
}
} // namespace

// Inputs and expected outputs: ONNX 1.12's backend tests as packaged by Debian (libonnx-testdata).
TEST_CASE("Every operator test of ONNX that the engine plans gives ONNX's numbers") {
  auto const root = testing::operator_tests();
  if (!root) {
    MESSAGE("skipped: libonnx-testdata is not installed");
    return;
  }
  auto const result = testing::run_operator_tests(*root, run_engine);
  MESSAGE(testing::text(result));
  CHECK(result.failed.empty());
  CHECK(result.passed.size() >= 662);
}
