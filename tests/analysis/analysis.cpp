#include "support/toy_flow.hpp"
#include <peax/graph/builder.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>

namespace {

using peax::event;

peax::model<peax::single_exit> tiny(std::uint64_t seed, std::string name = "tiny") {
  return peax::model<peax::single_exit>(
      peax::network_builder(std::move(name), {peax::batch_extent, 4}, seed).dense(2).finish());
}

//! A memo of its own, so that a test does not find what another made.
template <class A> A alone(A const& on) { return on.with_memo(std::make_shared<peax::memo>()); }

int counted_runs = 0;
struct counted {
  static constexpr std::string_view title = "Counted";
  int value = 0;
  struct of {
    int setting = 0;
    counted make(peax::network const&) const { return {setting + 100 * ++counted_runs}; }
  };
};
struct reads_counted {
  static constexpr std::string_view title = "Reads counted";
  int value = 0;
  struct default_reporter {
    reads_counted make(counted const& from, toy::footprint const&) const { return {from.value + 1}; }
  };
};

int world_runs = 0;
struct weather {
  static constexpr std::string_view title = "Weather";
  static constexpr auto about = peax::report_about::world;
  int value = 0;
  struct of {
    weather make() const { return {++world_runs}; }
  };
};

//! Changes the weights, so that the model behind it has another content.
struct reseed {
  static constexpr std::string_view name = "reseed";
  std::uint64_t seed = 7;
  toy::solutions<peax::single_exit> rewrite(peax::model<peax::single_exit> const&, weather const&) const {
    return {{{tiny(seed), 1}}, 0, {}};
  }
};
struct careful_reseed : reseed {
  static constexpr std::string_view name = "careful_reseed";
  using preserves = peax::preserves<counted>;
  friend void hash_append(peax::hasher& into, careful_reseed const& of) { into(of.seed); }
};
struct refuses {
  static constexpr std::string_view name = "refuses";
  toy::solutions<peax::single_exit> rewrite(peax::model<peax::single_exit> const&) const {
    return {{}, {}, {{"slimming", "nothing is wide enough", "conv_1"}}};
  }
};

struct slow {
  static constexpr std::string_view title = "Slow";
  struct of {
    slow make(peax::progress const& to) const {
      peax::tell(to, "slow", 0.5);
      return {};
    }
  };
};

} // namespace

TEST_CASE("an analysis is called as its model is, or as one says") {
  CHECK(peax::analysis(tiny(1)).name() == "tiny");
  CHECK(peax::analysis(tiny(1), "radar").name() == "radar");
}

TEST_CASE("a report is made once, when it is asked for") {
  counted_runs = 0;
  auto const a = alone(peax::analysis(tiny(1)).submit(counted::of{5}));
  CHECK(counted_runs == 0);
  CHECK(a.get<counted>().value == 105);
  CHECK(a.get<reads_counted>().value == 106);
  CHECK(&a.get<counted>() == &a.get<counted>());
  CHECK(counted_runs == 1);
}

TEST_CASE("another analysis of the same content in the process does not make a report again") {
  counted_runs = 0;
  auto const first = alone(peax::analysis(tiny(1)).submit(counted::of{6}));
  auto const second = peax::analysis(tiny(1), "another name")
                          .submit(weather::of{})
                          .submit(counted::of{6})
                          .with_memo(first.session().results);
  CHECK(&first.get<counted>() == &second.get<counted>());
  CHECK(counted_runs == 1);
}

TEST_CASE("the order of submission does not matter") {
  auto const one = peax::analysis(tiny(1)).submit(toy::dataset<peax::train>::of{3}).submit(counted::of{1});
  auto const two = peax::analysis(tiny(1)).submit(counted::of{1}).submit(toy::dataset<peax::train>::of{3});
  CHECK(one.identity<toy::early_exits>() == two.identity<toy::early_exits>());
  CHECK(one.get<toy::early_exits>().exits == two.get<toy::early_exits>().exits);
}

TEST_CASE("an identity changes with a setting, with the content of the model, and with what a report reads") {
  auto const base = peax::analysis(tiny(1)).submit(counted::of{1});
  auto const other_setting = peax::analysis(tiny(1)).submit(counted::of{2});
  auto const other_weights = peax::analysis(tiny(2)).submit(counted::of{1});
  CHECK(base.identity<counted>() == peax::analysis(tiny(1)).submit(counted::of{1}).identity<counted>());
  CHECK(base.identity<counted>() != other_setting.identity<counted>());
  CHECK(base.identity<counted>() != other_weights.identity<counted>());
  CHECK(base.identity<reads_counted>() != other_setting.identity<reads_counted>());
  CHECK(base.submit(weather::of{}).identity<weather>() ==
        other_weights.submit(weather::of{}).identity<weather>());
}

