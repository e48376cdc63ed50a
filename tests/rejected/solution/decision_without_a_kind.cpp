// A decision without a name could not be found again in a file.
// expect-error: peax: a decision says what files call it\. Give it `static constexpr std::string_view kind`\.
// expect-error: decision_says_its_kind<my_decision>
#include <peax/solution/any_decision.hpp>

struct my_decision {
#ifndef PEAX_EXPECT_ERROR
  static constexpr std::string_view kind = "mine";
#endif

  float score(peax::result::exit_outputs const& out) const { return out.values[0]; }
  bool operator==(my_decision const&) const = default;
};

int main() {
  peax::result::any_decision const d = my_decision{};
  return d.has_memory() ? 1 : 0;
}
