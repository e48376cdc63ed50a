#include "support/toy_flow.hpp"
#include <peax/analysis/any_flow.hpp>
#include <peax/analysis/any_rewriter.hpp>
#include <peax/analysis/registry.hpp>
#include <peax/graph/builder.hpp>
#include <peax/solution/any_solution.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace {

peax::model<peax::single_exit> tiny() {
  return peax::model<peax::single_exit>(
      peax::network_builder("tiny", {peax::batch_extent, 4}, 1).dense(2).finish());
}
auto erased(peax::model<peax::single_exit> const& m) {
  return peax::any_analysis(m).with_memo(std::make_shared<peax::memo>());
}
auto fed(peax::model<peax::single_exit> const& m) {
  return erased(m)
      .submit(toy::dataset<peax::train>::of{10})
      .submit(toy::dataset<peax::validation>::of{4})
      .submit(toy::dataset<peax::test>::of{2});
}

//! May be told of the footprint and of a board.
struct board {
  static constexpr std::string_view title = "Board";
  static constexpr auto about = peax::report_about::world;
  int speed = 0;
  struct of {
    int speed = 0;
    board make() const { return {speed}; }
  };
};
struct marked {
  static constexpr std::string_view name = "marked";
  int mark = 0;
  bool finds = true;
  toy::solutions<peax::single_exit> rewrite(peax::model<peax::single_exit> const& from,
                                            std::optional<board> const& on) const {
    if (!finds) return {{}, {}, {{"mark", "it fits nowhere", ""}}};
    return {{{from, mark + (on ? on->speed : 0)}}, 0, {}};
  }
};
//! Reads what the pass before gave.
struct doubled {
  static constexpr std::string_view name = "doubled";
  toy::solutions<peax::multi_exit> rewrite(peax::model<peax::single_exit> const& from,
                                           toy::solutions<peax::single_exit> const& before) const {
    return {{{peax::model<peax::multi_exit>(from), 2 * before.front[0].figure}}, 0, {}};
  }
};
struct peeks {
  static constexpr std::string_view name = "peeks";
  toy::solutions<peax::single_exit> rewrite(peax::model<peax::single_exit> const& from,
                                            std::optional<toy::dataset<peax::test>> const&) const {
    return {{{from, 0}}, 0, {}};
  }
};

template <class R> auto const& figures(peax::any_optimized const& of) { return of.solutions_if<R>()->front; }
using multi = toy::solutions<peax::multi_exit>;
using single = toy::solutions<peax::single_exit>;

} // namespace

TEST_CASE("an erased analysis makes the reports of the typed one, under the same identities") {
  auto const a = fed(tiny());
  auto const b = toy::fed(tiny());
  CHECK(a.get<toy::early_exits>().exits == b.get<toy::early_exits>().exits);
  CHECK(a.identity_of_report<toy::early_exits>() == b.identity<toy::early_exits>());
  CHECK(a.identity_of_report<toy::accuracy<peax::test>>() == b.identity<toy::accuracy<peax::test>>());
  CHECK(a.identity_of_report<peax::of_original<toy::footprint>>() ==
        b.identity<peax::of_original<toy::footprint>>());
  CHECK(&a.get<toy::footprint>() == &a.get<toy::footprint>());
  CHECK(a.can_make<toy::early_exits>());
  CHECK_FALSE(erased(tiny()).can_make<toy::early_exits>());
  CHECK_THROWS_WITH_AS((void)a.submit(toy::dataset<peax::test>::of{3}),
                       doctest::Contains("two reporters make one report"), peax::usage_error);
}

TEST_CASE("an erased rewriter finds what the typed one finds, and the memo does not tell them apart") {
  auto const b = toy::fed(tiny()).with_memo(std::make_shared<peax::memo>());
  auto const typed = b.run(toy::confidence_exits{});
  auto const a = fed(tiny()).with_memo(b.session().results);
  auto const found = peax::any_rewriter(toy::confidence_exits{}).run(a);
  CHECK(figures<multi>(found)[0].figure == typed.solutions().front[0].figure);
  CHECK(a.session().events().back().from == peax::event::origin::remembered);
  CHECK(found.solutions_if<single>() == nullptr);
  CHECK(found.solutions().front.size() == 1);
  CHECK(found.solutions().front[0].kind == "multi_exit");
  CHECK(found.next().kind().name == "multi_exit");
  CHECK(found.next().name() == "tiny-confidence_exits");
  CHECK(found.next().get<multi>().front[0].figure == typed.solutions().front[0].figure);
}

