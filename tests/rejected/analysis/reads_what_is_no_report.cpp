// What a rewriter reads are reports; anything else among its parameters is named.
// expect-error: peax: this reads something that is no report\. A report says
// expect-error: every_report_has_a_title_for<slimming, peax::reports_without_title<int> ?>
#include <peax/analysis/analysis.hpp>

#include "support/toy_flow.hpp"

struct slimming {
  static constexpr std::string_view name = "slimming";
#ifdef PEAX_EXPECT_ERROR
  toy::solutions<peax::single_exit> rewrite(toy::model<peax::single_exit> const&, int const&) const { return {}; }
#else
  int width = 3;
  toy::solutions<peax::single_exit> rewrite(toy::model<peax::single_exit> const&) const { return {}; }
#endif
};

int main() {
  return toy::fed({}).run(slimming{}).has_choice();
}
