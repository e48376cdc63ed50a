//! Numbers as text. The expected texts follow from the rules of the SI and from decimal rounding by hand.

#include <peax/document/number.hpp>

#include <doctest/doctest.h>

#include <clocale>
#include <cstdint>
#include <limits>

namespace d = peax::document;

static constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();
static constexpr double infinite = std::numeric_limits<double>::infinity();

TEST_CASE("whole numbers have thousands separators") {
  CHECK(d::grouped(0) == "0");
  CHECK(d::grouped(999) == "999");
  CHECK(d::grouped(1000) == "1,000");
  CHECK(d::grouped(5588160) == "5,588,160");
  CHECK(d::grouped(-123456) == "-123,456");
  CHECK(d::grouped(std::numeric_limits<std::int64_t>::min()) == "-9,223,372,036,854,775,808");
}

TEST_CASE("fixed digits round and never show a negative zero") {
  CHECK(d::fixed(1234.5678, 2) == "1,234.57");
  CHECK(d::fixed(-0.0001, 2) == "0.00");
  CHECK(d::fixed(-1234.5, 1) == "-1,234.5");
  CHECK(d::fixed(1e15, 0) == "1.00e+15");
  CHECK(d::fixed(std::numeric_limits<double>::max(), 2) == "1.80e+308");
}

TEST_CASE("values that are not finite are shown as no value") {
  for (double bad : {nan_value, infinite, -infinite}) {
    CHECK(d::fixed(bad, 2) == d::no_value);
    CHECK(d::percent(bad) == d::no_value);
    CHECK(d::si(bad, "s") == d::no_value);
    CHECK(d::binary_bytes(bad) == d::no_value);
  }
}

TEST_CASE("percent takes a fraction") {
  CHECK(d::percent(0.9173, 2) == "91.73 %");
  CHECK(d::percent(1) == "100.0 %");
  CHECK(d::percent(-0.004) == "-0.4 %");
}

TEST_CASE("SI prefixes leave three significant digits") {
  CHECK(d::si(5588160) == "5.59 M");
  CHECK(d::si(0.00312, "s") == "3.12 ms");
  CHECK(d::si(1.24e-5, "J") == "12.4 µJ");
  CHECK(d::si(0, "s") == "0 s");
  CHECK(d::si(12) == "12");
  CHECK(d::si(-0.5, "s") == "-500 ms");
  CHECK(d::si(1e18, "B") == "1.00e+18 B");
}

TEST_CASE("rounding up moves on to the next prefix") {
  CHECK(d::si(999400) == "999 k");
  CHECK(d::si(999600) == "1.00 M");
  CHECK(d::si(9.996e-3, "s") == "10.0 ms");
  CHECK(d::si(99.96e-3, "s") == "100 ms");
}

TEST_CASE("memories count in powers of 1024") {
  CHECK(d::binary_bytes(40) == "40 B");
  CHECK(d::binary_bytes(131072) == "128 KiB");
  CHECK(d::binary_bytes(12544) == "12.2 KiB");
  CHECK(d::binary_bytes(3.0 * 1024 * 1024) == "3 MiB");
}

TEST_CASE("the locale does not change numbers") {
  for (char const* name : {"de_DE.UTF-8", "fr_FR.UTF-8", ""})
    if (std::setlocale(LC_ALL, name) != nullptr) CHECK(d::fixed(1234.5, 1) == "1,234.5");
  std::setlocale(LC_ALL, "C");
}
