#include <peax/core/error.hpp>
#include <peax/graph/builder.hpp>
#include <peax/hardware/operator_names.hpp>
#include <peax/hardware/operator_tables.hpp>
#include <peax/hardware/read_platform.hpp>
#include <peax/hardware/segment.hpp>
#include <peax/hardware/write_platform.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <string>
#include <vector>

using namespace peax;

namespace {

hardware::platform of_processor(std::string const& fields) {
  return hardware::platform_from_json(R"({"name": "board", "processors": [{"name": "npu", )" + fields + "}]}",
                                      "board.json");
}

std::string refusal_of(std::string const& fields) {
  try {
    (void)of_processor(fields);
  } catch (bad_input const& e) {
    return e.what();
  }
  return "";
}

std::vector<node_id> all_of(graph const& g) {
  std::vector<node_id> out;
  for (std::size_t i = 0; i < g.nodes().size(); ++i) out.push_back(static_cast<node_id>(i));
  return out;
}

graph two_convolutions() {
  network_builder b("two", shape{batch_extent, 4, 12, 12});
  b.conv(8, {3, 3}, {}, "conv1")
      .relu()
      .conv(8, {9, 9}, {}, "conv2")
      .relu()
      .global_average_pool()
      .flatten()
      .dense(3, "head")
      .softmax();
  return b.finish();
}

hardware::segment_cost on(hardware::platform const& p, graph const& g, hardware::storage_type type = {}) {
  return hardware::cost_on(p.processors[0], g, all_of(g), 0, type);
}

} // namespace

TEST_CASE("a layer that a condition keeps out is a misfit that names the condition and the value") {
  graph const g = two_convolutions();
  auto const p = of_processor(
      R"json("macs_per_second": 1e6, "operators": [{"op": "Conv", "when": "kernel <= 7 and (groups = 1 or depthwise)"}, "Relu",
         "GlobalAveragePool", "Flatten", {"op": "Gemm", "types": ["int8"]}])json");
  auto const cost = on(p, g);
  REQUIRE(cost.misfits.size() == 3);
  CHECK(cost.misfits[0].text() == "running Conv on npu at conv2: kernel is 9, the processor takes kernel <= "
                                  "7 and (groups = 1 or depthwise)");
  CHECK(cost.misfits[1].text() ==
        "running Gemm on npu at head: the data type is float32, the processor takes int8");
  CHECK(cost.misfits[2].text() ==
        "running Softmax on npu at softmax: the processor does not support this operator");
  CHECK(on(p, g, {"int8", 8}).misfits.size() == 2);
}