TEST_CASE("facts are computed from signatures, through default reporters") {
  auto const exits = peax::any_rewriter(toy::confidence_exits{}).facts();
  CHECK(exits.takes == "single_exit");
  CHECK(exits.yields == "multi_exit");
  CHECK(exits.needs<toy::dataset<peax::train>>()); // the default reporter of the early exits reads it
  CHECK(exits.needs<toy::footprint>());
  CHECK_FALSE(exits.knows<board>());
  auto const mark = peax::facts_of<marked>();
  CHECK(mark.knows<board>());
  CHECK_FALSE(mark.needs<board>());
}

TEST_CASE("a reporter of one pass stands for the one of the analysis, in that pass alone") {
  auto const a = erased(tiny()).submit(board::of{100});
  CHECK(figures<single>(peax::any_rewriter(marked{1}).run(a))[0].figure == 101);
  auto const other = peax::any_rewriter(marked{1}).reading(board::of{7}).run(a);
  CHECK(figures<single>(other)[0].figure == 8);
  CHECK(other.next().get<board>().speed == 100);
  CHECK(figures<single>(peax::any_rewriter(marked{1}).run(erased(tiny())))[0].figure == 1);
}

TEST_CASE("an erased flow runs every alternative; a pass that chooses nothing ends its way with its reason") {
  using any = peax::any_rewriter;
  auto const flow =
      peax::any_flow().either({any(marked{1}), any(marked{5, false}), any(marked{3})}).then(any(doubled{}));
  auto const ways = flow.run(erased(tiny()));
  REQUIRE(ways.size() == 3);
  CHECK(figures<multi>(ways[0].behind.at(0).result)[0].figure == 2);
  CHECK(ways[1].behind.empty());
  CHECK(ways[1].result.reason().why == "it fits nowhere");
  CHECK_THROWS_AS((void)ways[1].result.next(), peax::refused);
  CHECK(figures<multi>(ways[2].behind.at(0).result)[0].figure == 6);
  CHECK(ways[2].behind[0].before.name() == "tiny-marked");
}

TEST_CASE("an erased flow is checked whole before anything runs, and says in words what is wrong") {
  using any = peax::any_rewriter;
  auto const a = fed(tiny());
  auto const says = [&](peax::any_analysis const& on, peax::any_flow const& flow, char const* what) {
    CHECK_THROWS_WITH_AS((void)flow.run(on), doctest::Contains(what), peax::usage_error);
    CHECK(on.session().events().empty());
  };
  says(a, peax::any_flow().then(any(marked{1})).then(any(doubled{})).then(any(marked{2})),
       "marked: it takes a model of the kind single_exit, and gets one of the kind multi_exit");
  says(a, peax::any_flow().then(any(doubled{})),
       "doubled: it reads reports that nobody makes: peax::solutions<");
  says(erased(tiny()), peax::any_flow().then(any(toy::confidence_exits{})),
       "toy::dataset<peax::train>, toy::dataset<peax::validation>. Submit a reporter for each.");
  says(a, peax::any_flow().then(any(peeks{})),
       "peeks: what chooses reads validation or calibration data, never test");
  CHECK_THROWS_AS((void)peax::any_flow().either({}), peax::usage_error);
  CHECK_THROWS_WITH_AS((void)erased(tiny()).get<toy::early_exits>(), doctest::Contains("nobody makes"),
                       peax::usage_error);
}

TEST_CASE("a registry is one list of types, to which a user adds") {
  using known = peax::registry<toy::confidence_exits, toy::right_sizing>;
  using mine = known::with<marked>;
  CHECK(mine::names() == std::vector<std::string_view>{"confidence_exits", "right_sizing", "marked"});
  CHECK(mine::facts()[1].yields == "single_exit");
  std::optional<peax::any_rewriter> made;
  auto const make = [&]<class W>() { made.emplace(W{}); };
  CHECK(mine::find("marked", make));
  CHECK(made->name() == "marked");
  CHECK_FALSE(known::find("marked", make));
}
