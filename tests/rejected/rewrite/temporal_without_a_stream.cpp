// A rewriter of the library on an analysis that has no stream: the message names it and what is missing, through the reports
// that it reads.
// expect-error: peax: this reads reports that nobody makes\. submit\(\) a reporter for each of the missing reports\.
// expect-error: temporal_exits, peax::missing_reports<peax::report::stream<peax::calibration> ?> ?>
#include <peax/analysis/analysis.hpp>
#include <peax/rewrite/temporal_exits.hpp>

using peax::report::dataset;

int main() {
  auto const some = peax::analysis(peax::model<peax::single_exit>())
                        .submit(dataset<peax::train>::of{})
                        .submit(dataset<peax::validation>::of{});
#ifdef PEAX_EXPECT_ERROR
  auto const made = some.run(peax::rewrite::temporal_exits{});
#else
  auto const made = some.submit(peax::report::stream<peax::calibration>::of{}).run(peax::rewrite::temporal_exits{});
#endif
  return made.has_choice() ? 0 : 1;
}
