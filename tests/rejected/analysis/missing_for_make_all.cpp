// make_all() makes every submitted report, or says which cannot be made.
// expect-error: peax: this reads reports that nobody makes\. submit\(\) a reporter for each of the missing reports\.
// expect-error: every_report_can_be_made_for<peax::all_submitted_reports, peax::missing_reports<toy::dataset<peax::train> ?> ?>
#include <peax/analysis/analysis.hpp>

#include "support/toy_flow.hpp"

int main() {
  auto const some = peax::analysis(toy::model<peax::single_exit>{}).submit(toy::early_exits::default_reporter{});
#ifdef PEAX_EXPECT_ERROR
  some.make_all();
#else
  some.submit(toy::dataset<peax::train>::of{10}).make_all();
#endif
}
