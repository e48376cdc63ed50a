// Two decisions are told apart by their values: a solution that was read back is the one that was saved.
// expect-error: peax: a decision is a plain value\. Give it a default constructor and `operator==`\.
// expect-error: decision_is_a_plain_value<my_decision>
#include <peax/solution/any_decision.hpp>

struct my_decision {
  static constexpr std::string_view kind = "mine";
  float score(peax::result::exit_outputs const& out) const { return out.values[0]; }
#ifndef PEAX_EXPECT_ERROR
  bool operator==(my_decision const&) const = default;
#endif
};

int main() {
  peax::result::any_decision const d = my_decision{};
  return d.has_memory() ? 1 : 0;
}
