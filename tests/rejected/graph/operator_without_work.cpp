// An operator that does not say what it costs.
// expect-error: peax: an operator says what it costs
#include <peax/graph/any_op.hpp>

struct mine {
  static constexpr std::string_view name = "Mine";
  static constexpr auto attributes() { return std::tuple<>{}; }
  bool operator==(mine const&) const = default;
  peax::value_types output_types(peax::shape_question const& q) const {
    return {{q.in(0).type, q.in(0).dims}};
  }
  void forward(peax::forward_call const&) const {}
#ifndef PEAX_EXPECT_ERROR
  peax::work work_of(peax::cost_question const&) const { return {}; }
#endif
};

int main() { return peax::any_op(mine{}).name().empty() ? 1 : 0; }
