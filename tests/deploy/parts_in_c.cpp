#include "small_solution.hpp"
#include "support/temporary_folder.hpp"
#include <peax/deploy/to_c.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

using namespace peax;

namespace {

//! Images of which several that follow each other are nearly alike.
tensor scenes(std::size_t n) {
  std::vector<float> values;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t k = 0; k < 64; ++k)
      values.push_back(std::sin(static_cast<float>(i / 4 * 64 + k) * 1.7F) *
                           static_cast<float>(1 + i / 4 % 3) +
                       0.01F * std::cos(static_cast<float>(i * 64 + k)));
  return tensor({static_cast<std::int64_t>(n), 1, 8, 8}, std::move(values));
}

//! Runs the golden samples through three parts that get bytes, and through the whole network; counts what differs.
constexpr char const* program = R"(#include "net.h"
#include "net_golden.h"
#include "net_message.h"
#include "net_part_0.h"
#include "net_part_1.h"
#include "net_part_2.h"
#include <math.h>
#include <stdio.h>
static net_state whole;
static net_part_0_state a;
static net_part_1_state b;
static net_part_2_state c;
static uint8_t bytes[net_MESSAGE_MOST_BYTES];
static float values[2][net_MESSAGE_MOST_FLOATS];
static int sent(const net_message* from, net_message* to, float* into) {
  return net_message_pack(from, bytes, sizeof bytes) == 0 &&
         net_message_unpack(to, into, net_MESSAGE_MOST_FLOATS, bytes, net_message_bytes(from->floats)) == 0;
}
int main(void) {
  int i, k, wrong = 0, at[3] = {0, 0, 0};
  net_reset(&whole), net_part_0_reset(&a), net_part_1_reset(&b), net_part_2_reset(&c);
  for (i = 0; i < net_GOLDEN_SAMPLES; ++i) {
    const float* y = net_golden_outputs + i * net_OUTPUTS;
    net_result r;
    net_message m, received;
    if (net_run(&whole, net_golden_inputs + i * net_INPUTS, &r) != 0) return 2;
    if (net_part_0_run(&a, net_golden_inputs + i * net_INPUTS, &m) != 0) return 3;
    if (m.exit < 0) {
      if (!sent(&m, &received, values[0]) || net_part_1_run(&b, &received, &m) != 0) return 4;
      if (m.exit < 0) {
        if (!sent(&m, &received, values[0]) || net_part_2_run(&c, &received, &m) != 0) return 5;
        if (!sent(&m, &received, values[1]) || net_part_1_answered(&b, &received) != 0) return 6;
      }
      if (!sent(&m, &received, values[1]) || net_part_0_answered(&a, &received) != 0) return 7;
      m = received;
    }
    wrong += m.exit != r.exit || m.label != r.label || m.confidence != r.confidence || m.floats != net_OUTPUTS;
    wrong += r.exit != net_golden_exit[i] || r.label != net_golden_label[i];
    for (k = 0; k < net_OUTPUTS; ++k) wrong += m.output[k] != r.output[k] || fabsf(r.output[k] - y[k]) > 1e-5f;
    ++at[r.exit];
  }
  printf("%d wrong, exits %d %d %d\n", wrong, at[0] > 0, at[1] > 0, at[2] > 0);
  { /* what is no message of this solution */
    net_message m = {1, 0, 0.5f, 1, NULL}, got = {7, 7, 7.0f, 7, NULL};
    m.output = values[0];
    printf("%d", net_message_pack(&m, bytes, 27));
    printf("%d", net_message_pack(&m, bytes, sizeof bytes));
    printf("%d", net_message_unpack(&got, values[1], 9, bytes, 27));
    printf("%d", net_message_unpack(&got, values[1], 0, bytes, 28));
    bytes[0] = 2;
    printf("%d", net_message_unpack(&got, values[1], 9, bytes, 28));
    bytes[0] = 1, bytes[4] ^= 1;
    printf("%d", net_message_unpack(&got, values[1], 9, bytes, 28));
    printf("%d", got.label == 7);
    printf("%d", net_part_1_run(&b, &m, &got));
    m.exit = -1;
    printf("%d", net_part_1_run(&b, &m, &got));
  }
  return wrong != 0;
}
)";

struct case_of_decision {
  result::any_decision decision;
  std::vector<float> thresholds;
  result::output_form outputs_are;
};

std::string compiler() {
  for (char const* name : {"gcc", "clang-16", "cc"})
    if (std::system((std::string("command -v ") + name + " > /dev/null 2>&1").c_str()) == 0) return name;
  return "";
}

//! An operator that only this test knows.
struct doubled {
  static constexpr std::string_view name = "Doubled";
  static constexpr auto attributes() { return std::tuple<>{}; }
  bool operator==(doubled const&) const = default;
  [[nodiscard]] value_types output_types(shape_question const& q) const {
    return {{q.in(0).type, q.in(0).dims}};
  }
  [[nodiscard]] work work_of(cost_question const& q) const { return {0, q.output.dims.elements()}; }
  void forward(forward_call const& call) const {
    for (std::size_t i = 0; i < call.inputs[0].elements.size(); ++i)
      call.outputs[0].elements[i] = 2 * call.inputs[0].elements[i];
  }
};

} // namespace

