#include <peax/core/error.hpp>
#include <peax/graph/builder.hpp>
#include <peax/graph/layer_facts.hpp>
#include <peax/hardware/predicate.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <string>

using namespace peax;
using hardware::predicate;

namespace {

//! A convolution of 16 channels to 16 in 4 groups, 5 x 3, stride 2 and 1, and a depthwise one of 3 x 3, and a pointwise one.
graph three_layers() {
  network_builder b("three", shape{batch_extent, 16, 12, 10});
  b.conv(16, {5, 3}, {.stride = {2, 1}, .groups = 4}, "grouped")
      .relu()
      .depthwise({3, 3}, {}, "deep")
      .conv(24, {1, 1}, {}, "thin");
  return b.finish();
}

layer_facts facts(std::string const& layer) {
  static graph const g = three_layers();
  for (std::size_t i = 0; i < g.nodes().size(); ++i)
    if (g.nodes()[i].name == layer) return facts_of(g, static_cast<node_id>(i), 32);
  FAIL("no layer " << layer);
  return {};
}

std::string refusal_of(std::string const& text, char const* op = "Conv") {
  try {
    (void)predicate::parse(text, op);
  } catch (bad_input const& e) {
    return e.what();
  }
  return "";
}

} // namespace

TEST_CASE("conditions hold or not: a table of expressions") {
  struct row {
    char const* text;
    bool grouped, deep, thin;
  };
  for (row const& r : {
           row{"kernel <= 3", false, true, true},
           row{"kernel < 5", false, true, true},
           row{"kernel = 5", true, false, false},
           row{"kernel != 5", false, true, true},
           row{"kernel_h >= 5", true, false, false},
           row{"kernel_w > 3", false, false, false},
           row{"3 >= kernel", false, true, true},
           row{"depthwise", false, true, false},
           row{"not depthwise", true, false, true},
           row{"pointwise or depthwise", false, true, true},
           row{"groups = 1 or depthwise", false, true, true},
           row{"kernel <= 7 and (groups = 1 or depthwise)", false, true, true},
           // `and` binds closer than `or`, `not` closest.
           row{"depthwise or kernel = 5 and stride = 1", false, true, false},
           row{"(depthwise or kernel = 5) and stride = 1", false, true, false},
           row{"not depthwise and stride = 1", false, false, true},
           row{"not (depthwise and stride = 1)", true, false, true},
           row{"not not depthwise", false, true, false},
           row{"channels_in = channels_out", true, true, false},
           row{"stride_h = 2 and stride_w = 1", true, false, false},
           row{"rank = 4 and bits = 32 and inputs = 1", true, true, true},
           row{"limited", true, false, false},
           row{"  kernel<=3   and\tgroups>=1 ", false, true, true},
           row{"elements >= 1000000000000", false, false, false},
       }) {
    CAPTURE(r.text);
    auto const p = predicate::parse(r.text, "Conv");
    CHECK(p.holds(facts("grouped")) == r.grouped);
    CHECK(p.holds(facts("deep")) == r.deep);
    CHECK(p.holds(facts("thin")) == r.thin);
    CHECK(p.why_not(facts("deep")).empty() == r.deep);
    CHECK(p == predicate::parse(p.text(), "Conv"));
  }
  CHECK(predicate().holds(facts("deep")));
}

TEST_CASE("why a condition does not hold names what decides it") {
  auto const why = [](char const* text, char const* layer) {
    return predicate::parse(text, "Conv").why_not(facts(layer));
  };
  CHECK(why("kernel <= 3", "grouped") == "kernel is 5");
  CHECK(why("kernel <= 7 and (groups = 1 or depthwise)", "grouped") == "groups is 4, it is not depthwise");
  CHECK(why("kernel <= 3 and stride = 1", "grouped") == "kernel is 5, stride is 2");
  CHECK(why("not depthwise", "deep") == "it is depthwise");
  CHECK(why("channels_in = channels_out", "thin") == "channels_in is 16, channels_out is 24");
  CHECK(why("not (kernel = 3 and depthwise)", "deep") == "kernel is 3, it is depthwise");
}

