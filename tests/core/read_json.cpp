#include <peax/core/error.hpp>
#include <peax/core/read_json.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <string>

using namespace peax;

namespace {
std::string said_of(std::string const& text) {
  try {
    (void)read_json(text, "some.json");
  } catch (bad_input const& e) {
    return e.what();
  }
  return "";
}
} // namespace

TEST_CASE("a key that one object has twice is refused; two objects may have the same") {
  CHECK(said_of(R"({"a": 1, "b": {"a": 2}, "c": [{"a": 3}, {"a": 4}]})").empty());
  CHECK(said_of(R"({"a": 1, "b": 2, "a": 1})") == "some.json: the key 'a' is given twice in one object");
  CHECK(said_of(R"([{"x": {"k": 1, "k": 2}}])") == "some.json: the key 'k' is given twice in one object");
}

TEST_CASE("what is no JSON, and what is nested without end, is refused") {
  CHECK(said_of("{").starts_with("some.json is no JSON"));
  CHECK(said_of("").starts_with("some.json is no JSON"));
  CHECK(said_of(std::string(100000, '[')) == "some.json is nested too deeply (at most 64)");
}
