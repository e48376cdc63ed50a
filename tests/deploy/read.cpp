#include "small_solution.hpp"
#include "support/temporary_folder.hpp"
#include <peax/core/atomic_file.hpp>
#include <peax/deploy/json_value.hpp>
#include <peax/deploy/read_solution.hpp>
#include <peax/deploy/save_solution.hpp>
#include <peax/onnx/save.hpp>

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <string>

using namespace peax;
using deploy::json;

namespace {
json read(std::filesystem::path const& file) {
  std::ifstream in(file);
  return json::parse(in);
}
void write(std::filesystem::path const& file, std::string_view text) { write_file(file.string(), text); }

//! What is said about the folder, or nothing when it is read.
std::string said_of(std::filesystem::path const& folder) {
  try {
    (void)deploy::read_solution(folder);
  } catch (bad_input const& e) {
    return e.what();
  }
  return "";
}
} // namespace

TEST_CASE("what is no solution is refused with the file and the field") {
  testing::temporary_folder const temporary;
  auto const folder = temporary / "s";
  deploy::save_solution(small::mapped(), folder, {"r", "i", 1, "v"});
  auto const file = folder / "solution.json";
  json const good = read(file);
  REQUIRE(said_of(folder).empty());
  struct change {
    std::function<void(json&)> make;
    std::string field;
  };
  for (change const& c : std::initializer_list<change>{
           {[](json& j) { j.erase("schema"); }, "'schema'"},
           {[](json& j) { j["schema"]["version"] = 2; }, "'schema'"},
           {[](json& j) { j["schema"]["name"] = "peax.info"; }, "'schema'"},
           {[](json& j) { j["decision"] = 1; }, "'decision' must be an object"},
           {[](json& j) { j["decision"]["kind"] = "oracle"; }, "'kind' is 'oracle'"},
           {[](json& j) { j["decision"]["rule"] = "hope"; }, "'rule' is 'hope'"},
           {[](json& j) { j["decision"]["on"] = 3; }, "'on' must be a text"},
           {[](json& j) { j["decision"]["thresholds"] = "many"; }, "'thresholds' must be a list"},
           {[](json& j) { j["decision"]["thresholds"][0] = nullptr; }, "'thresholds' 0 must be a number"},
           {[](json& j) { j["decision"]["thresholds"][0] = 1e300; }, "'thresholds'"},
           {[](json& j) { j["decision"]["thresholds"].push_back(1); }, "3 thresholds for 3 exits"},
           {[](json& j) { j["exits"] = json::array(); }, "'exits'"},
           {[](json& j) { j["exits"][0] = 7; }, "'exits' 0 must be an object"},
           {[](json& j) { j["exits"][1].erase("output"); }, "'exits' 1: 'output' is missing"},
           {[](json& j) { j["exits"][1]["macs"] = -1; }, "'exits' 1: 'macs'"},
           {[](json& j) { j["exits"][1]["macs"] = 18446744073709551615ull; }, "'exits' 1: 'macs'"},
           {[](json& j) { j["exits"][1]["macs"] = 1.5; }, "'exits' 1: 'macs'"},
           {[](json& j) { j["exits"][1]["latency_s"] = nullptr; },
            "'latency_s' is given for some exits only"},
           {[](json& j) { j["exits"][1]["output"] = "elsewhere"; }, "model.onnx: output 1"},
           {[](json& j) { j["mapping"][1]["exits"] = {2}; }, "'mapping'"},
           {[](json& j) { j["mapping"][1]["exits"] = {-1}; }, "'exits' 0 must be a whole number"},
           {[](json& j) {
              j["mapping"][0]["exits"] = {0, 1, 1000000000000ll};
            },
            "'mapping'"},
           {[](json& j) {
              j["mapping"] = {{{"exits", {0}}}};
            },
            "'processor' is missing"},
           {[](json& j) { j["figures"]["test_accuracy"] = "high"; }, "'test_accuracy' must be a number"},
           {[](json& j) { j["figures"]["test_accuracy_interval"] = {1}; }, "'test_accuracy_interval'"},
           {[](json& j) { j["seed"] = -3; }, "'seed'"},
       }) {
    json changed = good;
    c.make(changed);
    write(file, changed.dump());
    std::string const said = said_of(folder);
    CAPTURE(c.field);
    CHECK(said.find(c.field) != std::string::npos);
    CHECK(said.find(folder.string()) != std::string::npos);
  }
}

TEST_CASE("every cut of solution.json is refused, and noise is") {
  testing::temporary_folder const temporary;
  auto const folder = temporary / "s";
  deploy::save_solution(small::unmapped(), folder, {});
  std::string const whole = read(folder / "solution.json").dump();
  for (std::size_t n = 0; n < whole.size(); n += 7) {
    write(folder / "solution.json", std::string_view(whole).substr(0, n));
    CHECK_FALSE(said_of(folder).empty());
  }
  write(folder / "solution.json", std::string(100000, '['));
  CHECK_FALSE(said_of(folder).empty());
  write(folder / "solution.json", "{\"schema\": 1e999999}");
  CHECK_FALSE(said_of(folder).empty());
  write(folder / "solution.json", std::string_view("\x00\xff\xfe", 3));
  CHECK_FALSE(said_of(folder).empty());
}

TEST_CASE("a missing folder or model is an error of input and output; another model is bad input") {
  testing::temporary_folder const temporary;
  CHECK_THROWS_AS((void)deploy::read_solution(temporary / "none"), io_error);
  auto const folder = temporary / "s";
  deploy::save_solution(small::unmapped(), folder, {});
  std::filesystem::remove(folder / "model.onnx");
  CHECK_THROWS_AS((void)deploy::read_solution(folder), io_error);
  write(folder / "model.onnx", peax::onnx::save_bytes(network(small::network_of_user())));
  CHECK(said_of(folder).find("1 outputs, solution.json names 3 exits") != std::string::npos);
}

TEST_CASE("an exit whose name is no UTF-8 is saved and read") {
  testing::temporary_folder const temporary;
  auto s = small::unmapped();
  graph_editor edit(*s.network);
  edit.rename(s.network->outputs()[0], "exit_\xff");
  s.network = model<multi_exit>(edit.finish());
  s.exits[0].output = "exit_\xff";
  deploy::save_solution(s, temporary / "s", {});
  CHECK(deploy::read_solution(temporary / "s").what.exits[0].output == "exit_\xff");
}
