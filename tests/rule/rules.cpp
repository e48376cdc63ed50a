#include "support.hpp"
#include <peax/graph/op.hpp>
#include <peax/rule/apply.hpp>
#include <peax/rule/rule.hpp>

#include <doctest/doctest.h>

#include <string_view>

using namespace peax;
using namespace peax::testing;

namespace {
constexpr rule::pattern_rule tanh_to_relu{"tanh to relu", is<op::tanh>.as<"old">,
                                          [](auto const& found, rule::rewriting& w) {
                                            w.edit().set_op(found.template get<"old">().id(), op::relu{});
                                            return rule::verdict::done();
                                          }};
constexpr rule::pattern_rule relu_to_tanh{"relu to tanh", is<op::relu>.as<"old">,
                                          [](auto const& found, rule::rewriting& w) {
                                            w.edit().set_op(found.template get<"old">().id(), op::tanh{});
                                            return rule::verdict::done();
                                          }};
constexpr rule::pattern_rule no_sigmoid{
    "no sigmoid", is<op::sigmoid>.as<"it">, [](auto const& found, rule::rewriting&) {
      return rule::verdict::no("replacing a Sigmoid", "nothing else is like it",
                               found.template get<"it">().name());
    }};
} // namespace

TEST_CASE("tables of rules add up, in order") {
  constexpr auto table = rule::rules{tanh_to_relu} + rule::rules{no_sigmoid};
  static_assert(table.size == 2);
  sketch s({batch_extent, 3});
  auto const n = s.with({s.then(op::tanh{}, {s.then(op::sigmoid{}, {s.then(op::tanh{}, {s.x})})})});
  auto const result = rule::apply(table, n);
  CHECK(operators(result.result) == "Relu Sigmoid Relu");
  CHECK(result.uses[0] == std::pair<std::string, std::size_t>("tanh to relu", 2));
  CHECK(result.uses[1].second == 0);
  REQUIRE(result.refusals.size() == 1);
  CHECK(result.refusals[0].text() == "replacing a Sigmoid at Sigmoid_1: nothing else is like it");
}

TEST_CASE("a table that changes nothing gives the network itself") {
  sketch s({batch_extent, 3});
  auto const n = s.with({s.then(op::sigmoid{}, {s.x})});
  CHECK(rule::apply(rule::rules{tanh_to_relu}, n).result.content() == n.content());
}

TEST_CASE("rules that undo each other end in an error") {
  sketch s({batch_extent, 3});
  auto const n = s.with({s.then(op::tanh{}, {s.x})});
  CHECK_THROWS_WITH_AS((void)rule::apply(rule::rules{tanh_to_relu, relu_to_tanh}, n),
                       doctest::Contains("do not come to an end"), error);
}
