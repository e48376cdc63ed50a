// An op set with more kinds than its switch has cases.
// expect-error: peax: an op set holds at most 64 kinds
#include <peax/graph/any_op.hpp>

#include <tuple>
#include <utility>

template <int N> struct mine {
  static constexpr std::string_view name = "Mine";
  static constexpr auto attributes() { return std::tuple<>{}; }
  bool operator==(mine const&) const = default;
};

template <int... N> auto with_mine(std::integer_sequence<int, N...>) -> peax::op_set<peax::default_ops, mine<N>...>;

int main() {
#ifdef PEAX_EXPECT_ERROR
  using ops = decltype(with_mine(std::make_integer_sequence<int, 30>{}));
#else
  using ops = decltype(with_mine(std::make_integer_sequence<int, 20>{}));
#endif
  return peax::visit<ops>(peax::any_op(peax::op::relu{}), [](auto const&) { return 0; });
}
