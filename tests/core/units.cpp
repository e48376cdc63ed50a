#include <peax/core/error.hpp>
#include <peax/core/units.hpp>

#include <doctest/doctest.h>

#include <concepts>
#include <cstdint>
#include <type_traits>

template <class A, class B>
concept Adds = requires(A a, B b) { a + b; };
template <class A, class B>
concept Compares = requires(A a, B b) { a < b; };

static_assert(Adds<peax::macs, peax::macs>);
static_assert(!Adds<peax::macs, peax::element_operations>);
static_assert(!Adds<peax::seconds, peax::joules>);
static_assert(Compares<peax::bytes, peax::bytes>);
static_assert(!Compares<peax::bytes, peax::macs>);
static_assert(!std::convertible_to<double, peax::fraction>, "a bare number is not a fraction");
static_assert(std::constructible_from<peax::fraction, double>);

TEST_CASE("same units add, subtract, scale and compare") {
  peax::macs total{12'501'632};
  total += peax::macs{368};
  CHECK(total == peax::macs{12'502'000});
  total -= peax::macs{2'000};
  CHECK(total + peax::macs{1} == peax::macs{12'500'001});
  CHECK(total - peax::macs{500'000} == peax::macs{12'000'000});
  CHECK(2 * peax::macs{21} == peax::macs{21} * 2);
  CHECK(peax::seconds{0.5} < peax::seconds{0.75});
}

TEST_CASE("a quotient of same units is a plain number, not rounded") {
  auto const share = peax::macs{1} / peax::macs{4};
  static_assert(std::same_as<std::remove_const_t<decltype(share)>, double>);
  CHECK(share == 0.25);
}

TEST_CASE("counts that 64 bits do not hold are refused; those with fractions are not") {
  peax::macs const many(std::int64_t{1} << 62);
  CHECK_THROWS_AS((void)(many + many), peax::bad_input);
  CHECK_THROWS_AS((void)(many * 2), peax::bad_input);
  CHECK_THROWS_AS((void)(peax::macs(0) - many - many - many), peax::bad_input);
  peax::macs sum = many;
  CHECK_THROWS_AS(sum += many, peax::bad_input);
  CHECK(sum == many);
  CHECK(peax::seconds(1e300) * 1e300 > peax::seconds(1e308));
}
