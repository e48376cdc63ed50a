#include "support/toy_flow.hpp"
#include <peax/graph/builder.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <optional>
#include <string_view>

namespace {

peax::model<peax::single_exit> tiny() {
  return peax::model<peax::single_exit>(
      peax::network_builder("tiny", {peax::batch_extent, 4}, 1).dense(2).finish());
}
template <class A> A alone(A const& on) { return on.with_memo(std::make_shared<peax::memo>()); }

//! Only the user has it.
struct board {
  static constexpr std::string_view title = "Board";
  static constexpr auto about = peax::report_about::world;
  int speed = 0;
  struct of {
    int speed = 0;
    board make() const { return {speed}; }
  };
};
//! Made when there is a board.
struct latency {
  static constexpr std::string_view title = "Latency";
  int value = 0;
  struct default_reporter {
    latency make(peax::network const&, board const& on) const { return {100 / on.speed}; }
  };
};
//! Of networks with several exits alone.
struct exits_only {
  static constexpr std::string_view title = "Exits only";
  struct default_reporter {
    exits_only make(peax::model<peax::multi_exit> const&) const { return {}; }
  };
};
//! What cannot be copied can be read all the same.
struct fixed {
  static constexpr std::string_view title = "Fixed";
  std::unique_ptr<int> value;
  struct default_reporter {
    fixed make(peax::network const&) const { return {std::make_unique<int>(7)}; }
  };
};
struct score {
  static constexpr std::string_view title = "Score";
  int value = 0;
  struct default_reporter {
    score make(fixed const&, std::optional<latency> const& slow, std::optional<exits_only> const& exits,
               std::optional<fixed> const& kept) const {
      return {(slow ? slow->value : -1) + (exits ? 1000 : 0) + *kept->value};
    }
  };
};
struct mapped {
  static constexpr std::string_view name = "mapped";
  toy::solutions<peax::single_exit> rewrite(peax::model<peax::single_exit> const& from,
                                            std::optional<board> const& on) const {
    return {{{from, on ? on->speed : 0}}, 0, {}};
  }
};

} // namespace

TEST_CASE("a report that may be read is given when it can be made, through all that it needs") {
  auto const bare = alone(peax::analysis(tiny()));
  CHECK(bare.get<score>().value == 6);
  CHECK(bare.submit(board::of{4}).get<score>().value == 32);
  CHECK(bare.run(mapped{}).solutions().front[0].figure == 0);
  CHECK(bare.submit(board::of{4}).run(mapped{}).solutions().front[0].figure == 4);
}

TEST_CASE("what was given is part of the identity") {
  auto const bare = peax::analysis(tiny());
  auto const four = bare.submit(board::of{4}), five = bare.submit(board::of{5});
  CHECK(bare.identity<score>() != four.identity<score>());
  CHECK(four.identity<score>() != five.identity<score>());
  CHECK(four.identity<score>() == bare.submit(board::of{4}).identity<score>());
}

TEST_CASE("a report for another kind of model is not given, and is given where the kind fits") {
  peax::analysis const several(peax::model<peax::multi_exit>(static_cast<peax::network const&>(tiny())));
  CHECK(alone(several).get<score>().value == 1006);
}

// The facts as concepts.
namespace {
struct round_trip;
struct there {
  static constexpr std::string_view title = "There";
  struct default_reporter {
    there make(std::optional<round_trip> const&) const { return {}; }
  };
};
struct round_trip {
  static constexpr std::string_view title = "Round trip";
  struct default_reporter {
    round_trip make(there const&) const { return {}; }
  };
};
struct peeks : toy::right_sizing {
  static constexpr std::string_view name = "peeks";
  toy::solutions<peax::single_exit> rewrite(peax::model<peax::single_exit> const& from,
                                            std::optional<toy::dataset<peax::test>> const&) const {
    return {{{from, 0}}, 0, {}};
  }
};
struct reads_a_number : toy::right_sizing {
  static constexpr std::string_view name = "reads_a_number";
  toy::solutions<peax::single_exit> rewrite(peax::model<peax::single_exit> const& from,
                                            std::optional<int> const&) const {
    return {{{from, 0}}, 0, {}};
  }
};
struct world_peeks {
  static constexpr std::string_view title = "World peeks";
  static constexpr auto about = peax::report_about::world;
  struct default_reporter {
    world_peeks make(std::optional<latency> const&) const { return {}; }
  };
};
using bare = peax::analysis<peax::single_exit>;
static_assert(std::is_same_v<peax::needs_of<mapped>, peax::meta::list<>>);
static_assert(std::is_same_v<peax::may_read_of<mapped>, peax::meta::list<board>>);
static_assert(peax::RunnableOn<mapped, bare> && peax::MakeableBy<score, bare>);
static_assert(!peax::MakeableBy<there, bare>, "a cycle through what may be read is a cycle");
static_assert(!peax::RunnableOn<peeks, bare>, "test data is refused whether it is there or not");
static_assert(!peax::RunnableOn<reads_a_number, bare>);
static_assert(!peax::MakeableBy<world_peeks, bare>);
} // namespace
