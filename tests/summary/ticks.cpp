#include <peax/summary/ticks.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace d = peax::document;
using peax::summary::nice_step;
using peax::summary::scale;
using peax::summary::scale_for;

static std::vector<std::string> labels(scale const& s) {
  std::vector<std::string> out;
  for (auto const& t : s.ticks) out.push_back(t.label);
  return out;
}

TEST_CASE("steps are 1, 2 or 5 times a power of ten") {
  CHECK(nice_step(10, 5) == doctest::Approx(2));
  CHECK(nice_step(11, 5) == doctest::Approx(5));
  CHECK(nice_step(0.6, 6) == doctest::Approx(0.1));
  CHECK(nice_step(6e6, 8) == doctest::Approx(1e6));
  CHECK(nice_step(55, 10) == doctest::Approx(10));
}

TEST_CASE("marks of percent, SI and whole numbers have equal precision") {
  std::vector<double> const accuracies{0.87, 0.92};
  CHECK(labels(scale_for({"", d::as_percent(2), false, 0.87, 0.92}, accuracies, 6)) ==
        std::vector<std::string>{"87 %", "88 %", "89 %", "90 %", "91 %", "92 %"});
  std::vector<double> const macs{0, 1180288};
  CHECK(labels(scale_for({"", d::as_quantity(), false, 0.0, 1180288.0}, macs, 6)) ==
        std::vector<std::string>{"0", "0.2 M", "0.4 M", "0.6 M", "0.8 M", "1.0 M"});
  std::vector<double> const memory{0, 62720};
  CHECK(labels(scale_for({"", d::as_bytes(), false, 0.0, 62720.0}, memory, 4)) ==
        std::vector<std::string>{"0 B", "20 KiB", "40 KiB", "60 KiB"});
  std::vector<double> const counts{0, 3};
  CHECK(labels(scale_for({"", d::as_integer(), false, 0.0, 3.0}, counts, 8)) ==
        std::vector<std::string>{"0", "1", "2", "3"});
}

TEST_CASE("a scale holds its values and its marks, whatever the values") {
  double const nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
  std::vector<std::vector<double>> const cases{
      {},         {0},      {5},       {-3, -3},        {1e15, 1e15 + 1},
      {nan, inf}, {nan, 2}, {1e-300},  {1e299, -1e299}, {1e-9, 1},
      {-5, 5},    {0, 0},   {-1e-320}, {1e300, 1e301},  {0.1, 0.1 + 1e-17}};
  for (auto const& values : cases)
    for (bool logarithmic : {false, true})
      for (auto const& style :
           {d::as_quantity("s"), d::as_percent(), d::as_integer(), d::as_number(2), d::as_bytes()}) {
        scale const s = scale_for({"", style, logarithmic, {}, {}}, values, 6);
        CHECK(std::isfinite(s.from));
        CHECK(std::isfinite(s.to));
        CHECK(s.from < s.to);
        CHECK(s.ticks.size() <= 50);
        for (auto const& t : s.ticks) {
          CHECK(t.label.find("nan") == std::string::npos);
          CHECK(s.place(t.value) >= -1e-6);
          CHECK(s.place(t.value) <= 1 + 1e-6);
        }
        for (double v : values)
          if (s.shows(v) && std::abs(v) < 1e300) {
            CHECK(s.place(v) >= -1e-6);
            CHECK(s.place(v) <= 1 + 1e-6);
          }
      }
}

TEST_CASE("parts stay within 0 to 1 and counts at 0 or above") {
  std::vector<double> const values{0.02, 0.99};
  scale const s = scale_for({"", d::as_percent(), false, {}, {}}, values, 6);
  CHECK(s.from == 0);
  CHECK(s.to == 1);
}

TEST_CASE("a logarithmic axis marks decades") {
  std::vector<double> const values{1e3, 1e7};
  CHECK(labels(scale_for({"", d::as_quantity(), true, {}, {}}, values, 6)) ==
        std::vector<std::string>{"1 k", "10 k", "100 k", "1 M", "10 M"});
  scale const s = scale_for({"", d::as_quantity(), true, {}, {}}, values, 6);
  CHECK(s.place(1e5) == doctest::Approx(0.5));
}
