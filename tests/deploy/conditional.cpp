#include "small_solution.hpp"
#include <peax/deploy/conditional.hpp>
#include <peax/onnx/message.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

using namespace peax;

namespace {

::onnx::ModelProto model_of(any_solution const& s) {
  ::onnx::ModelProto out;
  REQUIRE(out.ParseFromString(deploy::conditional_bytes(s)));
  return out;
}

template <class List> std::vector<std::string> names_of(List const& values) {
  std::vector<std::string> out;
  for (auto const& v : values) out.push_back(v.name());
  return out;
}

::onnx::NodeProto const* stop_of(::onnx::GraphProto const& g) {
  for (auto const& n : g.node())
    if (n.op_type() == "If") return &n;
  return nullptr;
}

::onnx::GraphProto const& branch_of(::onnx::NodeProto const& n, std::string const& name) {
  auto const at = std::find_if(n.attribute().begin(), n.attribute().end(),
                               [&](auto const& a) { return a.name() == name; });
  REQUIRE(at != n.attribute().end());
  return at->g();
}

//! Every name is written once, and read behind where it is written: in its graph or one around it.
void check_scopes(::onnx::GraphProto const& g, std::set<std::string> known, std::set<std::string>& all) {
  auto const writes = [&](std::string const& name) {
    CHECK(all.insert(name).second);
    known.insert(name);
  };
  for (auto const& v : g.input()) writes(v.name());
  for (auto const& t : g.initializer()) writes(t.name());
  for (auto const& n : g.node()) {
    for (auto const& name : n.input())
      if (!name.empty()) CHECK(known.contains(name));
    for (auto const& a : n.attribute())
      if (a.has_g()) check_scopes(a.g(), known, all);
    for (auto const& name : n.output()) writes(name);
  }
  for (auto const& v : g.output()) CHECK(known.contains(v.name()));
}

std::int64_t floats_in(::onnx::GraphProto const& g) {
  std::int64_t out = 0;
  for (auto const& t : g.initializer()) {
    std::int64_t n = 1;
    for (auto const d : t.dims()) n *= d;
    out += n;
  }
  return out;
}

} // namespace

TEST_CASE("what lies behind an exit stands in a branch, with the weights that only it needs") {
  auto const s = small::unmapped();
  auto const model = model_of(s);
  auto const& top = model.graph();
  CHECK(names_of(top.input()) == std::vector<std::string>{"image"});
  CHECK(names_of(top.output()) == std::vector<std::string>{"probabilities", "exit_index", "confidence"});
  CHECK(top.input(0).type().tensor_type().shape().dim(0).dim_value() == 1);
  CHECK(model.opset_import(0).version() == 15);
  std::set<std::string> all;
  check_scopes(top, {}, all);

  auto const* const first = stop_of(top);
  REQUIRE(first != nullptr);
  auto const& on = branch_of(*first, "else_branch");
  auto const* const second = stop_of(on);
  REQUIRE(second != nullptr);
  CHECK(stop_of(branch_of(*second, "else_branch")) == nullptr);
  // No convolution runs for a sample that stops, and every constant of the network stands in one place.
  for (auto const* n : {first, second})
    for (auto const& inner : branch_of(*n, "then_branch").node())
      CHECK((inner.op_type() == "Identity" || inner.op_type() == "Reshape"));
  std::int64_t weights = 0;
  for (auto const& v : s.network->values())
    weights += v.is_constant() && v.type == data_type::float32 ? v.dims.elements() : 0;
  auto const& last = branch_of(*second, "else_branch");
  CHECK(floats_in(last) > 0);
  CHECK(floats_in(top) + floats_in(on) + floats_in(last) >= weights);
  CHECK(floats_in(top) + floats_in(on) + floats_in(last) < weights + 100);
}

TEST_CASE("a temporal rule has its state as inputs, and gives each back for the next sample") {
  auto s = small::unmapped();
  s.decision = result::temporal_patience{};
  s.outputs_are = result::output_form::logits;
  auto const model = model_of(s);
  std::vector<std::string> const state{
      "label",         "last_probabilities", "reference_exit_0", "reference_exit_1",
      "agreed_exit_0", "agreed_exit_1"};
  auto const inputs = names_of(model.graph().input()), outputs = names_of(model.graph().output());
  REQUIRE(inputs.size() == 2 + state.size());
  CHECK(inputs[1] == "first");
  for (std::size_t k = 0; k < state.size(); ++k) {
    CHECK(inputs[2 + k] == state[k]);
    CHECK(outputs[3 + k] == state[k] + "_next");
  }
  std::set<std::string> all;
  check_scopes(model.graph(), {}, all);
}

TEST_CASE("names of the network that the file wants too give way") {
  auto s = small::unmapped();
  graph_editor edit(*s.network);
  edit.rename(s.network->inputs()[0], "confidence");
  s.network = model<multi_exit>(edit.finish());
  auto const model = model_of(s);
  CHECK(names_of(model.graph().input()) == std::vector<std::string>{"confidence"});
  CHECK(names_of(model.graph().output()) ==
        std::vector<std::string>{"probabilities", "exit_index", "confidence_1"});
}

TEST_CASE("without an early exit there is no conditional file") {
  any_solution s;
  s.network = network(small::network_of_user());
  static_cast<result::record&>(s) = result::record_of_network(s.network);
  CHECK(deploy::why_no_conditional(s) == "it has no early exit");
  CHECK_THROWS_WITH_AS((void)deploy::conditional_bytes(s), doctest::Contains("no early exit"), bad_input);
}
