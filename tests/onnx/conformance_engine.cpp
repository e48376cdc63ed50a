#include "conformance.hpp"
#include <peax/engine/run.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <span>
#include <string>
#include <vector>

using namespace peax;

namespace {
//! The engine's outputs. What it does not plan is refused with its words; what it plans must be right.
std::vector<tensor> run_engine(network const& n, std::vector<tensor> const& inputs) {
  std::vector<std::span<float const>> elements;
  for (auto const& t : inputs) {
    if (t.type() != data_type::float32)
      throw refused({"running a network", "an input is " + std::string(name_of(t.type())), n.name()});
    elements.push_back(t.floats());
  }
  for (auto id : n->outputs())
    if ((*n)[id].type != data_type::float32)
      throw refused({"running a network", "an output is " + std::string(name_of((*n)[id].type)), n.name()});
  std::optional<engine::runner> run;
  try {
    run.emplace(n);
  } catch (bad_input const& e) {
    throw refused({"planning a network", e.what(), n.name()});
  }
  return (*run)(elements);
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
  CHECK(result.passed.size() >= 200);
}
