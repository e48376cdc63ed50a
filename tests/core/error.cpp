#include <peax/core/error.hpp>

#include <doctest/doctest.h>

#include <string>

TEST_CASE("a refusal reads as what, where and why") {
  peax::refusal const placed{"separable convolution", "the kernel is 1x1", "conv_3"};
  CHECK(placed.text() == "separable convolution at conv_3: the kernel is 1x1");

  peax::refusal const everywhere{"mapping on two processors", "the platform has one", ""};
  CHECK(everywhere.text() == "mapping on two processors: the platform has one");
}

TEST_CASE("a refused request carries its reason and says it") {
  peax::refusal const reason{"limit", "no exit keeps the accuracy", "block 2"};
  try {
    throw peax::refused(reason);
  } catch (peax::error const& caught) {
    CHECK(std::string(caught.what()) == reason.text());
    auto const* refused = dynamic_cast<peax::refused const*>(&caught);
    REQUIRE(refused != nullptr);
    CHECK(refused->reason == reason);
  }
}

TEST_CASE_TEMPLATE("every error is caught as peax::error and as a standard exception", E, peax::bad_input,
                   peax::io_error, peax::usage_error) {
  CHECK_THROWS_WITH_AS(throw E("model.onnx: truncated"), "model.onnx: truncated", peax::error);
  CHECK_THROWS_AS(throw E("model.onnx: truncated"), std::runtime_error);
}
