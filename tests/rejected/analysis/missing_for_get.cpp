// A report that is asked for by itself names what it lacks.
// expect-error: peax: this reads reports that nobody makes\. submit\(\) a reporter for each of the missing reports\.
// expect-error: every_report_can_be_made_for<toy::early_exits, peax::missing_reports<toy::dataset<peax::train> ?> ?>
#include <peax/analysis/analysis.hpp>

#include "support/toy_flow.hpp"

int main() {
  peax::analysis const bare(toy::model<peax::single_exit>{});
#ifdef PEAX_EXPECT_ERROR
  return bare.get<toy::early_exits>().exits;
#else
  return bare.submit(toy::dataset<peax::train>::of{10}).get<toy::early_exits>().exits;
#endif
}
