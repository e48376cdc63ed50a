// A set of operators, one of which lacks a required answer.
// expect-error: peax: an operator of this set lacks a required answer
#include <peax/graph/any_op.hpp>

struct mine {
  static constexpr std::string_view name = "Mine";
  static constexpr auto attributes() { return std::tuple<>{}; }
  bool operator==(mine const&) const = default;
  peax::value_types output_types(peax::shape_question const& q) const {
    return {{q.in(0).type, q.in(0).dims}};
  }
  peax::work work_of(peax::cost_question const&) const { return {}; }
#ifndef PEAX_EXPECT_ERROR
  void forward(peax::forward_call const&) const {}
#endif
};

int main() { return peax::kinds_of<peax::op_set<peax::default_ops, mine>>().empty() ? 1 : 0; }