TEST_CASE("a second configuration of a report has a key of its own") {
  auto const a =
      alone(peax::analysis(tiny(1)).submit(counted::of{1}).submit(peax::named_as<"wide">(counted::of{50})));
  counted_runs = 0;
  CHECK(a.get<counted>().value == 101);
  CHECK(a.get<peax::named<counted, "wide">>().value == 250);
  CHECK(a.identity<counted>() != a.identity<peax::named<counted, "wide">>());
  static_assert(!peax::MakeableBy<peax::named<counted, "narrow">, decltype(a)>);
}

TEST_CASE("make_all makes every submitted report") {
  counted_runs = world_runs = 0;
  auto const a = alone(peax::analysis(tiny(1)).submit(counted::of{1}).submit(weather::of{}));
  a.make_all();
  CHECK(counted_runs == 1);
  CHECK(world_runs == 1);
  a.make_all();
  CHECK(counted_runs == 1);
}

TEST_CASE("after a rewrite reports about the world stay and those about the model are made again") {
  counted_runs = world_runs = 0;
  auto const before = alone(peax::analysis(tiny(1)).submit(counted::of{1}).submit(weather::of{}));
  before.make_all();
  auto const behind = before.run(reseed{}).next();
  CHECK(behind.get<weather>().value == 1);
  CHECK(world_runs == 1);
  CHECK(behind.get<counted>().value == 201);
  CHECK(behind.name() == "tiny-reseed");
}

TEST_CASE("a rewriter may say which reports about the model it preserves") {
  counted_runs = 0;
  auto const before = alone(peax::analysis(tiny(1)).submit(counted::of{1}).submit(weather::of{}));
  auto const behind = before.run(careful_reseed{}).next();
  CHECK(counted_runs == 0);
  CHECK(behind.get<counted>().value == 101);
  CHECK(before.get<counted>().value == 101);
  CHECK(behind.identity<counted>() == before.identity<counted>());
  CHECK(behind.run(reseed{8}).next().get<counted>().value == 201);
}

TEST_CASE("behind a rewrite a report about the original model can still be read") {
  counted_runs = 0;
  auto const before = alone(peax::analysis(tiny(1)).submit(counted::of{1}).submit(weather::of{}));
  auto const behind = before.run(reseed{}).next();
  CHECK(behind.get<counted>().value == 101);
  CHECK(behind.get<peax::of_original<counted>>().value == 201);
  CHECK(behind.run(reseed{9}).next().get<peax::of_original<counted>>().value == 201);
  CHECK(before.get<counted>().value == 201);
  CHECK(behind.identity<peax::of_original<counted>>() == before.identity<peax::of_original<counted>>());
}

TEST_CASE("what a rewriter gave is a report of the analysis behind it") {
  auto const behind = toy::fed(tiny(1)).run(toy::confidence_exits{}).next();
  CHECK(behind.get<toy::solutions<peax::multi_exit>>().front[0].figure == 10 + 4 + 4);
  static_assert(std::is_same_v<std::remove_cvref_t<decltype(behind)>::kind, peax::multi_exit>);
}

TEST_CASE("a rewriter runs once for one identity and again for another setting") {
  auto const a = alone(toy::fed(tiny(1)));
  (void)a.run(toy::confidence_exits{});
  (void)a.run(toy::confidence_exits{});
  (void)a.run(toy::confidence_exits{.max_accuracy_loss = 0.02});
  int made = 0, remembered = 0;
  for (auto const& each : a.session().events()) {
    made += each.by == event::doer::rewriter && each.from == event::origin::made;
    remembered += each.by == event::doer::rewriter && each.from == event::origin::remembered;
  }
  CHECK(made == 2);
  CHECK(remembered == 1);
}

TEST_CASE("a rewriter that chooses nothing says why, and there is no next model") {
  auto const none = peax::analysis(tiny(1)).run(refuses{});
  CHECK_FALSE(none.has_choice());
  CHECK(none.solutions().refusals.size() == 1);
  CHECK_THROWS_WITH_AS((void)none.next(), "slimming at conv_1: nothing is wide enough", peax::refused);
}

TEST_CASE("progress reaches the components that ask for it, and may stop them") {
  double told = 0;
  auto const a = peax::analysis(tiny(1)).submit(slow::of{});
  alone(a).with_progress([&](std::string_view, double share) { told = share; }).get<slow>();
  CHECK(told == 0.5);
  auto const stopped = alone(a).with_progress([](std::string_view, double) { throw peax::error("stopped"); });
  CHECK_THROWS_WITH_AS(stopped.get<slow>(), "stopped", peax::error);
  CHECK_NOTHROW(a.get<slow>()); // the one before is told nothing
}
