#include <peax/core/split.hpp>
#include <peax/meta/fields.hpp>
#include <peax/meta/fields_of.hpp>
#include <peax/meta/fixed_text.hpp>
#include <peax/meta/list.hpp>
#include <peax/meta/signature.hpp>
#include <peax/meta/type_name.hpp>

#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace {

using namespace peax::meta;

// texts
template <fixed_text Text> struct tagged {};
static_assert(std::is_same_v<tagged<"wide">, tagged<"wide">>);
static_assert(!std::is_same_v<tagged<"wide">, tagged<"wild">>);
static_assert(fixed_text("wide").view() == "wide");
static_assert(fixed_text("a") != fixed_text("ab"));

// lists: Hana tuples of types as values
namespace hana = boost::hana;
constexpr auto is_small = []<class T>(identity<T>) { return hana::bool_c<sizeof(T) == 1>; };
static_assert(std::is_same_v<list<int, char>, hana::tuple<hana::basic_type<int>, hana::basic_type<char>>>);
static_assert(list<int, char>{} == hana::make_tuple(hana::type_c<int>, hana::type_c<char>));
static_assert(size<list<>> == 0 && is_empty<list<>> && size<list<int, char>> == 2);
static_assert(contains<list<char, int>, int> && !contains<list<char, int>, long>);
static_assert(std::is_same_v<with<list<int>, long, char>, list<int, long, char>>);
static_assert(std::is_same_v<join<list<int>, list<>, list<char, int>>, list<int, char, int>>);
static_assert(std::is_same_v<each_once<list<int, char, int, int>>, list<int, char>>);
static_assert(std::is_same_v<filter<list<int, char, bool, long, char>, is_small>, list<char, bool>>);
static_assert(std::is_same_v<filter<list<>, is_small>, list<>>);
static_assert(std::is_same_v<filter<list<int, char, bool>, is_small>,
                             decltype(hana::filter(list<int, char, bool>{}, is_small))>);
static_assert(any_of<list<int, char>, is_small> && !any_of<list<int>, is_small> && !any_of<list<>, is_small>);
static_assert(std::is_same_v<first<list<char, int>>, char> && std::is_void_v<first<list<>>>);
static_assert(index_of<list<int, char, bool>, bool> == 2 && index_of<list<int, char, bool>, long> == 3);
static_assert(std::is_same_v<apply<std::function, list<void()>>, std::function<void()>>);

// signatures
struct component {
  int make(int const&, char const&) const;
  int quiet(int const&) const noexcept;
  int by_value(int) const;
  int by_reference(int&) const;
  int changes(int const&);
  static int alone(int const&);
};
using make = signature<decltype(&component::make)>;
static_assert(make::known && make::by_const_reference);
static_assert(std::is_same_v<make::parameters, list<int, char>> && std::is_same_v<make::result, int>);
static_assert(std::is_same_v<signature<decltype(&component::quiet)>::parameters, list<int>>);
static_assert(!signature<decltype(&component::by_value)>::by_const_reference);
static_assert(!signature<decltype(&component::by_reference)>::by_const_reference);
static_assert(!signature<decltype(&component::changes)>::known);
static_assert(!signature<decltype(&component::alone)>::known);

// fields
struct inner {
  int a;
  double b;
};
struct outer {
  inner x;
  std::optional<double> y;
  int z[3];
  std::string s;
  std::vector<int> v;
  std::function<void()> f;
};
struct one {
  int a = 3;
};
struct nested {
  one x;
};
struct derived : inner {
  int c;
};
struct sixteen {
  int a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p;
};
struct seventeen {
  sixteen first;
  int b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q;
};
class closed {
  [[maybe_unused]] int a = 0;
};
static_assert(std::is_same_v<field_types<outer>, list<inner, std::optional<double>, int[3], std::string,
                                                      std::vector<int>, std::function<void()>>>);
static_assert(std::is_same_v<field_types<nested>, list<one>>);
static_assert(hana::length(fields_of<outer>()) == hana::size_c<6>);
static_assert(hana::back(fields_of<inner>()).position == 1 && hana::back(fields_of<inner>()).name.empty());
static_assert(fields_can_be_told_of<sixteen> && !fields_can_be_told_of<seventeen> &&
              !fields_can_be_told_of<closed>);
static_assert(field_count<sixteen>() == 16);
static_assert(field_count<inner>() == 2);
static_assert(field_count<derived>() == 0);
static_assert(field_count<seventeen>() == 0);
static_assert(field_count<closed>() == 0);
static_assert(field_count<int>() == 0);
constexpr inner pair{1, 2.5};
static_assert(with_fields(pair, [](int a, double b) { return a + b; }) == 3.5);

// names
static_assert(type_name<int>() == "int");
static_assert(type_name<peax::test>() == "peax::test");

// splits
static_assert(peax::Split<peax::calibration> && !peax::Split<int>);
static_assert(peax::validation::name == "validation");

} // namespace
