// What a decision is made of stands in files, so that its fields are listed.
// expect-error: peax: a decision lists its fields\. Give it `static constexpr auto fields\(\)`
// expect-error: decision_lists_its_fields<my_decision>
#include <peax/solution/any_decision.hpp>

struct my_decision {
  static constexpr std::string_view kind = "mine";
  float share = 0.5F;
#ifndef PEAX_EXPECT_ERROR
  static constexpr auto fields() { return std::tuple{peax::result::field{"share", &my_decision::share}}; }
#endif
  float score(peax::result::exit_outputs const& out) const { return share * out.values[0]; }
  bool operator==(my_decision const&) const = default;
};

int main() {
  peax::result::any_decision const d = my_decision{};
  return d.has_memory() ? 1 : 0;
}
