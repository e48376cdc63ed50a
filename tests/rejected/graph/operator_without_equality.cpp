// An operator that cannot be compared.
// expect-error: peax: an operator is compared by ==
#include <peax/graph/any_op.hpp>

struct mine {
  static constexpr std::string_view name = "Mine";
  static constexpr auto attributes() { return std::tuple<>{}; }
  peax::value_types output_types(peax::shape_question const& q) const {
    return {{q.in(0).type, q.in(0).dims}};
  }
  peax::work work_of(peax::cost_question const&) const { return {}; }
  void forward(peax::forward_call const&) const {}
#ifndef PEAX_EXPECT_ERROR
  bool operator==(mine const&) const = default;
#endif
};

int main() { return peax::any_op(mine{}).name().empty() ? 1 : 0; }