TEST_CASE("C of the parts of a mapping, each with a state of its own, answers as the C of the whole and as "
          "the engine") {
  if (compiler().empty()) {
    MESSAGE("skipped: there is no C compiler");
    return;
  }
  for (auto const& how : std::vector<case_of_decision>{
           {result::confidence{decision::confidence_rule::margin},
            {0.35F, 0.3F},
            result::output_form::probabilities},
           {result::difference_detection{}, {0.02F, 0.3F}, result::output_form::logits},
           {result::temporal_patience{}, {0.02F, 0.3F}, result::output_form::logits},
           {result::signature_change{}, {0.02F, 0.3F}, result::output_form::signatures},
           {result::signature_change{decision::reference::previous, {}},
            {0.02F, 0.3F},
            result::output_form::signatures}}) {
    testing::temporary_folder const folder;
    any_solution s = small::mapped();
    s.decision = how.decision;
    s.thresholds = how.thresholds;
    s.outputs_are = how.outputs_are;
    INFO(s.decision.kind());
    auto const files = deploy::save_c(s, folder / "c", "net", {scenes(48)});
    CHECK(std::count(files.begin(), files.end(), "parts/0_Cortex-M0-48-MHz/net_part_0.c") == 1);
    std::string sources, includes;
    for (auto const& part : std::filesystem::directory_iterator(folder / "c/parts"))
      if (part.is_directory()) {
        // Linked alone: what a part leaves open is found without the others.
        sources += " '" + part.path().string() + "'/*.c";
        includes += " -I'" + part.path().string() + "'";
        CHECK(std::filesystem::exists(part.path() / "certificate.json"));
      }
    std::ofstream(folder / "main.c") << program;
    std::string const in = folder.path().string();
    std::string const command = compiler() + " -O1 -std=c99 -Wall -Wextra -pedantic -Werror -I'" + in +
                                "/c'" + includes + " '" + in + "/main.c' '" + in + "'/c/*.c" + sources +
                                " -lm -o '" + in + "/run' > '" + in + "/said' 2>&1 && '" + in + "/run' > '" +
                                in + "/answers'";
    CHECK(std::system(command.c_str()) == 0);
    CHECK(testing::content_of(folder / "said") == "");
    CHECK(testing::content_of(folder / "answers") == "0 wrong, exits 1 1 1\n202234122");
  }
}

TEST_CASE("a part of a mapping has the weights of its own layers alone") {
  testing::temporary_folder const folder;
  auto const s = small::mapped();
  deploy::save_c(s, folder / "c", "net", {scenes(1)});
  auto const size = [&](std::filesystem::path const& file) {
    return std::filesystem::file_size(folder / file);
  };
  auto const whole = size("c/net_weights.c");
  auto const parts = size("c/parts/0_Cortex-M0-48-MHz/net_part_0_weights.c") +
                     size("c/parts/1_Cortex-M4F/net_part_1_weights.c") +
                     size("c/parts/2_..-..-n-x/net_part_2_weights.c");
  CHECK(size("c/parts/0_Cortex-M0-48-MHz/net_part_0_weights.c") < whole / 2);
  CHECK(parts < whole + whole / 10); // but for zeros and other lines that several have
}

TEST_CASE("a mapping on one processor has no parts, and a network of one exit may have several outputs") {
  testing::temporary_folder const folder;
  auto const one = deploy::save_c(small::mapped({{"all", {0, 1, 2}}}), folder / "one", "net", {scenes(1)});
  CHECK(std::none_of(one.begin(), one.end(), [](auto const& f) { return f.starts_with("parts"); }));
  any_solution s = small::unmapped();
  static_cast<result::record&>(s) = result::record_of_network(s.network);
  deploy::save_c(s, folder / "several", "net", {scenes(2)});
  auto const header = testing::content_of(folder / "several/net.h");
  CHECK(header.find("net_OUTPUT_1 = 3, net_OUTPUT_2 = 6, net_ALL_OUTPUTS = 9") != std::string::npos);
  CHECK(header.find("net_OUTPUTS = 3") != std::string::npos);
  network_builder own("own", {batch_extent, 4}, 1);
  any_solution mine;
  mine.network = network(own.dense(3).apply(doubled{}).finish());
  static_cast<result::record&>(mine) = result::record_of_network(mine.network);
  CHECK_THROWS_WITH_AS(deploy::save_c(mine, folder / "wrong", "net"), doctest::Contains("Doubled"),
                       bad_input);
  s.thresholds = {0.5F};
  CHECK_THROWS_AS(deploy::save_c(s, folder / "wrong", "net", {scenes(2)}), bad_input);
  CHECK(!std::filesystem::exists(folder / "wrong"));
}