TEST_CASE("of several rules for an operator one is enough, and all are named where none is") {
  graph const g = two_convolutions();
  auto const rules = [](char const* second) {
    return of_processor(
        std::string(
            R"("macs_per_second": 1e6, "operators": ["Relu", "GlobalAveragePool", "Flatten", "Gemm", "Softmax",
      {"op": "Conv", "when": "kernel = 3"}, {"op": "Conv", "when": ")") +
        second + "\"}]");
  };
  CHECK(on(rules("channels_in = 8"), g).misfits.empty());
  auto const cost = on(rules("channels_in > 8"), g);
  REQUIRE(cost.misfits.size() == 1);
  CHECK(cost.misfits[0].why ==
        "kernel is 9, channels_in is 8, the processor takes kernel = 3, or channels_in > 8");
}

TEST_CASE("unsupported_ops keeps an operator out that a rule lets in") {
  auto const p =
      of_processor(R"("macs_per_second": 1e6, "operators": "tflm", "unsupported_ops": ["Softmax"])");
  CHECK_FALSE(p.processors[0].supports("Softmax"));
  CHECK(p.processors[0].supports("Conv"));
  CHECK_FALSE(p.processors[0].supports("Attention"));
}

TEST_CASE("the tables of TFLM and CMSIS-NN name operators of ONNX, their types and where that is said") {
  REQUIRE(hardware::operator_tables().size() == 2);
  for (auto const& table : hardware::operator_tables()) {
    CAPTURE(table.name);
    auto const rules = hardware::rules_of(table); // every condition is read
    REQUIRE(rules.size() == table.entries.size());
    for (auto const& r : rules) {
      CAPTURE(r.op);
      CHECK(hardware::is_onnx_operator(r.op));
      CHECK_FALSE(r.types.empty());
      for (auto const& t : r.types) CHECK_NOTHROW((void)hardware::storage_type_named(t));
      CHECK(r.source.find("https://github.com/") == 0);
    }
  }
  graph const g = two_convolutions();
  auto const tflm = of_processor(R"("macs_per_second": 1e6, "operators": "tflm")");
  auto const cmsis = of_processor(R"("macs_per_second": 1e6, "operators": ["cmsis_nn"])");
  CHECK(on(tflm, g).misfits.empty());
  CHECK(on(tflm, g, {"int8", 8}).misfits.empty());
  CHECK(on(cmsis, g, {"int8", 8}).misfits.empty());
  CHECK(on(cmsis, g).misfits.size() == all_of(g).size()); // it has no float32
  network_builder b("apart", shape{batch_extent, 4, 8});
  b.max_pool({2}).relu();
  auto const why = on(cmsis, b.finish(), {"int8", 8}).misfits;
  REQUIRE(why.size() == 1);
  CHECK(why[0].why == "it is not fused, the processor takes fused");
}

TEST_CASE("misspelt rules are refused with the file, the processor, the operator and what is known") {
  auto const says = [](std::string const& rules, char const* what) {
    auto const said = refusal_of(R"("macs_per_second": 1, "operators": )" + rules);
    CAPTURE(rules);
    CAPTURE(said);
    CHECK(said.find(what) != std::string::npos);
  };
  says(R"([{"op": "Conv", "when": "kernal <= 7"}])",
       "board.json, processor 0, operators, Conv: 'kernal <= 7', column 1: Conv has no 'kernal' (did you "
       "mean 'kernel'?)");
  says(R"("tfml")",
       "'tfml' is no operator of ONNX and no table (did you mean 'tflm'?); the tables are tflm, cmsis_nn");
  says(R"([{"op": "Convolution"}])",
       "board.json, processor 0, operators names the operator 'Convolution', which does not exist");
  says(R"([{"op": "Conv", "wen": "1 = 1"}])",
       "there is no field 'wen' (did you mean 'when'?); the fields are op, types, when, source");
  says(R"([{"op": "Conv", "types": ["fp32"]}])", "there is no storage type 'fp32'");
  says(R"([{"op": "Conv", "types": []}])", "'types' must be a list of data types");
  says(R"([{"op": "Conv", "when": 3}])", "'when' must be a text");
  says("[]", "name a table");
  says("3", "name a table");
  says("[3]", "is no object");
}

TEST_CASE("instructions are a sum over facts, of the most specific cost whose condition holds") {
  graph const g = two_convolutions();
  std::string const costs =
      R"("instructions": {"float32": {"Conv": [{"when": "kernel = 3", "per": {"macs": 2}, "layer": 7}, {"per": {"macs": 3}}],
    "Relu": [{"when": "fused"}, {"per": {"elements": 5}}], "Gemm": {"per": {"macs": 4}}, "default": {"layer": 100}}})";
  auto const p = of_processor(costs);
  std::int64_t const first = 144 * 8 * 4 * 9, second = 144 * 8 * 8 * 81, head = 8 * 3;
  double const wanted =
      2.0 * first + 7 + 3.0 * second + 4.0 * head + 300; // pool, Flatten and Softmax by default
  auto const cost = on(p, g);
  REQUIRE(cost.instructions);
  CHECK(*cost.instructions == wanted);
  CHECK_FALSE(cost.time); // nobody said how fast
  CHECK_FALSE(cost.energy);
  CHECK(cost.misfits.empty());
  auto const timed = on(of_processor(costs + R"(, "instructions_per_second": 1e6)"), g);
  REQUIRE(timed.time);
  CHECK(timed.time->value == doctest::Approx(wanted / 1e6));
  auto const other = on(p, g, {"int8", 8});
  CHECK_FALSE(other.instructions);
  REQUIRE_FALSE(other.misfits.empty());
  CHECK(other.misfits[0].why == "its instructions in int8 are not known");
}

