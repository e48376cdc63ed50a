// An operator that cannot run.
// expect-error: peax: an operator runs: void forward
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

int main() { return peax::any_op(mine{}).name().empty() ? 1 : 0; }
