#include "model_text.hpp"
#include <peax/engine/run.hpp>
#include <peax/graph/cost.hpp>
#include <peax/graph/op.hpp>
#include <peax/graph/parse.hpp>
#include <peax/graph/text.hpp>
#include <peax/onnx/save.hpp>

#include <doctest/doctest.h>
#include <support/reference_interpreter.hpp>

#include <span>
#include <string>
#include <vector>

using namespace peax;
using namespace peax::testing;

namespace {

auto const x = input_text("x", {"1", "3"});
auto const free_x = input_text("x", {"N", "3"});
auto const y = output_text("y");

std::string branch(std::string const& name, std::string const& graph) {
  return "attribute { name: '" + name + "' type: GRAPH g { name: '" + name + "' " + graph + " } } ";
}
std::string choice(std::string const& condition, std::string const& then_graph, std::string const& else_graph,
                   std::vector<std::string> const& outputs = {"y"}) {
  return node_text("If", {condition}, outputs,
                   branch("then_branch", then_graph) + branch("else_branch", else_graph));
}
std::string truth_text(std::string const& name, bool value) {
  return "initializer { name: '" + name + "' data_type: 9 dims: 1 int32_data: " + (value ? "1" : "0") +
         " }\n";
}

//! doubled = 2 x; sum of x above 1: doubled + 10, above 0: doubled + 20, else: -doubled.
std::string three_ways() {
  auto const number = [](char const* name, float v) { return floats_text(name, {1}, {v}); };
  std::string const inner = choice(
      "above_0", number("twenty", 20) + node_text("Add", {"doubled", "twenty"}, {"b"}) + output_text("b"),
      node_text("Neg", {"doubled"}, {"c"}) + output_text("c"), {"inner"});
  return x + number("two", 2) + number("one", 1) + number("zero", 0) +
         node_text("Mul", {"x", "two"}, {"doubled"}) +
         node_text("ReduceSum", {"x"}, {"sum"}, int_attribute("keepdims", 0)) +
         node_text("Greater", {"sum", "one"}, {"above_1"}) +
         choice("above_1", number("ten", 10) + node_text("Add", {"doubled", "ten"}, {"a"}) + output_text("a"),
                node_text("Greater", {"sum", "zero"}, {"above_0"}) + inner + output_text("inner")) +
         y;
}

std::size_t branches_in(graph const& g) {
  std::size_t n = 0;
  for (auto const& node : g.nodes()) n += node.op.is<op::if_else>() ? 1 : 0;
  return n;
}

} // namespace

TEST_CASE("the branch that the condition takes gives the outputs, in the engine and plainly, nested too") {
  network const n = peax::onnx::load_bytes(model_bytes(13, three_ways()));
  REQUIRE(branches_in(*n) == 1);
  auto const again = peax::onnx::load_bytes(peax::onnx::save_bytes(n));
  CHECK(equal(*n, *again));
  CHECK(equal(*n, parse(to_text(*n))));
  struct sample {
    std::vector<float> in, out;
  };
  for (auto const& s : {sample{{1, 2, 3}, {12, 14, 16}}, sample{{1, 0, -0.5F}, {22, 20, 19}},
                        sample{{-1, -2, -3}, {2, 4, 6}}}) {
    CHECK(testing::interpret(*n, {tensor(shape{1, 3}, s.in)})[0] == tensor(shape{1, 3}, s.out));
    CHECK(engine::run(n, s.in)[0] == tensor(shape{1, 3}, s.out));
    CHECK(engine::run(again, s.in)[0] == tensor(shape{1, 3}, s.out));
  }
  // Three samples one after the other.
  CHECK(engine::run(n, std::vector<float>{1, 2, 3, 1, 0, -0.5F, -1, -2, -3})[0] ==
        tensor(shape{3, 3}, std::vector<float>{12, 14, 16, 22, 20, 19, 2, 4, 6}));
}

TEST_CASE("the weights of a branch stay in it, and count") {
  network const n = peax::onnx::load_bytes(model_bytes(13, three_ways()));
  for (auto const& v : n->values()) CHECK((v.name != "ten" && v.name != "twenty"));
  CHECK(cost_of(*n).parameters == 5); // two, one; ten; zero and twenty
}

