// What a record lists is in its hash and in its cache bytes, in that order and in the bytes of a list written by hand.
#include <peax/analysis/identity.hpp>
#include <peax/analysis/stored.hpp>

#include <boost/hana/define_struct.hpp>
#include <doctest/doctest.h>

#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace {

struct step {
  BOOST_HANA_DEFINE_STRUCT(step, (std::string, name), (double, rate));
};

struct settings {
  PEAX_SETTINGS(settings, (int, epochs, "of training", 3), (std::optional<double>, limit, "at most"),
                (std::vector<step>, steps, "one after the other"), (bool, tuned, "at the end", false));
};

struct plain {
  int epochs = 3;
  std::optional<double> limit;
  std::vector<step> steps;
  bool tuned = false;
};

//! A list in an order of its own.
struct turned {
  int first = 1;
  double second = 2;
};

//! More fields than the compiler counts in an aggregate.
struct large {
  PEAX_SETTINGS(large, (int, a, "", 1), (int, b, "", 2), (int, c, "", 3), (int, d, "", 4), (int, e, "", 5),
                (int, f, "", 6), (int, g, "", 7), (int, h, "", 8), (int, i, "", 9), (int, j, "", 10),
                (int, k, "", 11), (int, l, "", 12), (int, m, "", 13), (int, n, "", 14), (int, o, "", 15),
                (int, p, "", 16), (int, q, "", 17), (int, r, "", 18), (int, s, "", 19), (int, t, "", 20));
};

template <class T> std::string bytes_of(T const& value) {
  std::ostringstream to;
  peax::put(to, value);
  return std::move(to).str();
}

} // namespace

PEAX_RECORD(turned, second, first);

TEST_CASE("the hash of a record is that of its fields in their order") {
  settings const s{.limit = 0.5, .steps = {{"a", 0.25}}, .tuned = true};
  peax::hasher by_hand;
  by_hand(peax::meta::type_name<settings>());
  by_hand(3)(true)(0.5);
  by_hand(std::string_view("a"))(0.25)(std::uint64_t{1});
  by_hand(true);
  CHECK(peax::identity_of(s) == by_hand.finish());
  peax::hasher turned_by_hand;
  turned_by_hand(peax::meta::type_name<turned>())(2.)(1);
  CHECK(peax::identity_of(turned{}) == turned_by_hand.finish());
}

TEST_CASE("the bytes of a record are those of its fields, and of an aggregate without a list") {
  settings const s{.limit = 0.5, .steps = {{"a", 0.25}, {"b", 1}}, .tuned = true};
  plain const p{.limit = 0.5, .steps = {{"a", 0.25}, {"b", 1}}, .tuned = true};
  CHECK(bytes_of(s) == bytes_of(p));
  CHECK(bytes_of(turned{}) == bytes_of(2.) + bytes_of(1));
  std::istringstream from(bytes_of(s));
  auto const back = peax::get<settings>(from);
  CHECK(bytes_of(back) == bytes_of(s));
  CHECK(back.steps[1].name == "b");
}

TEST_CASE("every field of a record is in its hash, however many there are") {
  auto const base = peax::identity_of(large{});
  CHECK(base != peax::identity_of(large{.a = 0}));
  CHECK(base != peax::identity_of(large{.t = 0}));
  large const changed{.q = 5, .t = 8};
  std::istringstream from(bytes_of(changed));
  CHECK(peax::identity_of(peax::get<large>(from)) == peax::identity_of(changed));
}
