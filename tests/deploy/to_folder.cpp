#include "small_solution.hpp"
#include "support/temporary_folder.hpp"
#include <peax/analysis/analysis.hpp>
#include <peax/deploy/read_solution.hpp>
#include <peax/deploy/save_solution.hpp>
#include <peax/deploy/to_folder.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

using namespace peax;

namespace {
//! A rewriter that knows its front.
struct finds_two {
  static constexpr std::string_view name = "two_exits";
  solutions<multi_exit> rewrite(model<single_exit> const&) const {
    return {{small::mapped(), small::unmapped()}, 1, {}};
  }
};
} // namespace

TEST_CASE("the exporter ends a flow and writes the front") {
  static_assert(Exporter<deploy::to_folder>);
  testing::temporary_folder const temporary;
  model<single_exit> const user(small::network_of_user());
  auto const trained = analysis(user);
  auto const gone =
      trained.run(flow(finds_two{}, deploy::to_folder{temporary / "out", {"two_exits", "", 3, "0"}}));
  auto const& way = gone.path<0>();
  REQUIRE(way.completed());
  for (auto const& file : way.step<1>().files) CHECK(std::filesystem::is_regular_file(file));
  auto const back = deploy::read_solution(temporary / "out/solutions/0");
  CHECK(back.from.seed == 3);
  CHECK(back.what.mapping.size() == 3);
  CHECK(peax::onnx::load(temporary / "out/original.onnx")->outputs().size() == 1);
}

TEST_CASE("the chosen solution has its C beside it, or in its record the reason why it has none") {
  testing::temporary_folder const temporary;
  auto const record = [&](std::string const& n) {
    std::ifstream in(temporary / "s" / n / "solution.json");
    return nlohmann::json::parse(in);
  };
  solutions<multi_exit> found{{small::mapped(), small::unmapped()}, 1, {}};
  auto files = deploy::save_front(found, temporary / "s", {});
  CHECK(record("1")["files"]["c"] == "c");
  CHECK(record("1")["c_refused"].is_null());
  CHECK(record("0")["files"]["c"].is_null());
  CHECK(std::filesystem::exists(temporary / "s/1/c/small.h"));
  CHECK(std::count(files.begin(), files.end(), "1/c/small_weights.c") == 1);
  CHECK(!std::filesystem::exists(temporary / "s/0/c"));
  found.front[1].exits[0].macs = std::int64_t{1} << 40; // more than the interface's 32 bits hold
  files = deploy::save_front(found, temporary / "s", {});
  CHECK(record("1")["files"]["c"].is_null());
  CHECK(record("1")["c_refused"].get<std::string>().find("MACs") != std::string::npos);
  CHECK(!std::filesystem::exists(temporary / "s/1/c"));
  CHECK(deploy::read_solution(temporary / "s/1").what.exits.size() == 3);
}
