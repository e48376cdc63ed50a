#include <peax/core/time_left.hpp>

#include <doctest/doctest.h>

using peax::time_left;

TEST_CASE("the time that is left follows the share of the whole, not that of the last report") {
  time_left left;
  CHECK_FALSE(left.at(0, 100));
  CHECK(*left.at(0.1, 110) == doctest::Approx(90));
  CHECK(*left.at(0.5, 150) == doctest::Approx(50));
  CHECK(*left.at(1, 200) == doctest::Approx(0));
}

TEST_CASE("work that begins again, or late, is measured from there") {
  time_left left;
  (void)left.at(0, 0);
  (void)left.at(1, 1);
  CHECK_FALSE(left.at(0.25, 10)); // the next phase, when it is first heard of
  CHECK(*left.at(0.5, 11) == doctest::Approx(2));
}
