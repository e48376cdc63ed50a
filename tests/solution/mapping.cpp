// The worked example of the study of the Python framework (appendix A, "Mapping"): the radar network on three processors,
// with the delays that it computes and the correct ones. Here the network has true MACs, so the delays are derived again.
#include <peax/graph/builder.hpp>
#include <peax/graph/extract.hpp>
#include <peax/graph/location.hpp>
#include <peax/solution/mapping.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

using namespace peax;

namespace {
//! Two early exits on a chain of three dense layers without activations: 100 -> 50 -> 20 -> 4.
struct chain {
  graph g;
  std::vector<value_id> at;

  chain() {
    network_builder b("chain", {batch_extent, 100});
    b.dense(50);
    value_id const first = b.at();
    b.dense(20);
    value_id const second = b.at();
    b.dense(4);
    value_id const last = b.at();
    b.from(first).dense(4);
    value_id const exit_1 = b.at();
    b.from(second).dense(4);
    value_id const exit_2 = b.at();
    auto& edit = b.editor();
    edit.set_outputs({exit_1, exit_2, last});
    g = edit.finish();
    at = {g[g.producer(g.outputs()[0])].inputs[0], g[g.producer(g.outputs()[1])].inputs[0]};
  }
};

hardware::platform three() {
  hardware::platform p{"board", {}, {}, {}};
  p.processors = {{"sensor", {{"", "", 1e6}}}, {"dsp", {{"", "", 5e6}}}, {"cloud", {{"", "", 1e9}}}};
  p.processors[0].active_power_w = 0.001;
  p.processors[1].active_power_w = 0.02;
  p.processors[2].active_power_w = 0; // the cloud's energy is not the device's
  p.links = {{"sensor", "dsp", 1e6, seconds(0), 0},
             {"dsp", "cloud", 1e5, seconds(0.001), 1e-6},
             {"sensor", "cloud", 1e5, seconds(0), 0}};
  return p;
}
} // namespace

TEST_CASE("segments hold the backbone up to the exit and its branch, and every node once") {
  chain const c;
  auto const s = result::segments_of(c.g, c.at);
  REQUIRE(s.size() == 3);
  CHECK(s[0].nodes.size() == 2);
  CHECK(s[1].nodes.size() == 2);
  CHECK(s[2].nodes.size() == 1);
  CHECK(cost_of(c.g, s[0].nodes).macs == macs(5000 + 200));
  CHECK(cost_of(c.g, s[1].nodes).macs == macs(1000 + 80)); // the first block behind an exit is counted
  CHECK(cost_of(c.g, s[2].nodes).macs == macs(80));
}

TEST_CASE("the tensor that crosses a link is the feature map behind the exit") {
  chain const c;
  auto const s = result::segments_of(c.g, c.at);
  auto const all = result::map_segments(three(), c.g, s);
  CHECK(all.possible.size() == 10); // 3 segments that never fall on 3 processors
  for (auto const& m : all.possible) {
    if (m.processor != std::vector<std::size_t>{0, 1, 2}) continue;
    double const first = 5200 / 1e6, second = 50 * 4 / 1e6 + 1080 / 5e6,
                 third = 0.001 + 20 * 4 / 1e5 + 80 / 1e9;
    CHECK(m.seconds[0] == doctest::Approx(first));
    CHECK(m.seconds[1] == doctest::Approx(first + second));
    CHECK(m.seconds[2] == doctest::Approx(first + second + third));
    CHECK(m.joules[1] == doctest::Approx(first * 0.001 + 1080 / 5e6 * 0.02));
    CHECK(m.joules[2] - m.joules[1] == doctest::Approx(80e-6));
  }
}

