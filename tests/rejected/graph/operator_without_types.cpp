// An operator without a shape rule.
// expect-error: peax: an operator says the types of its outputs
#include <peax/graph/any_op.hpp>

struct mine {
  static constexpr std::string_view name = "Mine";
  static constexpr auto attributes() { return std::tuple<>{}; }
  bool operator==(mine const&) const = default;
  peax::work work_of(peax::cost_question const&) const { return {}; }
  void forward(peax::forward_call const&) const {}
#ifndef PEAX_EXPECT_ERROR
  peax::value_types output_types(peax::shape_question const& q) const {
    return {{q.in(0).type, q.in(0).dims}};
  }
#endif
};

int main() { return peax::any_op(mine{}).name().empty() ? 1 : 0; }
