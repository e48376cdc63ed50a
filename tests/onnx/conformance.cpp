#include "conformance.hpp"

#include <doctest/doctest.h>

using namespace peax;

// Inputs and expected outputs: ONNX 1.12's backend tests as packaged by Debian (libonnx-testdata).
TEST_CASE("Every operator test of ONNX that peax loads gives ONNX's numbers, and the others are refused with "
          "a reason") {
  auto const root = testing::operator_tests();
  if (!root) {
    MESSAGE("skipped: libonnx-testdata is not installed");
    return;
  }
  auto const result =
      testing::run_operator_tests(*root, [](network const& n, std::vector<tensor> const& inputs) {
        return testing::interpret(*n, inputs);
      });
  MESSAGE(testing::text(result));
  CHECK(result.failed.empty());
  CHECK(result.passed.size() >=
        662); // all whose operators, types and fixed attributes peax knows: none is lost unseen
  for (auto const& [kind, names] : result.unsupported) CHECK(!kind.empty());
}
