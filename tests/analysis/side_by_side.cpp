#include "support/toy_flow.hpp"
#include <peax/analysis/side_by_side.hpp>

#include <doctest/doctest.h>
#include <oneapi/tbb/global_control.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <string_view>
#include <thread>

namespace {

std::atomic<int> made{0}, at_once{0}, most_at_once{0};

template <int Number> struct leaf {
  static constexpr std::string_view title = "Leaf";
  double value = 0;
  struct default_reporter {
    leaf make(peax::network const&) const {
      int const now = ++at_once;
      for (int most = most_at_once; now > most && !most_at_once.compare_exchange_weak(most, now);) {
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      --at_once;
      ++made;
      return {1.0 / (Number + 3)};
    }
  };
};
struct tip {
  static constexpr std::string_view title = "Tip";
  double value = 0;
  struct of {
    tip make(leaf<0> const& a, leaf<1> const& b, leaf<2> const& c) const {
      return {a.value + 10 * b.value + 100 * c.value};
    }
  };
};
struct failing {
  static constexpr std::string_view title = "Failing";
  struct of {
    failing make(leaf<1> const&) const { throw peax::bad_input("no data"); }
  };
};

auto fresh() {
  return peax::analysis(toy::model<peax::single_exit>())
      .submit(tip::of{})
      .with_memo(std::make_shared<peax::memo>());
}

} // namespace

TEST_CASE("reports that are made side by side are those that are made one after the other") {
  oneapi::tbb::global_control const two(oneapi::tbb::global_control::max_allowed_parallelism, 2);
  auto const serial = fresh();
  double const expected = serial.get<tip>().value;
  CHECK(most_at_once == 1);

  made = 0;
  auto const parallel = fresh();
  peax::make_all_side_by_side(parallel);
  CHECK(made == 3);
  CHECK(most_at_once == 2);
  CHECK(parallel.get<tip>().value == expected);
  CHECK(made == 3);
  CHECK(parallel.identity<tip>() == serial.identity<tip>());
}

TEST_CASE("what a rewriter reads can be made side by side before it runs") {
  auto const a = toy::fed({}).with_memo(std::make_shared<peax::memo>());
  peax::make_needs_side_by_side<toy::confidence_exits>(a);
  CHECK(a.session().events().size() == 4); // two data sets, footprint, early exits
  (void)a.run(toy::confidence_exits{});
  CHECK(a.session().events().size() == 5);
}

TEST_CASE("the exception of a reporter comes through") {
  auto const a = fresh().submit(failing::of{});
  CHECK_THROWS_WITH_AS(peax::make_side_by_side<failing>(a), "no data", peax::bad_input);
}
