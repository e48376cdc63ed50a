#include "support/toy_flow.hpp"
#include <peax/analysis/optimize.hpp>
#include <peax/graph/builder.hpp>

#include <doctest/doctest.h>

#include <string>

namespace {

peax::model<peax::single_exit> tiny() {
  return peax::model<peax::single_exit>(
      peax::network_builder("tiny", {peax::batch_extent, 4}, 1).dense(2).finish());
}

int runs = 0;
//! Counts its runs and marks its solutions.
struct marked {
  static constexpr std::string_view name = "marked";
  int mark = 0;
  bool chooses = true;
  toy::solutions<peax::single_exit> rewrite(peax::model<peax::single_exit> const& from) const {
    ++runs;
    toy::solutions<peax::single_exit> made{{{from, mark}}, 0, {}};
    if (!chooses) made = {{}, {}, {{"marked", "mark " + std::to_string(mark) + " fits nowhere", ""}}};
    return made;
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

//! A solution whose front is measured on test when there is such data.
struct tested_solution;
struct measure_on_test;
struct tested_solution {
  peax::model<peax::single_exit> network;
  int samples = -1;
  using measured_by = measure_on_test;
};
using tested = peax::solutions<peax::single_exit, tested_solution>;
struct measure_on_test {
  tested measure(tested const& found, toy::dataset<peax::test> const& data) const {
    auto with_figures = found;
    for (auto& each : with_figures.front) each.samples = data.samples;
    return with_figures;
  }
};
struct chooser {
  static constexpr std::string_view name = "chooser";
  tested rewrite(peax::model<peax::single_exit> const& from) const {
    ++runs;
    return {{{from, -1}}, 0, {}};
  }
};
struct write_figures {
  static constexpr std::string_view name = "write_figures";
  peax::exported write(peax::measured<tested> const& front) const {
    return {{std::to_string(front.front[0].samples)}};
  }
};

auto alone() {
  runs = 0;
  return peax::analysis(tiny()).with_memo(std::make_shared<peax::memo>());
}

} // namespace

TEST_CASE("a flow runs its passes in order and gives what each gave") {
  auto const way = alone().run(peax::flow(marked{3}, doubled{})).path<0>();
  CHECK(way.completed());
  CHECK(way.step<0>().solutions().front[0].figure == 3);
  CHECK(way.last().solutions().front[0].figure == 6);
  CHECK(way.last().next().name() == "tiny-marked-doubled");
}

TEST_CASE("alternatives branch a flow: what stands behind runs for each, what stands before runs once") {
  auto const ways = alone().run(
      peax::flow(marked{1}, peax::either(marked{2}, peax::flow(marked{3}, marked{4})), doubled{}));
  static_assert(decltype(ways)::count == 2);
  CHECK(ways.path<0>().last().solutions().front[0].figure == 4);
  CHECK(ways.path<1>().last().solutions().front[0].figure == 8);
  CHECK(ways.path<1>().length == 4);
  CHECK(runs == 4);
}

TEST_CASE("a pass that chooses nothing ends its path with its reason, the other alternatives go on") {
  auto const ways = alone().run(peax::flow(peax::either(marked{5, false}, marked{6}), doubled{}));
  CHECK_FALSE(ways.path<0>().completed());
  CHECK(ways.path<0>().reason().why == "mark 5 fits nowhere");
  CHECK(ways.path<0>().step<0>().solutions().refusals.size() == 1);
  CHECK_THROWS_AS((void)ways.path<0>().last(), peax::refused);
  CHECK(ways.path<1>().last().solutions().front[0].figure == 12);
}

TEST_CASE("a flow that is stepped pass by pass gives what it gives when it runs whole") {
  peax::flow const passes(marked{1}, peax::either(marked{2}, marked{3}), doubled{});
  auto const a = alone();
  auto const begin = a.start(passes);
  CHECK(runs == 0);
  auto const second = begin.step();
  CHECK(runs == 1);
  auto const end = second.take<1>().step().step();
  static_assert(decltype(end)::finished);
  auto const whole = a.run(passes).path<1>();
  CHECK(end.last().solutions().front[0].figure == whole.last().solutions().front[0].figure);
  CHECK(end.result<0>().solutions().front[0].figure == 1);
}

TEST_CASE("an exporter ends a flow, reads the measured front, and runs every time") {
  auto const a = alone();
  auto const fed = a.submit(toy::dataset<peax::test>::of{12});
  CHECK(fed.run(peax::flow(chooser{}, write_figures{})).path<0>().last().files[0] == "12");
  CHECK(fed.run(peax::flow(chooser{}, write_figures{})).path<0>().last().files[0] == "12");
  CHECK(runs == 1);
  int written = 0;
  for (auto const& each : fed.session().events()) written += each.by == peax::event::doer::exporter;
  CHECK(written == 2);
}

TEST_CASE("the front is measured on test behind the rewriter, and only when there is such data") {
  auto const a = alone();
  CHECK(a.run(chooser{}).solutions().front[0].samples == -1);
  auto const made = a.submit(toy::dataset<peax::test>::of{9}).run(chooser{});
  CHECK(made.solutions().front[0].samples == 9);
  CHECK(runs == 1);
  CHECK(made.next().get<tested>().front[0].samples == -1);
  CHECK(made.next().get<peax::measured<tested>>().front[0].samples == 9);
}

TEST_CASE("the one-call form submits and runs") {
  auto const made = peax::optimize(tiny(), toy::dataset<peax::train>::of{10},
                                   toy::dataset<peax::validation>::of{5}, toy::confidence_exits{});
  CHECK(made.solutions().front[0].figure == 10 + 4 + 5);
  auto const ways = peax::optimize(tiny(), peax::flow(marked{1}, doubled{}));
  CHECK(ways.path<0>().last().solutions().front[0].figure == 2);
}
