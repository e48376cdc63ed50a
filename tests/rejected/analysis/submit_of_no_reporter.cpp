// What has no make is no reporter: here a report is submitted instead of its recipe.
// expect-error: peax: this is no reporter\. A reporter has `Report make
// expect-error: is_a_reporter<toy::dataset<peax::train> ?>
#include <peax/analysis/analysis.hpp>

#include "support/toy_flow.hpp"

int main() {
  peax::analysis const bare(toy::model<peax::single_exit>{});
#ifdef PEAX_EXPECT_ERROR
  auto const fed = bare.submit(toy::dataset<peax::train>{10});
#else
  auto const fed = bare.submit(toy::dataset<peax::train>::of{10});
#endif
  fed.make_all();
}
