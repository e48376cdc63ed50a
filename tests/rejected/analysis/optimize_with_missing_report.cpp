// The one-call form names what is missing, too.
// expect-error: peax: this reads reports that nobody makes\. submit\(\) a reporter for each of the missing reports\.
// expect-error: every_report_can_be_made_for<toy::confidence_exits, peax::missing_reports<toy::dataset<peax::validation> ?> ?>
#include <peax/analysis/optimize.hpp>

#include "support/toy_flow.hpp"

int main() {
  toy::model<peax::single_exit> const trained;
#ifdef PEAX_EXPECT_ERROR
  auto const made = peax::optimize(trained, toy::dataset<peax::train>::of{10}, toy::confidence_exits{});
#else
  auto const made = peax::optimize(trained, toy::dataset<peax::train>::of{10}, toy::dataset<peax::validation>::of{5}, toy::confidence_exits{});
#endif
  return made.has_choice();
}
