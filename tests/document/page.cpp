#include <peax/document/describe.hpp>
#include <peax/document/page.hpp>

#include <doctest/doctest.h>

#include <string>
#include <type_traits>
#include <variant>

namespace d = peax::document;

namespace reports {

struct with_member {
  d::section describe() const { return d::section("Member").say("a"); }
};
struct with_function {};
d::section describe(with_function const&) { return d::section("Function").say("b"); }
struct with_both {
  d::section describe() const { return d::section("Member"); }
};
d::section describe(with_both const&) { return d::section("Function"); }
struct silent {};
struct wrong {
  int describe() const { return 1; }
};

} // namespace reports

static_assert(d::Describable<reports::with_member>);
static_assert(d::Describable<reports::with_function>);
static_assert(!d::Describable<reports::silent>);
static_assert(!d::Describable<reports::wrong>);
static_assert(!std::is_invocable_v<decltype(d::describe), reports::silent>);

TEST_CASE("a report describes itself by a member or by a function beside it") {
  CHECK(d::describe(reports::with_member{}).title() == "Member");
  CHECK(d::describe(reports::with_function{}).title() == "Function");
  CHECK(d::describe(reports::with_both{}).title() == "Member");
}

TEST_CASE("a page is written as a chain of sections and elements") {
  d::page page("net", "subtitle");
  auto& first = page.section("Footprint").say("words").show(d::table({{"a"}}).add({1}));
  page.section("Exits");
  page.add(d::describe(reports::with_member{}));
  REQUIRE(page.sections().size() == 3);
  CHECK(first.title() == "Footprint"); // still valid after two more sections
  REQUIRE(first.elements().size() == 2);
  CHECK(std::get<d::paragraph>(first.elements()[0]).text == "words");
  CHECK(std::get<d::table>(first.elements()[1]).rows().size() == 1);
}

TEST_CASE("no refusals leave no trace") {
  d::section s("s");
  s.refuse("Not done", {});
  CHECK(s.elements().empty());
  s.refuse("Not done", {{"exit", "too expensive", "block 1"}});
  CHECK(s.elements().size() == 1);
}
