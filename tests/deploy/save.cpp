#include "small_solution.hpp"
#include "support/temporary_folder.hpp"
#include <peax/core/atomic_file.hpp>
#include <peax/deploy/json_value.hpp>
#include <peax/deploy/read_solution.hpp>
#include <peax/deploy/save_solution.hpp>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

using namespace peax;
namespace fs = std::filesystem;

namespace {
deploy::context const from{"confidence_exits", "0123456789abcdef", 18446744073709551615ull, "0.1.0"};

std::vector<std::string> names_in(fs::path const& folder) {
  std::vector<std::string> out;
  for (auto const& e : fs::directory_iterator(folder)) out.push_back(e.path().filename().string());
  std::sort(out.begin(), out.end());
  return out;
}
} // namespace

TEST_CASE("a saved solution reads back as it was") {
  testing::temporary_folder const temporary;
  auto const was = small::mapped();
  auto const files = deploy::save_solution(was, temporary / "deep/er", from);
  std::vector<std::string> sorted = files;
  std::sort(sorted.begin(), sorted.end());
  CHECK(sorted == names_in(temporary / "deep/er"));
  CHECK(names_in(temporary / "deep") == std::vector<std::string>{"er"}); // nothing else stays

  auto const [is, context] = deploy::read_solution(temporary / "deep/er");
  CHECK(context.rewriter == from.rewriter);
  CHECK(context.run == from.identity);
  CHECK(context.identity == result::own_identity(was));
  CHECK(context.seed == from.seed);
  CHECK(context.version == from.version);
  CHECK(is.decision == was.decision);
  CHECK(is.outputs_are == was.outputs_are);
  CHECK(is.thresholds == was.thresholds);
  REQUIRE(is.exits.size() == 3);
  for (std::size_t e = 0; e < 3; ++e) {
    CHECK(is.exits[e].name == was.exits[e].name);
    CHECK(is.exits[e].output == was.exits[e].output);
    CHECK(is.exits[e].after_block == was.exits[e].after_block);
    CHECK(is.exits[e].at == was.exits[e].at);
    CHECK(is.exits[e].macs == was.exits[e].macs);
  }
  REQUIRE(is.mapping.size() == 3);
  CHECK(is.mapping[0].processor == "Cortex-M0+ (48 MHz)");
  CHECK(is.mapping[2].exits == std::vector<std::size_t>{2});
  CHECK(is.measured.test_accuracy == was.measured.test_accuracy);
  CHECK(is.judged_by == was.judged_by);
  CHECK(is.note == was.note);
  CHECK(is.data_type == "int8");
  CHECK(is.scaling == was.scaling);
  CHECK(is.leaving_seconds == was.leaving_seconds);
  CHECK(is.leaving_joules == was.leaving_joules);
  CHECK(equal(*is.network, *was.network));
  auto const expected = testing::interpret(*was.network, {small::images()});
  auto const answers = testing::interpret(*is.network, {small::images()});
  REQUIRE(answers.size() == 3);
  for (std::size_t e = 0; e < 3; ++e) CHECK(answers[e] == expected[e]);
}

TEST_CASE("the saved parts, loaded and run one after the other, answer as the whole network does") {
  testing::temporary_folder const temporary;
  auto const s = small::mapped();
  auto const files = deploy::save_solution(s, temporary / "s", from);
  CHECK(std::count(files.begin(), files.end(), "part_0_Cortex-M0-48-MHz.onnx") == 1);
  std::vector<network> parts;
  for (auto const& file : files)
    if (file.starts_with("part_")) parts.push_back(peax::onnx::load(temporary / "s" / file));
  REQUIRE(parts.size() == 3);
  auto const answers = small::run_in_turn(parts);
  auto const expected = testing::interpret(*s.network, {small::images()});
  for (std::size_t e = 0; e < 3; ++e) CHECK(answers[e] == expected[e]);
}

