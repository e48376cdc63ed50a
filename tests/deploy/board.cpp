#include "support/temporary_folder.hpp"
#include <peax/core/error.hpp>
#include <peax/deploy/board/emulate.hpp>
#include <peax/deploy/board/process.hpp>
#include <peax/deploy/board/toolchain.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>

using namespace peax;
using namespace peax::deploy::board;

namespace {

//! Counts a loop of 2,000,000 instructions, gives the sum of the input's bytes, the stack that a call took and the ticks.
constexpr char const* counting = R"(
#include "peax_board.h"
#include "half.h"
static __attribute__((noinline)) uint32_t deep(void) {
  volatile uint32_t a[100];
  uint32_t i, sum = 0;
  for (i = 0; i < 100; ++i) a[i] = i;
  for (i = 0; i < 100; ++i) sum += a[i];
  return sum;
}
static int at_start = 7;
int main(void) {
  uint32_t n = 1000000, all[4] = {0, 0, 0, 0};
  uint8_t byte;
  uint64_t begin;
  while (peax_board_read(&byte, 1) == 1) all[0] += byte;
  begin = peax_board_ticks();
#ifdef __arm__
  __asm__ volatile("1: subs %0, %0, #1\n bne 1b" : "+r"(n) : : "cc");
#endif
  all[1] = (uint32_t)(peax_board_ticks() - begin);
  peax_board_paint_stack();
  if (deep() != 4950) return 2;
  all[2] = peax_board_stack_used();
  all[3] = (uint32_t)(half(2.5f) * 4.0f);
  peax_board_write(all, sizeof all);
  peax_board_print("it ran\n");
  return at_start;
}
)";

//! Why this board cannot be tried here; a reason is printed.
bool is_missing(known_board const& b) {
  auto const why = missing_for(b);
  if (why) MESSAGE("skipped: " << *why);
  return why.has_value();
}

//! A folder whose name a shell would not leave alone, with one function.
std::filesystem::path half_in(testing::temporary_folder const& in) {
  auto const folder = in / "a b; $(touch stray) 'c'";
  std::filesystem::create_directory(folder);
  std::ofstream(folder / "half.h") << "float half(float x);\n";
  std::ofstream(folder / "half.c") << "#include \"half.h\"\nfloat half(float x) { return x / 2; }\n";
  return folder;
}

program_parts only_main(std::string text) { return {{}, {}, std::move(text)}; }

} // namespace

TEST_CASE("programs run on every emulated board and count instructions") {
  testing::temporary_folder const temporary;
  auto const folder = half_in(temporary);
  for (auto const& b : known_boards()) {
    CAPTURE(b.name);
    if (is_missing(b)) return;
    built_program const p(emulated_target(b), {{folder}, {folder}, counting});
    auto const ran = p.run("\x01\x02\x03");
    REQUIRE(ran.exit_code == 7);
    CHECK(ran.text.find("it ran") != std::string::npos);
    std::uint32_t all[4] = {};
    REQUIRE(ran.output.size() == sizeof all);
    std::memcpy(all, ran.output.data(), sizeof all);
    CHECK(all[0] == 6);
    CHECK(static_cast<double>(instructions_of(p.on(), all[1])) == doctest::Approx(2e6).epsilon(1e-4));
    CHECK(all[2] >= 400);
    CHECK(all[2] < 600);
    CHECK(all[3] == 5);
    CHECK(p.size().flash_bytes > 500);
    CHECK(p.size().flash_bytes < 20000);
    CHECK(p.size().static_bytes >= 4);
  }
}

TEST_CASE("the same program runs on the host, without counts") {
  if (auto const why = missing_for_host()) {
    MESSAGE("skipped: " << *why);
    return;
  }
  testing::temporary_folder const temporary;
  auto const folder = half_in(temporary);
  built_program const p(host_target(), {{folder}, {folder}, counting});
  auto const ran = p.run("\x01\x02\x03");
  CHECK(ran.exit_code == 7);
  std::uint32_t all[4] = {};
  REQUIRE(ran.output.size() == sizeof all);
  std::memcpy(all, ran.output.data(), sizeof all);
  CHECK(all[0] == 6);
  CHECK(all[3] == 5);
  CHECK(instructions_of(p.on(), 1000) == 0);
  CHECK_FALSE(std::filesystem::exists("stray"));
}

TEST_CASE("what does not compile, does not fit, faults or does not end is told") {
  auto const& m4 = board_named("m4");
  CHECK_THROWS_WITH_AS((void)board_named("m5"), doctest::Contains("known are m3, m4, m7, m33, m55"),
                       usage_error);
  if (is_missing(m4)) return;
  auto const on = emulated_target(m4);
  CHECK_THROWS_WITH_AS(built_program(on, only_main("int main(void) { return nobody; }")),
                       doctest::Contains("'nobody' undeclared"), bad_input);
  CHECK_THROWS_WITH_AS(built_program(on, only_main("int f(void); int main(void) { return f(); }")),
                       doctest::Contains("undefined reference to `f'"), bad_input);
  CHECK_THROWS_WITH_AS(
      built_program(on, only_main("volatile char a[5000000]; int main(void) { return a[1]; }")),
      doctest::Contains("ram overflow at emulated Cortex-M4: the program does not fit"), refused);
  built_program const faulty(on, only_main("int main(void) { return *(volatile int*)0xF0000000u; }"));
  CHECK_THROWS_WITH_AS((void)faulty.run(), doctest::Contains("reported a fault"), bad_input);
  built_program const endless(on, only_main("int main(void) { for (;;) {} }"));
  CHECK_THROWS_WITH_AS((void)endless.run({}, 0.5), doctest::Contains("did not end in 0.5 s"), bad_input);
}

TEST_CASE("child processes are not run by a shell, end in time and give what they print") {
  auto const said = run_process({"printf", "%s|", "a b", "$HOME;`id`", ""});
  CHECK(said.out == "a b|$HOME;`id`||");
  CHECK(said.succeeded());
  CHECK(run_process({"false"}).exit_code == 1);
  auto const slow = run_process({"sleep", "20"}, {{}, 0.2, {}});
  CHECK(slow.timed_out);
  CHECK(slow.exit_code == 128 + 9);
  CHECK(run_process({"env"}, {"/", 20, {{"PEAX_OWN", "1 2"}}}).out.find("PEAX_OWN=1 2\n") !=
        std::string::npos);
  CHECK(run_process({"pwd"}, {"/", 20, {}}).out == "/\n");
  CHECK(run_process({"head", "-c", "3000000", "/dev/zero"}).out.size() == 3000000);
  CHECK_THROWS_AS((void)run_process({"no-such-program-of-anybody"}), io_error);
  CHECK_FALSE(find_program("no-such-program-of-anybody"));
  CHECK(find_program("sh"));
}
