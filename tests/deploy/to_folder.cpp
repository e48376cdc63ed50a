#include "small_solution.hpp"
#include "support/temporary_folder.hpp"
#include <peax/analysis/analysis.hpp>
#include <peax/deploy/read_solution.hpp>
#include <peax/deploy/to_folder.hpp>

#include <doctest/doctest.h>

#include <filesystem>
#include <string_view>

using namespace peax;

namespace {
//! A rewriter that knows its front.
struct two_exits {
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
      trained.run(flow(two_exits{}, deploy::to_folder{temporary / "out", {"two_exits", "", 3, "0"}}));
  auto const& way = gone.path<0>();
  REQUIRE(way.completed());
  for (auto const& file : way.step<1>().files) CHECK(std::filesystem::is_regular_file(file));
  auto const back = deploy::read_solution(temporary / "out/solutions/0");
  CHECK(back.from.seed == 3);
  CHECK(back.what.mapping.size() == 3);
  CHECK(peax::onnx::load(temporary / "out/original.onnx")->outputs().size() == 1);
}
