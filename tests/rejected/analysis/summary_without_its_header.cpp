// The pages of an analysis are written by a room above it, whose header has to be included.
// expect-error: peax: what writes the pages of an analysis is not included\. Include <peax/summary/of_analysis\.hpp>\.
// expect-error: pages_can_be_written_of<peax::analysis<peax::single_exit> ?>
#include <peax/analysis/analysis.hpp>

#ifndef PEAX_EXPECT_ERROR
#include <peax/summary/of_analysis.hpp>
#endif

int main() {
  peax::analysis const a(peax::model<peax::single_exit>{});
  return a.summary("pages").files.empty();
}
