#include <peax/core/part_of_progress.hpp>
#include <peax/core/time_left.hpp>

#include <doctest/doctest.h>

#include <string_view>
#include <vector>

using peax::nth_part_of;
using peax::part_of;
using peax::tell;
using peax::time_left;

TEST_CASE("the time that is left follows the share of the whole, not that of the last report") {
  time_left left;
  CHECK_FALSE(left.at(0, 100).seconds);
  CHECK(*left.at(0.1, 110).seconds == doctest::Approx(90));
  CHECK(*left.at(0.5, 150).seconds == doctest::Approx(50));
  CHECK(*left.at(1, 200).seconds == doctest::Approx(0));
}

TEST_CASE("work that begins again, or late, is measured from there") {
  time_left left;
  (void)left.at(0, 0);
  (void)left.at(1, 1);
  CHECK_FALSE(left.at(0.25, 10).seconds); // the next phase, when it is first heard of
  CHECK(*left.at(0.5, 11).seconds == doctest::Approx(2));
}

TEST_CASE("stages that are still to come are in the time that is left, by what those before took") {
  time_left left({1, 3, 4}); // in truth 10 s a unit
  left.begin(0, 0);
  (void)left.at(0, 0);
  CHECK(*left.at(0.5, 5).seconds == doctest::Approx(75));
  CHECK(left.at(0.5, 5).share == doctest::Approx(1.0 / 16));
  CHECK(*left.at(1, 10).seconds == doctest::Approx(70));
  left.begin(1, 10);
  CHECK(*left.at(0, 10).seconds == doctest::Approx(70)); // before the stage has said anything
  CHECK(*left.at(0.5, 25).seconds == doctest::Approx(55));
  CHECK(left.at(0.5, 25).share == doctest::Approx(2.5 / 8));
  left.begin(2, 40);
  (void)left.at(0, 40);
  CHECK(*left.at(0.25, 50).seconds == doctest::Approx(30));
  CHECK(*left.at(1, 80).seconds == doctest::Approx(0));
  CHECK(left.at(1, 80).share == doctest::Approx(1));
}

TEST_CASE("a stage that was wrongly foreseen is put right, and one left out took no time") {
  time_left left({1, 5, 1});
  left.begin(0, 0);
  (void)left.at(0, 0);
  left.begin(2, 20); // 20 s for a unit, and nothing for the second
  CHECK(*left.at(0, 20).seconds == doctest::Approx(20));
  CHECK(left.at(0, 20).share == doctest::Approx(6.0 / 7));
  left.begin(0, 21); // a stage that has ended does not come again
  CHECK(left.at(0, 21).share == doctest::Approx(6.0 / 7));
}

TEST_CASE("the share of several stages never falls, whatever one of them says") {
  time_left left({1, 1});
  left.begin(0, 0);
  CHECK(left.at(1, 1).share == doctest::Approx(0.5));
  CHECK(left.at(0.25, 2).share == doctest::Approx(0.5));
}

TEST_CASE("parts of work tell shares of the whole") {
  std::vector<double> heard;
  peax::progress const whole = [&](std::string_view, double share) { heard.push_back(share); };
  tell(part_of(whole, 0.2, 0.6), "x", 0.5);
  tell(nth_part_of(whole, 2, 4), "x", 1);
  tell(nth_part_of(part_of(whole, 0.5, 1), 0, 2), "x", 2); // more than all is all
  REQUIRE(heard.size() == 3);
  CHECK(heard[0] == doctest::Approx(0.4));
  CHECK(heard[1] == doctest::Approx(0.75));
  CHECK(heard[2] == doctest::Approx(0.75));
  CHECK_FALSE(part_of(peax::progress(), 0, 1));
}
