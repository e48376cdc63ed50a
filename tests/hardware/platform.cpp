#include <peax/graph/builder.hpp>
#include <peax/hardware/platform.hpp>
#include <peax/hardware/read_platform.hpp>
#include <peax/hardware/segment.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace peax;

namespace {
std::string said_by(std::string const& json) {
  try {
    (void)hardware::platform_from_json(json, "board.json");
  } catch (bad_input const& e) {
    return e.what();
  }
  return "";
}
constexpr char two[] = R"({"processors": [
  {"name": "small", "macs_per_second": {"int8": {"Conv": 8e6, "default": 2e6}, "default": 1e6}, "memory_bytes": 1000, "active_power_w": 0.01, "unsupported_ops": ["Softmax"]},
  {"name": "large", "macs_per_second": 5e7, "memory_bytes": 64000, "storage_bytes": 256000, "active_power_w": 0.1, "start_latency_s": 0.001}],
  "links": [{"from": "small", "to": "large", "bytes_per_second": 2, "latency_s": 0.5, "energy_per_byte_j": 1e-6}],
  "power_domains": [{"name": "main", "processors": ["large"], "wake_latency_s": 0.002, "wake_energy_j": 0.0003}]})";
} // namespace

TEST_CASE("a platform file is read with its rates, links and power domains") {
  auto const p = hardware::platform_from_json(two, "board.json");
  REQUIRE(p.processors.size() == 2);
  CHECK(p.processors[0].macs_per_second("int8", "Conv") == 8e6);
  CHECK(p.processors[0].macs_per_second("int8", "Gemm") == 2e6);
  CHECK(p.processors[0].macs_per_second("float32", "Conv") == 1e6);
  CHECK_FALSE(p.processors[0].supports("Softmax"));
  CHECK(p.between(0, 1) != nullptr);
  CHECK(p.between(1, 0) == nullptr);
  CHECK(p.domain_of(1)->wake_energy == joules(0.0003));
  CHECK(p.domain_of(0) == nullptr);
}

TEST_CASE("1024 bytes over a link of 2 bytes a second take 512 seconds behind its latency") {
  auto const p = hardware::platform_from_json(two, "board.json");
  CHECK(p.between(0, 1)->time_for(bytes(1024)).value == doctest::Approx(512.5));
  CHECK(p.between(0, 1)->energy_for(bytes(1024)).value == doctest::Approx(1024e-6));
}

TEST_CASE("a wrong platform file is refused with the entry and what to do") {
  CHECK(said_by("{").find("board.json is no JSON") != std::string::npos);
  CHECK(said_by("{}").find("0 processors") != std::string::npos);
  CHECK(said_by(R"({"processors": [{"name": "a"}]})").find("'macs_per_second' is missing") !=
        std::string::npos);
  CHECK(said_by(R"({"processors": [{"name": "a", "macs_per_second": -1}]})").find("must be positive") !=
        std::string::npos);
  CHECK(said_by(R"({"processors": [{"name": "a", "macs_per_second": 1, "memory": 5}]})")
            .find("there is no field 'memory'; the fields are name") != std::string::npos);
  CHECK(
      said_by(R"({"processors": [{"name": "a", "macs_per_second": 1}, {"name": "a", "macs_per_second": 1}]})")
          .find("two processors") != std::string::npos);
  CHECK(
      said_by(
          R"({"processors": [{"name": "a", "macs_per_second": 1}], "links": [{"from": "a", "to": "b", "bytes_per_second": 1}]})")
          .find("both must be processors") != std::string::npos);
  CHECK_THROWS_AS((void)hardware::read_platform("/no/such/file.json"), io_error);
}

TEST_CASE("what a platform file says twice, or of what does not exist, is refused by name") {
  auto const says = [](std::string const& json, std::string const& part) {
    CAPTURE(json);
    auto const said = said_by(json);
    CAPTURE(said);
    CHECK(said.find(part) != std::string::npos);
  };
  auto const with = [](std::string const& more) {
    return R"({"processors": [{"name": "a", "macs_per_second": 1}, {"name": "b", "macs_per_second": 1}], )" +
           more + "}";
  };
  auto const one = [](std::string const& more) { return R"({"processors": [{"name": "a", )" + more + "}]}"; };
  std::string const link = R"({"from": "a", "to": "b", "bytes_per_second": 1})";
  says(with(R"("links": [{"from": "a", "to": "a", "bytes_per_second": 1}])"), "a link joins 'a' to itself");
  says(with(R"("links": [)" + link + "," + link + "]"), "two links join 'a' to 'b'");
  CHECK(said_by(with(R"("links": [)" + link + R"(, {"from": "b", "to": "a", "bytes_per_second": 1}])"))
            .empty());
  says(
      with(
          R"("power_domains": [{"name": "p", "processors": ["a"]}, {"name": "q", "processors": ["b", "a"]}])"),
      "processor 'a' is named by power domains twice, the second time by 'q'");
  says(with(R"("power_domains": [{"name": "p", "processors": ["a", "a"]}])"), "named by power domains twice");
  says(with(R"("power_domains": [{"name": "p"}, {"name": "p"}])"), "two power domains are called 'p'");
  says(one(R"("macs_per_second": 1, "unsupported_ops": ["Softmx"])"),
       "names the operator 'Softmx', which does not exist");
  says(one(R"("macs_per_second": 1, "unsupported_ops": ["Relu", "Relu"])"), "names 'Relu' twice");
  says(one(R"("macs_per_second": {"float32": {"Convolution": 1, "default": 2}})"),
       "names the operator 'Convolution'");
  says(one(R"("macs_per_second": {"fp32": 1})"), "there is no storage type 'fp32'");
  says(one(R"("macs_per_second": 1, "memory_bytes": 5, "memory_bytes": 6)"),
       "the key 'memory_bytes' is given twice");
  CHECK(said_by(one(R"("macs_per_second": 1, "unsupported_ops": ["LSTM", "GridSample"])")).empty());
  CHECK_NOTHROW((void)hardware::platform_from_json(
      one(R"("macs_per_second": 1, "unsupported_ops": ["MyOwn"])"), "p", {"MyOwn"}));
}

TEST_CASE("a segment costs its work divided by the rate, and names what does not fit") {
  auto const p = hardware::platform_from_json(two, "board.json");
  graph const g = network_builder("n", {batch_extent, 100}).dense(50).softmax().finish();
  std::vector<node_id> const nodes{node_id{0}, node_id{1}};
  auto const small = hardware::cost_on(p.processors[0], g, nodes, 150, {"float32", 32});
  CHECK(small.time.value().value ==
        doctest::Approx((5000 + 150) / 1e6)); // 100 * 50 MACs, a softmax of 50 counts three each
  CHECK(small.weights == bytes(4 * 5050));
  REQUIRE(small.misfits.size() == 1);
  CHECK(small.misfits[0].why == "the processor does not support this operator");
  CHECK(small.misfits[0].where == "softmax");
  auto const crowded =
      hardware::cost_on(p.processors[0], g, std::vector<node_id>{node_id{0}}, 300, {"float32", 32});
  REQUIRE(crowded.misfits.size() == 1);
  CHECK(crowded.misfits[0].why.find("1200 bytes") != std::string::npos);
  CHECK(hardware::cost_on(p.processors[1], g, nodes, 150, {"int8", 8}).misfits.empty());
}