TEST_CASE("the saved model keeps the user's names, opset and metadata, and says what peax did") {
  testing::temporary_folder const temporary;
  deploy::save_solution(small::unmapped(), temporary / "s", from);
  CHECK(names_in(temporary / "s") ==
        std::vector<std::string>{"conditional.onnx", "model.onnx", "solution.json"});
  network const loaded = peax::onnx::load(temporary / "s/model.onnx");
  CHECK((*loaded)[loaded->inputs()[0]].name == "image");
  CHECK((*loaded)[loaded->outputs()[2]].name == "probabilities");
  CHECK(loaded->opset() == 15);
  auto const& said = loaded->metadata();
  CHECK(said.at("author") == "somebody");
  CHECK(said.at("org.peax.version") == "0.1.0");
  CHECK(said.at("org.peax.identity") == result::own_identity(small::unmapped()));
  CHECK(said.at("org.peax.run") == from.identity);
  CHECK(said.at("org.peax.rewriter") == "confidence_exits");
  auto const decision = deploy::json::parse(said.at("org.peax.decision"));
  CHECK(decision["rule"] == "margin");
  CHECK(static_cast<float>(decision["thresholds"][0].get<double>()) == 0.80420005f);
}

TEST_CASE("saving again replaces the solution, and never a folder of other files") {
  testing::temporary_folder const temporary;
  deploy::save_solution(small::mapped(), temporary / "s", from);
  deploy::save_solution(small::unmapped(), temporary / "s/", from); // as one types a folder
  CHECK(names_in(temporary / "s") ==
        std::vector<std::string>{"conditional.onnx", "model.onnx", "solution.json"});
  fs::create_directory(temporary / "mine");
  write_file((temporary / "mine/letter.txt").string(), std::string_view("dear"));
  CHECK_THROWS_AS(deploy::save_solution(small::unmapped(), temporary / "mine", from), io_error);
  CHECK(names_in(temporary / "mine") == std::vector<std::string>{"letter.txt"});
  CHECK_THROWS_AS(deploy::save_solution(small::unmapped(), temporary / "mine/letter.txt", from), io_error);
  CHECK(names_in(temporary.path()) == std::vector<std::string>{"mine", "s"});
}

TEST_CASE("a failure leaves what was there before, and nothing else") {
  testing::temporary_folder const temporary;
  deploy::save_solution(small::mapped(), temporary / "s", from);
  auto const before = names_in(temporary / "s");
  auto broken = small::mapped();
  broken.thresholds.pop_back();
  CHECK_THROWS_AS(deploy::save_solution(broken, temporary / "s", from), bad_input);
  broken = small::mapped();
  broken.exits[1].at = "nowhere";
  CHECK_THROWS_AS(deploy::save_solution(broken, temporary / "s", from), bad_input);
  CHECK(names_in(temporary / "s") == before);
  CHECK(names_in(temporary.path()) == std::vector<std::string>{"s"});
  CHECK_THROWS_AS(deploy::save_solution(small::mapped(), "/proc/no_such/s", from), io_error);
}

TEST_CASE("a front is saved whole: no solution of an earlier one stays") {
  testing::temporary_folder const temporary;
  solutions<multi_exit> found{{small::mapped(), small::unmapped(), small::unmapped()}, 1, {}};
  auto const files = deploy::save_front(found, temporary / "solutions", from);
  CHECK(std::count(files.begin(), files.end(), "2/model.onnx") == 1);
  CHECK(names_in(temporary / "solutions") == std::vector<std::string>{"0", "1", "2"});
  found.front.resize(1);
  deploy::save_front(found, temporary / "solutions", from);
  CHECK(names_in(temporary / "solutions") == std::vector<std::string>{"0"});
  CHECK(deploy::read_solution(temporary / "solutions/0").what.mapping.size() == 3);
  found.front.clear();
  deploy::save_front(found, temporary / "solutions", from);
  CHECK(names_in(temporary / "solutions").empty());
}
