#include <peax/core/split.hpp>
#include <peax/meta/fields.hpp>
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

// lists
template <class T> struct is_small : std::bool_constant<sizeof(T) == 1> {};
static_assert(contains<int>(list<char, int>{}));
static_assert(!contains<long>(list<char, int>{}));
static_assert(std::is_same_v<decltype(with<int>(list<int, char>{})), list<int, char>>);
static_assert(std::is_same_v<decltype(with<long>(list<int, char>{})), list<int, char, long>>);
static_assert(std::is_same_v<decltype(filter<is_small>(list<int, char, bool, long>{})), list<char, bool>>);
static_assert(std::is_same_v<decltype(filter<is_small>(list<>{})), list<>>);
static_assert(std::is_same_v<decltype(from<char>(list<int, char, bool>{})), list<char, bool>>);
static_assert(index_of<bool>(list<int, char, bool>{}) == 2);
static_assert(index_of<long>(list<int, char, bool>{}) == 3);
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
static_assert(field_count<sixteen>() == 16);
static_assert(field_count<inner>() == 2);
static_assert(field_count<derived>() == 0);
static_assert(field_count<seventeen>() == 0);
static_assert(field_count<closed>() == 0);
static_assert(field_count<int>() == 0);
static_assert(with_fields(inner{1, 2.5}, [](int a, double b) { return a + b; }) == 3.5);

// names
static_assert(type_name<int>() == "int");
static_assert(type_name<peax::test>() == "peax::test");

// splits
static_assert(peax::Split<peax::calibration> && !peax::Split<int>);
static_assert(peax::validation::name == "validation");

} // namespace
