// A decision that gives no score cannot be asked whether a sample leaves.
// expect-error: peax: a decision gives a score\. Give it `float score\(result::exit_outputs const&\) const`
// expect-error: decision_gives_a_score<my_decision>
#include <peax/solution/any_decision.hpp>

struct my_decision {
  static constexpr std::string_view kind = "mine";
#ifndef PEAX_EXPECT_ERROR
  float score(peax::result::exit_outputs const& out) const { return out.values[0]; }
#endif
  bool operator==(my_decision const&) const = default;
};

int main() {
  peax::result::any_decision const d = my_decision{};
  return d.has_memory() ? 1 : 0;
}
