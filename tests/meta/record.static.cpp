#include <peax/meta/enumerators.hpp>
#include <peax/meta/record.hpp>

#include <boost/hana/define_struct.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

struct plain {
  BOOST_HANA_DEFINE_STRUCT(plain, (int, a), (double, b));
};
struct derived : plain {};

enum class pace : std::uint8_t { slow, fast };
constexpr auto names_of(pace) { return std::array<std::string_view, 2>{"slow", "fast"}; }

struct with_defaults {
  int a = 1;
  std::vector<int> b;
};

struct settings {
  PEAX_SETTINGS(settings, (int, epochs, "of training", 3), (std::optional<double>, limit, "at most"),
                (std::vector<double>, widths, "shares", 0.75, 0.5), (pace, how, "of the walk", pace::fast));
};
struct more_settings : settings {
  int more = 0;
};

} // namespace

PEAX_RECORD(with_defaults, a, b);

namespace {

using namespace peax::meta;

// what a record is
static_assert(Record<plain> && Record<with_defaults> && Record<settings> && Record<settings const>);
static_assert(!Record<derived> && !Record<more_settings> && !Record<int> && !Record<std::string>);
static_assert(Settings<settings> && !Settings<plain> && !Settings<with_defaults>);
static_assert(record_lists_every_field<plain>("a, b") && !record_lists_every_field<plain>("a"));
static_assert(has_fields<plain>() && has_fields<with_defaults>() && !has_fields<int>() &&
              !has_fields<derived>());

// a record stays the struct that it was
static_assert(std::is_aggregate_v<plain> && std::is_aggregate_v<settings>);
static_assert(plain{.a = 1, .b = 2}.b == 2);
static_assert(settings{}.epochs == 3 && settings{.epochs = 5}.epochs == 5 && !settings{}.limit);

// its fields, by types, values and names
static_assert(std::is_same_v<types_of_fields<plain>, list<int, double>>);
static_assert(
    std::is_same_v<types_of_fields<settings>, list<int, std::optional<double>, std::vector<double>, pace>>);
constexpr double sum_of(plain of) {
  return with_all_fields(of, [](auto const&... fields) { return (0. + ... + fields); });
}
static_assert(sum_of({2, 0.5}) == 2.5);
constexpr plain doubled(plain of) {
  for_each_field(of, [](char const*, auto& field) { field *= 2; });
  return of;
}
static_assert(doubled({2, 0.5}).a == 4 && doubled({2, 0.5}).b == 1);
constexpr std::size_t letters() {
  std::size_t count = 0;
  settings of;
  for_each_setting(of, [&](std::string_view name, std::string_view words, auto const&) {
    count += name.size() + words.size();
  });
  return count;
}
static_assert(letters() == std::string_view("epochslimitwidthshow").size() +
                               std::string_view("of trainingat mostsharesof the walk").size());

// names of enumerators
static_assert(Named<pace> && !Named<int> && !Named<std::byte>);
static_assert(name_of_enumerator(pace::fast) == "fast");
static_assert(enumerator_named<pace>("slow") == pace::slow && !enumerator_named<pace>("quick"));

} // namespace
