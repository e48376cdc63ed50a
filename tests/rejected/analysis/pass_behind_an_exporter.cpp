// An exporter is the end of a flow.
// expect-error: peax: an exporter ends a flow, and this pass stands behind one\.
// expect-error: an_exporter_is_the_end_of_a_flow<toy::right_sizing, peax::stands_behind<toy::save_to> ?>
#include <peax/analysis/analysis.hpp>

#include "support/toy_flow.hpp"

int main() {
#ifdef PEAX_EXPECT_ERROR
  peax::flow const passes(toy::confidence_exits{}, toy::save_to{"folder"}, toy::right_sizing{});
#else
  peax::flow const passes(toy::right_sizing{}, toy::confidence_exits{}, toy::save_to{"folder"});
#endif
  return toy::fed({}).run(passes).path<0>().completed();
}
