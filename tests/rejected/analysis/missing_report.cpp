// A rewriter that reads a report which nobody makes names the rewriter and the report.
// expect-error: peax: this reads reports that nobody makes\. submit\(\) a reporter for each of the missing reports\.
// expect-error: every_report_can_be_made_for<toy::confidence_exits, peax::missing_reports<toy::dataset<peax::validation> ?> ?>
#include <peax/analysis/analysis.hpp>

#include "support/toy_flow.hpp"

int main() {
  auto const some = peax::analysis(peax::model<peax::single_exit>()).submit(toy::dataset<peax::train>::of{10});
#ifdef PEAX_EXPECT_ERROR
  auto const made = some.run(toy::confidence_exits{});
#else
  auto const made = some.submit(toy::dataset<peax::validation>::of{5}).run(toy::confidence_exits{});
#endif
  return made.solutions().front[0].figure;
}