TEST_CASE("memory of one mapping does not leak into the next") {
  chain const c;
  auto const s = result::segments_of(c.g, c.at);
  auto p = three();
  p.processors[0].storage = bytes(4 * (5050 + 204)); // exactly its first segment
  auto const once = result::map_segments(p, c.g, s), again = result::map_segments(p, c.g, s);
  CHECK(once.possible.size() == again.possible.size());
  int on_sensor = 0;
  for (auto const& m : once.possible) on_sensor += m.processor[0] == 0 ? 1 : 0;
  CHECK(on_sensor == 3);
}

TEST_CASE("what cannot be mapped is rejected with the reason") {
  chain const c;
  auto const s = result::segments_of(c.g, c.at);
  auto p = three();
  p.links.erase(p.links.begin());
  p.processors[2].unsupported_ops = {"Gemm"};
  auto const m = result::map_segments(p, c.g, s, {}, 0.0055);
  CHECK(m.possible.size() + m.rejected.size() == 10);
  bool link = false, op = false, late = false;
  for (auto const& r : m.rejected) {
    link = link || r.why.find("no link from sensor to dsp") != std::string::npos;
    op = op || r.why.find("does not support") != std::string::npos;
    late = late || r.why.find("worst latency") != std::string::npos;
    CHECK(!r.where.empty());
  }
  CHECK(link);
  CHECK(op);
  CHECK(late);
}

TEST_CASE("where the power of a processor is not known, no energy of a mapping on it is") {
  chain const c;
  auto p = three();
  p.processors[1].active_power_w.reset();
  for (auto const& m : result::map_segments(p, c.g, result::segments_of(c.g, c.at)).possible) {
    bool const uses_it = std::find(m.processor.begin(), m.processor.end(), 1U) != m.processor.end();
    CHECK(m.joules.size() == (uses_it ? 0 : 3));
    CHECK(m.seconds.size() == 3);
  }
}

TEST_CASE("energy decides where it is known of all mappings and time was not asked for") {
  chain const c;
  auto p = three();
  p.processors[2].active_power_w = 1000;
  std::vector<double> const shares{0, 0, 1};
  auto const energy_of = [&](result::preference prefer) {
    auto const found = result::map_segments(p, c.g, result::segments_of(c.g, c.at));
    auto const best = result::preferred(found.possible, shares, prefer);
    REQUIRE(best);
    return found.possible[*best].processor;
  };
  std::vector<std::size_t> const fastest{2, 2, 2};
  CHECK(energy_of(result::preference::macs) != fastest);
  CHECK(energy_of(result::preference::latency) == fastest);
  p.processors[2].active_power_w.reset();
  CHECK(energy_of(result::preference::energy) == fastest);
}

TEST_CASE("what a rule keeps between samples takes memory of the processor of its exit") {
  chain const c;
  auto s = result::segments_of(c.g, c.at);
  auto p = three();
  p.processors[0].memory = bytes(4 * s[0].live_elements);
  auto const on_sensor = [&] {
    int out = 0;
    for (auto const& m : result::map_segments(p, c.g, s).possible) out += m.processor[0] == 0 ? 1 : 0;
    return out;
  };
  CHECK(on_sensor() > 0);
  s[0].held_elements = 1;
  CHECK(on_sensor() == 0);
}

TEST_CASE("the first processor may do everything, and the cheapest follows the shares") {
  chain const c;
  auto const all = result::map_segments(three(), c.g, result::segments_of(c.g, c.at));
  std::vector<double> const early{1, 0, 0}, late{0, 0, 1};
  auto const fast = result::cheapest(all.possible, late, &result::mapping::seconds);
  REQUIRE(fast);
  CHECK(all.possible[*fast].processor == std::vector<std::size_t>{2, 2, 2});
  auto p = three();
  p.processors[2].active_power_w = 1000;
  auto const frugal = result::map_segments(p, c.g, result::segments_of(c.g, c.at));
  auto const least = result::cheapest(frugal.possible, early, &result::mapping::joules);
  REQUIRE(least);
  CHECK(frugal.possible[*least].processor[0] == 0);
  auto const records = result::records_of(p, frugal.possible[*least]);
  CHECK(records.front().processor == "sensor");
}