TEST_CASE("where only some operators have instructions, the others take macs_per_second") {
  graph const g = two_convolutions();
  auto const p = of_processor(
      R"("macs_per_second": 1e6, "instructions": {"default": {"Conv": {"per": {"macs": 2}}}}, "instructions_per_second": 1e9)");
  auto const cost = on(p, g);
  REQUIRE(cost.time);
  double const macs = 144 * 8 * 4 * 9 + 144 * 8 * 8 * 81, rest = 2 * 1152 + 1152 + 8 * 3 + 3 * 3;
  CHECK(cost.time->value == doctest::Approx(2 * macs / 1e9 + rest / 1e6));
  CHECK_FALSE(cost.instructions);
}

TEST_CASE("misspelt costs are refused") {
  auto const says = [](std::string const& fields, char const* what) {
    auto const said = refusal_of(fields);
    CAPTURE(fields);
    CAPTURE(said);
    CHECK(said.find(what) != std::string::npos);
  };
  says(R"("instructions": {"float32": {"Conv": {"per": {"mac": 2}}}})",
       "board.json, processor 0, instructions, float32, Conv: layers have no fact 'mac' to count (did you "
       "mean 'macs'?)");
  says(R"("instructions": {"float32": {"Relu": {"per": {"taps": 2}}}})",
       "layers have no fact 'taps' to count");
  says(R"("instructions": {"float32": {"Conv": {"per": {"macs": "2"}}}})", "'macs' must be a number");
  says(R"("instructions": {"float32": {"Conv": {"layer": -1}}})", "instructions of Conv cannot be negative");
  says(R"("instructions": {"float32": {"Conv": {"when": "kernel >"}}})", "column 9: the condition ends");
  says(R"("instructions": {"float": {"Conv": {"layer": 1}}})", "there is no storage type 'float'");
  says(R"("instructions": {"float32": {"Conf": {"layer": 1}}})", "names the operator 'Conf'");
  says(R"("instructions": 3)", "they are given per data type, then per operator");
  says(R"("instructions": {"float32": 3})", "they are given per data type, then per operator");
  says(R"("macs_per_second": 1, "instructions_per_second": 1e6)",
       "has instructions_per_second but no instructions");
  says(R"("instructions": {"float32": {"Conv": {"layer": 1}}}, "instructions_per_second": 0)",
       "instructions_per_second must be positive");
  says(R"("memory_bytes": 5)", "'macs_per_second' is missing");
}

TEST_CASE("a platform that is written is read as the same") {
  auto const p = hardware::platform_from_json(R"({"name": "both", "processors": [
    {"name": "a", "macs_per_second": {"int8": {"Conv": 8e6, "default": 2e6}, "default": 1e6}, "memory_bytes": 1000, "active_power_w": 0.01,
     "operators": ["cmsis_nn", {"op": "Conv", "types": ["float32"], "when": "kernel <= 3", "source": "here"}]},
    {"name": "b", "instructions": {"float32": {"Conv": [{"when": "pointwise", "per": {"tile_macs": 1.5, "elements": 3}}, {"layer": 9}]}},
     "instructions_per_second": 5e7, "storage_bytes": 9, "start_latency_s": 0.5, "idle_power_w": 0.1, "unsupported_ops": ["Tanh"]}],
    "links": [{"from": "a", "to": "b", "bytes_per_second": 2, "latency_s": 0.5, "energy_per_byte_j": 1e-6}],
    "power_domains": [{"name": "main", "processors": ["b"], "wake_latency_s": 0.002, "wake_energy_j": 0.0003}]})",
                                              "both.json");
  auto const text = hardware::to_json(p, {"counted"});
  CHECK(hardware::platform_from_json(text, "written.json") == p);
  CHECK(text.find("\"counted\"") != std::string::npos);
  hasher a, b, c;
  hash_append(a, p), hash_append(b, hardware::platform_from_json(text, "written.json"));
  auto other = p;
  other.processors[1].instructions[0].per[0].each = 1.25;
  hash_append(c, other);
  auto const first = a.finish();
  CHECK(first == b.finish());
  CHECK(first != c.finish());
}
