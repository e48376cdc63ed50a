// Any solution type with its types erased: the library's, a user's with a record, one without, one that says how.
#include "support/temporary_folder.hpp"
#include <peax/deploy/save_solution.hpp>
#include <peax/graph/builder.hpp>
#include <peax/solution/any_solution.hpp>
#include <peax/solution/decisions.hpp>

#include <doctest/doctest.h>

#include <filesystem>
#include <string>

namespace theirs {
struct bare {
  peax::model<peax::single_exit> network;
};
struct recorded : peax::result::record {
  peax::model<peax::temporal> network;
};
struct special {
  peax::model<peax::single_exit> network;
  std::string remark;
};
peax::any_solution erased(special const& s) {
  peax::any_solution out;
  out.network = s.network;
  out.note = s.remark;
  out.kind = "special";
  return out;
}
} // namespace theirs

using namespace peax;

namespace {
model<single_exit> tiny() {
  network_builder b("tiny", {batch_extent, 1, 4, 4}, 1);
  return model<single_exit>(network(b.flatten().dense(2).softmax().finish("answer")));
}
} // namespace

TEST_CASE("a network alone gets a record: one exit, no decision, its MACs") {
  any_solution const s = theirs::bare{tiny()};
  CHECK(s.kind == single_exit::name);
  CHECK(s.decision == result::no_exit{});
  REQUIRE(s.exits.size() == 1);
  CHECK(s.exits[0].output == "answer");
  CHECK(s.exits[0].macs == 32);
  testing::temporary_folder const temporary;
  solutions<single_exit, theirs::bare> const found{{{tiny()}}, 0, {}};
  deploy::save_front(found, temporary / "s", {});
  CHECK(std::filesystem::exists(temporary / "s/0/solution.json"));
}

TEST_CASE("what a solution brings along stays") {
  theirs::recorded r;
  r.network = model<temporal>(tiny());
  r.note = "mine";
  any_solution const s = r;
  CHECK(s.kind == temporal::name);
  CHECK(s.note == "mine");
  any_solution const other = theirs::special{tiny(), "said"};
  CHECK(other.kind == "special");
  CHECK(other.note == "said");
  solution<multi_exit> own;
  own.thresholds = {0.5F};
  CHECK(any_solution(own).thresholds == own.thresholds);
}