TEST_CASE("an If whose condition is constant becomes its branch, the batch stays free") {
  auto const then_graph = floats_text("w", {1}, {2}) + node_text("Mul", {"x", "w"}, {"r"}) + output_text("r"),
             else_graph = floats_text("w", {1}, {3}) + node_text("Mul", {"x", "w"}, {"r"}) + output_text("r");
  auto const shape_says = [](std::int64_t extent) {
    return ints_text("at", {1}, {1}) + ints_text("extent", {1}, {extent}) + node_text("Shape", {"x"}, {"s"}) +
           node_text("Gather", {"s", "at"}, {"e"}) + node_text("Equal", {"e", "extent"}, {"c"});
  };
  auto const batch_says = ints_text("at", {}, {0}) + ints_text("none", {}, {0}) +
                          node_text("Shape", {"x"}, {"s"}) + node_text("Gather", {"s", "at"}, {"e"}) +
                          node_text("Greater", {"e", "none"}, {"c"});
  struct way {
    std::string condition;
    float factor;
  };
  for (auto const& w :
       {way{truth_text("c", true), 2}, way{truth_text("c", false), 3}, way{shape_says(3), 2},
        way{shape_says(4), 3}, way{batch_says, 2},
        way{truth_text("d", true) + node_text("Not", {"d"}, {"c"}), 3},
        way{floats_text("f", {1}, {1}) + floats_text("g", {1}, {2}) + node_text("Less", {"f", "g"}, {"c"}),
            2}}) {
    network const n = peax::onnx::load_bytes(
        model_bytes(13, free_x + w.condition + choice("c", then_graph, else_graph) + y));
    CHECK(branches_in(*n) == 0);
    CHECK((*n)[n->outputs()[0]].name == "y");
    CHECK((*n)[n->inputs()[0]].dims.is_batched());
    CHECK(engine::run(n, std::vector<float>{1, 2, 3})[0] ==
          tensor(shape{1, 3}, std::vector<float>{w.factor, 2 * w.factor, 3 * w.factor}));
  }
  // A branch that gives what it captured, and one that gives a constant.
  network const same = peax::onnx::load_bytes(
      model_bytes(13, free_x + truth_text("c", true) + choice("c", output_text("x"), else_graph) + y));
  CHECK(engine::run(same, std::vector<float>{1, 2, 3})[0] ==
        tensor(shape{1, 3}, std::vector<float>{1, 2, 3}));
  // The same names in two branches that are put in place.
  network const twice = peax::onnx::load_bytes(model_bytes(
      13, free_x + truth_text("c", true) + choice("c", then_graph, else_graph, {"a"}) +
              choice("c", then_graph, else_graph, {"b"}) + node_text("Add", {"a", "b"}, {"y"}) + y));
  CHECK(engine::run(twice, std::vector<float>{1, 2, 3})[0] ==
        tensor(shape{1, 3}, std::vector<float>{4, 8, 12}));
}

TEST_CASE("broken branches are refused with the node and the reason") {
  auto const says = [](std::string const& graph, char const* part) {
    auto const why = refusal_of(model_bytes(13, graph));
    CAPTURE(why);
    CHECK(contains(why, part));
    CHECK(contains(why, "If 'y_node'"));
  };
  auto const condition = floats_text("zero", {1}, {0}) +
                         node_text("ReduceSum", {"x"}, {"sum"}, int_attribute("keepdims", 0)) +
                         node_text("Greater", {"sum", "zero"}, {"c"});
  auto const good = node_text("Neg", {"x"}, {"r"}) + output_text("r");
  says(x + condition + choice("c", good, node_text("Add", {"x", "nowhere"}, {"s"}) + output_text("s")) + y,
       "'nowhere' is made by no node");
  says(x + condition + choice("c", good, output_text("nowhere")) + y, "'nowhere' is made by no node");
  says(x + condition + choice("c", good, good + output_text("x")) + y,
       "else_branch gives 2 values, the node 1");
  says(x + condition + choice("c", good, node_text("ReduceSum", {"x"}, {"s"}) + output_text("s")) + y,
       "branches differ in output 0");
  says(x + condition + choice("c", good, node_text("Greater", {"x", "zero"}, {"s"}) + output_text("s")) + y,
       "boolean [1,3]");
  says(x + condition + choice("c", good, input_text("own", {"1"}) + good) + y, "inputs of its own");
  says(x + condition + choice("c", good, node_text("GridSample", {"x"}, {"s"}) + output_text("s")) + y,
       "GridSample is not supported");
  says(x + condition + choice("sum", good, good) + y, "the condition is no boolean");
  says(x + condition + node_text("Greater", {"x", "zero"}, {"many"}) + choice("many", good, good) + y,
       "has not one element");
  says(x + condition + choice("c", good, node_text("Neg", {"y"}, {"s"}) + output_text("s")) + y, "cycle");
  says(x + condition + node_text("If", {"c"}, {"y"}, branch("then_branch", good)) + y, "a branch is missing");
  says(x + condition +
           node_text("If", {"c"}, {"y"}, int_attribute("then_branch", 1) + branch("else_branch", good)) + y,
       "a branch is missing");
  says(free_x + truth_text("one", true) + node_text("Not", {"one"}, {"d"}) + "" +
           node_text("Greater", {"x", "half"}, {"c"}) + floats_text("half", {1}, {0.5F}) +
           choice("c", good, good) + y,
       "the batch free");
  // Graphs in graphs: answered by an error, not by the stack.
  std::string deep = good;
  for (int i = 0; i < 26; ++i) {
    std::string const at = std::to_string(i);
    deep = choice("c", node_text("Neg", {"x"}, {"r" + at}) + output_text("r" + at), deep, {"d" + at}) +
           output_text("d" + at);
  }
  auto const why = refusal_of(model_bytes(13, x + condition + choice("c", good, deep) + y));
  CHECK((contains(why, "most_nested_graphs") || contains(why, "no ONNX model")));
}
