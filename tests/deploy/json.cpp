#include "small_solution.hpp"
#include <peax/deploy/figures_json.hpp>
#include <peax/deploy/result_json.hpp>
#include <peax/deploy/solution_json.hpp>

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

using namespace peax;
using deploy::json;

TEST_CASE("every float32 threshold reads back exactly from its decimal") {
  std::vector<float> values{0.80420005f,
                            0.1f,
                            2.0f,
                            -0.0f,
                            1.0f / 3,
                            -1.0986122f,
                            1e-45f,
                            3.4028235e38f,
                            std::nextafter(1.0f, 0.0f),
                            std::nextafter(0.5f, 1.0f)};
  std::uint32_t bits = 0x3f000000u; // one half and what follows, then spread over all exponents
  for (int i = 0; i < 20000; ++i) values.push_back(std::bit_cast<float>(bits++));
  for (std::uint32_t b = 1; b < 0x7f800000u; b += 104729u) values.push_back(std::bit_cast<float>(b));
  std::size_t wrong = 0;
  for (float const v : values) {
    auto const back = static_cast<float>(json::parse(deploy::exact(v).dump()).get<double>());
    wrong += std::bit_cast<std::uint32_t>(back) != std::bit_cast<std::uint32_t>(v) ? 1 : 0;
  }
  CHECK(wrong == 0);
  CHECK(deploy::exact(0.1f).dump() == "0.1");
  CHECK_THROWS_AS((void)deploy::exact(std::numeric_limits<float>::infinity()), bad_input);
}

TEST_CASE("figures have the keys of the contract, and null where nothing was measured") {
  json const empty = deploy::to_json(result::figures{});
  std::vector<std::string> const keys{
      "validation_accuracy", "test_accuracy",     "test_accuracy_interval", "validation_score",
      "test_score",          "mean_macs",         "relative_macs",          "validation_relative_macs",
      "exit_shares",         "peak_memory_bytes", "storage_bytes",          "mean_latency_s",
      "worst_latency_s",     "mean_energy_j"};
  for (auto const& key : keys) {
    REQUIRE(empty.contains(key));
    CHECK(empty[key].is_null());
  }
  result::figures broken;
  broken.test_accuracy = NAN;
  broken.mean_latency_s = INFINITY;
  broken.exit_shares = {0.5, NAN};
  json const said = deploy::to_json(broken);
  CHECK(said["test_accuracy"].is_null());
  CHECK(said["mean_latency_s"].is_null());
  CHECK(said["exit_shares"][1].is_null());
}

TEST_CASE("figures read back as they were") {
  auto const was = small::mapped().measured;
  json const text = json::parse(deploy::to_json(was).dump());
  auto const is = deploy::figures_in(deploy::fields(text, "file"));
  CHECK(is.test_accuracy == was.test_accuracy);
  CHECK(is.test_accuracy_interval == was.test_accuracy_interval);
  CHECK(is.mean_macs == was.mean_macs);
  CHECK(is.exit_shares == was.exit_shares);
  CHECK(is.peak_memory_bytes == was.peak_memory_bytes);
  CHECK(is.worst_latency_s == was.worst_latency_s);
  CHECK_FALSE(is.mean_energy_j.has_value());
}

TEST_CASE("solution.json has the fields of the contract") {
  auto const s = small::mapped();
  json const j = deploy::solution_json(s, {"confidence_exits", "00ff", 42, "1.2"});
  CHECK(j["schema"]["name"] == "peax.solution");
  CHECK(j["rewriter"] == "confidence_exits");
  CHECK(j["identity"] == "00ff");
  CHECK(j["seed"] == 42);
  CHECK(j["decision"]["kind"] == "confidence");
  CHECK(j["decision"]["thresholds"].size() == 2);
  CHECK(j["decision"]["in_words"].get<std::string>().find("leaves at") != std::string::npos);
  REQUIRE(j["inputs"].size() == 1);
  CHECK(j["inputs"][0]["name"] == "image");
  CHECK(j["inputs"][0]["shape"] == json::array({-1, 1, 8, 8}));
  CHECK(j["inputs"][0]["data_type"] == "float32");
  CHECK(static_cast<float>(j["inputs"][0]["scale"][0].get<double>()) == 1.0f / 255.0f);
  CHECK(j["data_type"] == "int8");
  CHECK(j["exits"].size() == 3);
  CHECK(j["exits"][0]["name"] == "exit_0");
  CHECK(j["exits"][0]["output"] == "exit_0");
  CHECK(j["exits"][0]["macs"] == s.exits[0].macs);
  CHECK(j["exits"][0]["after_block"] == "block 1");
  CHECK(j["exits"][2]["after_block"].is_null());
  CHECK(j["mapping"][1]["processor"] == "Cortex-M4F");
  CHECK(j["mapping"][1]["exits"] == json::array({1}));
  CHECK(j["mapping"][1]["file"].is_null()); // no parts were given
  CHECK(j["figures"]["test_accuracy"] == 0.1 + 0.2);
  CHECK(j["files"]["model"] == "model.onnx");
}

TEST_CASE("result.json has the fields of the contract") {
  result::figures original;
  original.test_accuracy = 0.9;
  auto const s = small::unmapped();
  json const j = deploy::result_json(original, {{0, "solutions/0", s.measured}, {1, "solutions/1", {}}}, 1,
                                     {{{"Footprint", 0.5}}, {{"confidence_exits", 2.25}}});
  CHECK(j["original"]["test_accuracy"] == 0.9);
  CHECK(j["front"].size() == 2);
  CHECK(j["front"][0]["id"] == 0);
  CHECK(j["front"][0]["folder"] == "solutions/0");
  CHECK(j["front"][0]["mean_macs"] == 12345.5);
  CHECK(j["chosen"] == 1);
  CHECK(j["seconds"]["reports"]["Footprint"] == 0.5);
  CHECK(j["seconds"]["rewriters"]["confidence_exits"] == 2.25);
  CHECK(deploy::result_json(original, {}, {}, {})["chosen"].is_null());
  deploy::choice_made by;
  by.refusals = {{"slimming", "its outputs are the network's answers", "last"}, {"choice", "none fits", ""}};
  json const refusals = deploy::result_json(original, {}, {}, {}, by)["refusals"];
  CHECK(refusals[0]["where"] == "last");
  CHECK(refusals[1]["why"] == "none fits");
  CHECK(refusals[1]["where"].is_null());
  CHECK(j.dump().find('\n') == std::string::npos);
}

TEST_CASE("names that are no UTF-8 are written with replacement characters") {
  auto s = small::unmapped();
  s.mapping = {{"a\xff"
                "b",
                {0, 1, 2}}};
  CHECK(deploy::solution_json(s, {})["mapping"][0]["processor"] == "a\xEF\xBF\xBD"
                                                                   "b");
}