TEST_CASE("what a layer does not know is neither true nor false") {
  layer_facts nothing;
  for (char const* text :
       {"kernel <= 3", "not kernel <= 3", "depthwise", "not depthwise", "kernel = 1 and kernel != 1"}) {
    CAPTURE(text);
    CHECK_FALSE(predicate::parse(text, "Conv").holds(nothing));
    CHECK(predicate::parse(text, "Conv").why_not(nothing).find("is not known") != std::string::npos);
  }
  nothing.set(layer_fact::stride, 1);
  CHECK(predicate::parse("kernel = 3 or stride = 1", "Conv").holds(nothing));
  CHECK_FALSE(predicate::parse("kernel = 3 and stride = 1", "Conv").holds(nothing));
}

TEST_CASE("what is no condition is refused with the column and what to write") {
  struct row {
    char const *text, *says;
  };
  for (row const& r : {
           row{"", "column 1: the condition ends where a name or a number must stand"},
           row{"kernal <= 7",
               "column 1: Conv has no 'kernal' (did you mean 'kernel'?); it has kernel, kernel_h"},
           row{"kernel <= 7 and axis = 1", "column 17: Conv has no 'axis'; it has"},
           row{"kernel", "column 1: 'kernel' is a number; compare it, as in 'kernel <= 4'"},
           row{"7", "column 1: '7' is a number"},
           row{"depthwise = 1", "column 1: 'depthwise' is true or not; it is not compared"},
           row{"1 = depthwise", "column 5: 'depthwise' is true or not"},
           row{"kernel <= 7 groups = 1",
               "column 13: 'groups' is not expected here; join conditions with 'and' or 'or'"},
           row{"kernel <= 7)", "column 12: ')' is not expected here"},
           row{"(kernel <= 7", "column 13: a parenthesis is not closed"},
           row{"kernel <=", "column 10: the condition ends where"},
           row{"kernel == 7", "column 9: '=' stands where a name or a number must stand"},
           row{"kernel <= and", "column 11: 'and' stands where"},
           row{"kernel <= 7 and", "column 16: the condition ends"},
           row{"kernel <= 3.5", "column 11: '3.5' is no whole number"},
           row{"kernel <= 3x3", "column 11: '3x3' is no whole number"},
           row{"kernel <= 99999999999999999999",
               "column 11: '99999999999999999999' is no whole number up to 10^12"},
           row{"kernel <= -1", "column 11: there may be names, whole numbers"},
           row{"kernel && stride", "column 8: there may be names"},
           row{"kernel ! 3", "column 8: there may be names"},
           row{"1 <= kernel <= 7", "column 13: '<=' is not expected here"},
           row{"Kernel <= 7", "did you mean 'kernel'?"},
       }) {
    CAPTURE(r.text);
    auto const said = refusal_of(r.text);
    CAPTURE(said);
    CHECK(said.find(r.says) != std::string::npos);
  }
  CHECK(refusal_of("kernel <= 7", "Softmax").find("Softmax has no 'kernel'; it has channels_in") !=
        std::string::npos);
  CHECK(refusal_of("axis = 1", "Softmax").empty());
}

TEST_CASE("long and deep conditions end in a sentence") {
  std::string const deep(predicate::deepest + 1, '('), shut(predicate::deepest + 1, ')');
  CHECK(refusal_of(deep + "depthwise" + shut).find("more than 30 parentheses") != std::string::npos);
  CHECK(refusal_of(deep.substr(1) + "depthwise" + shut.substr(1)).empty());
  std::string many;
  for (int i = 0; i < 200; ++i) many += "not ";
  CHECK(refusal_of(many + "depthwise").find("parentheses and 'not'") != std::string::npos);
  std::string chain = "depthwise";
  while (chain.size() + 13 <= predicate::longest) chain += " or depthwise";
  CHECK(predicate::parse(chain, "Conv").holds(facts("deep")));
  CHECK(refusal_of(chain + " or depthwise").find("at most 1000 are read") != std::string::npos);
  CHECK(refusal_of(std::string(1000, '(')).find("more than 30") != std::string::npos);
  std::string const zero("kernel = 3\0", 11);
  CHECK(refusal_of(zero).find("column 11") != std::string::npos);
}
