#include <peax/document/cell.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <optional>
#include <type_traits>

namespace d = peax::document;

static_assert(!std::is_constructible_v<d::cell, bool>);

TEST_CASE("cells are made from what reports hold") {
  CHECK(written(d::cell("conv1"), d::as_text()) == "conv1");
  CHECK(written(d::cell(peax::macs(5588160)), d::as_integer()) == "5,588,160");
  CHECK(written(d::cell(peax::bytes(131072)), d::as_bytes()) == "128 KiB");
  CHECK(written(d::cell(peax::seconds(0.00312)), d::as_quantity("s")) == "3.12 ms");
  CHECK(written(d::cell(peax::fraction(0.9173)), d::as_percent(2)) == "91.73 %");
  CHECK(written(d::cell(0.8042F), d::as_number(4)) == "0.8042");
  CHECK(written(d::cell(std::optional<double>(0.5)), d::as_share()) == "50.0 %");
}

TEST_CASE("nothing and not a number are shown as no value") {
  CHECK(written(d::cell(), d::as_integer()) == d::no_value);
  CHECK(written(d::cell(std::optional<int>()), d::as_percent()) == d::no_value);
  CHECK(written(d::cell(std::numeric_limits<double>::quiet_NaN()), d::as_number(2)) == d::no_value);
  CHECK_FALSE(d::cell(std::numeric_limits<double>::infinity()).number().has_value());
}

TEST_CASE("text in a number column stays text") {
  CHECK(written(d::cell("never"), d::as_number(4)) == "never");
}

TEST_CASE("unsigned numbers beyond 63 bits keep their size") {
  auto const huge = std::numeric_limits<std::uint64_t>::max();
  CHECK(d::cell(huge).number().value() == doctest::Approx(1.8446744073709552e19));
}

TEST_CASE("a whole number is exact beyond what double can hold") {
  CHECK(written(d::cell(std::int64_t{9007199254740993}), d::as_integer()) == "9,007,199,254,740,993");
}
