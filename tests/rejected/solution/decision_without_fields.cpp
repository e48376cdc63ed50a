// What a decision is made of stands in files, so that its fields are listed.
// expect-error: peax: a decision lists its fields by name\. Write `PEAX_RECORD\(my_decision, a, b\);` behind it
// expect-error: decision_lists_its_fields<my_decision>
#include <peax/solution/any_decision.hpp>

struct my_decision {
  static constexpr std::string_view kind = "mine";
  float share = 0.5F;
  float score(peax::result::exit_outputs const& out) const { return share * out.values[0]; }
  bool operator==(my_decision const&) const = default;
};
#ifndef PEAX_EXPECT_ERROR
PEAX_RECORD(my_decision, share);
#endif

int main() {
  peax::result::any_decision const d = my_decision{};
  return d.has_memory() ? 1 : 0;
}
