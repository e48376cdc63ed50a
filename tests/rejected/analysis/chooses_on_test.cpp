// A rewriter chooses, so it cannot name test data.
// expect-error: peax: what chooses reads validation or calibration data, never test data\.
// expect-error: split_is_allowed_for<hopeful_exits, peax::reads_test<toy::dataset<peax::test> ?> ?>
#include <peax/analysis/analysis.hpp>

#include "support/toy_flow.hpp"

#ifdef PEAX_EXPECT_ERROR
using chosen_on = peax::test;
#else
using chosen_on = peax::validation;
#endif
struct hopeful_exits {
  static constexpr std::string_view name = "hopeful_exits";
  toy::solutions<peax::multi_exit> rewrite(toy::model<peax::single_exit> const&, toy::dataset<chosen_on> const&) const { return {}; }
};

int main() {
  return toy::fed({}).run(hopeful_exits{}).has_choice();
}
