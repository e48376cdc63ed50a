#include "small_solution.hpp"
#include <peax/core/error.hpp>
#include <peax/deploy/verify/answers.hpp>
#include <peax/deploy/verify/doctor.hpp>
#include <peax/deploy/verify/first_layer.hpp>
#include <peax/deploy/verify/network_outputs.hpp>
#include <peax/deploy/verify/samples.hpp>
#include <peax/deploy/verify/verify.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

using namespace peax;
using namespace peax::deploy;

namespace {

constexpr std::size_t exits = 2;

//! Samples that left at these exits with the label 0 and the output {1, 100}.
decided_answers left_at(std::vector<std::size_t> at) {
  decided_answers out;
  out.width = 2;
  for (std::size_t i = 0; i < at.size(); ++i) {
    out.label.push_back(0);
    out.output.insert(out.output.end(), {1.0F, 100.0F});
  }
  out.near_threshold.assign(at.size(), false);
  out.exit = std::move(at);
  return out;
}

comparison compared(decided_answers const& expected, answers const& got,
                    std::vector<std::size_t> const& lengths, bool follows = true) {
  return compare(expected, got, lengths, exits, follows);
}

} // namespace

TEST_CASE("outputs may differ by a hundred thousandth of their size, exits and labels not at all") {
  auto const expected = left_at({0, 1, 0});
  answers got = expected;
  got.output[1] += 0.0009F; // of 100
  auto found = compared(expected, got, {3});
  CHECK(found.compared == 3);
  CHECK_FALSE(found.first);
  CHECK(found.largest == doctest::Approx(0.9e-5).epsilon(0.01));
  got.output[2 * 2] += 2e-5F; // of 1
  found = compared(expected, got, {3});
  REQUIRE(found.first);
  CHECK(found.first->sample == 2);
  CHECK(found.first->what == "output 0");
  CHECK(found.differing == 1);
  got.output[3] = std::numeric_limits<float>::quiet_NaN();
  got.label[0] = 5;
  found = compared(expected, got, {3}, false);
  CHECK(found.differing == 3);
  REQUIRE(found.first);
  CHECK(found.first->what == "label");
  CHECK(found.first->expected == "0");
  CHECK(found.first->got == "5");
  got.width = 1;
  CHECK_THROWS_AS((void)compared(expected, got, {3}), bad_input);
}

TEST_CASE("a decision on the edge is excused, and a stream is compared again from the next whole run on") {
  auto expected = left_at({1, 0, 0, 0, 1, 0, 1, 0});
  answers got = expected;
  got.exit[1] = 1; // opens another scene
  got.output[2 * 2] = 3;
  auto found = compared(expected, got, {6, 2});
  REQUIRE(found.first);
  CHECK(found.first->sample == 1);
  expected.near_threshold[1] = true;
  found = compared(expected, got, {6, 2});
  CHECK_FALSE(found.first);
  CHECK(found.excused == 1);
  CHECK(found.left_out == 2);
  CHECK(found.compared == 5);
  found = compared(expected, got,
                   {2, 6}); // a recording begins anew; behind its difference one sample is not compared
  CHECK(found.left_out == 1);
  REQUIRE(found.first);
  CHECK(found.first->sample == 2);
  found = compared(expected, got, {6, 2}, false); // nothing is remembered
  CHECK(found.left_out == 0);
  REQUIRE(found.first);
  CHECK(found.first->sample == 2);
}

TEST_CASE("evaluator and engine decide the same, and edges are found where samples arrive") {
  any_solution s = small::unmapped();
  s.decision = result::confidence{decision::confidence_rule::max_probability};
  auto const samples = random_test_samples(s.network, 12, false, 3);
  auto const outputs = evaluated_outputs(s.network, samples);
  auto const expected = decide(s, outputs, samples.lengths);
  auto const found = compare(expected, decide(s, engine_outputs(s.network, samples), samples.lengths),
                             samples.lengths, s.exits.size(), false);
  CHECK(found.compared == 12);
  CHECK_FALSE(found.first);
  CHECK(std::count(expected.near_threshold.begin(), expected.near_threshold.end(), true) == 0);
  float most = 0;
  for (float const p : outputs[0].floats().subspan(5 * 3, 3)) most = std::max(most, p);
  s.thresholds[0] = most * (1 + 1e-6F);
  CHECK(decide(s, outputs, samples.lengths).near_threshold[5]);
  s.thresholds[0] = most * (1 + 1e-5F);
  CHECK_FALSE(decide(s, outputs, samples.lengths).near_threshold[5]);
  CHECK_FALSE(first_layer_of_engine(s.network, samples.only(4)));
}

TEST_CASE("samples are cut, and those that do not fit are refused") {
  network const n(small::network_of_user());
  auto const all = random_test_samples(n, 8, true, 1);
  auto const few = test_samples_of(n, all.inputs, {3, 5}).first(4);
  CHECK(few.lengths == std::vector<std::size_t>{3, 1});
  CHECK(few.begins() == std::vector<bool>{true, false, false, true});
  CHECK(few.by_sample().size() == 4 * 64);
  CHECK(few.only(3).by_sample()[7] == all.inputs[0].floats()[3 * 64 + 7]);
  CHECK(std::abs(all.inputs[0].floats()[64] - all.inputs[0].floats()[0]) < 0.01F); // scenes of four
  CHECK_THROWS_AS((void)test_samples_of(n, all.inputs, {3, 4}), bad_input);
  CHECK_THROWS_AS((void)test_samples_of(n, {tensor(shape{2, 3}, std::vector<float>(6))}), bad_input);
}

TEST_CASE("the exit code says whether anybody was compared") {
  verified v;
  v.lines.push_back({"reference evaluator", agreement::reference, "", {}, {}});
  v.lines.push_back({"C, host", agreement::skipped, "no compiler", {}, {}});
  CHECK(v.exit_code() == 77);
  v.lines.push_back({"engine", agreement::agrees, "", {}, {}});
  CHECK(v.exit_code() == 0);
  v.lines[1].says = agreement::differs;
  CHECK(v.exit_code() == 1);
  CHECK(to_json(v)["lines"][1]["says"] == "differs");
}

TEST_CASE("packages that are missing are named once") {
  checkup c;
  c.tools = {{"a", false, "", "", "", "p", ""},
             {"b", false, "", "", "", "p", ""},
             {"c", true, "", "", "", "q", ""},
             {"d", false, "", "", "", "", "npm"}};
  CHECK(c.apt_line() == "apt-get install p");
  CHECK(checkup{}.apt_line().empty());
}
