// All that is missing is named at once, each report once.
// expect-error: peax: this reads reports that nobody makes\. submit\(\) a reporter for each of the missing reports\.
// expect-error: every_report_can_be_made_for<toy::confidence_exits, peax::missing_reports<toy::dataset<peax::train>, toy::dataset<peax::validation> ?> ?>
#include <peax/analysis/analysis.hpp>

#include "support/toy_flow.hpp"

int main() {
  peax::analysis const bare(toy::model<peax::single_exit>{});
#ifdef PEAX_EXPECT_ERROR
  auto const made = bare.run(toy::confidence_exits{});
#else
  auto const made = bare.submit(toy::dataset<peax::validation>::of{5}).submit(toy::dataset<peax::train>::of{10}).run(toy::confidence_exits{});
#endif
  return made.has_choice();
}
