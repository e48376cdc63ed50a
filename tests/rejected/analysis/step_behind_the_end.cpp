// A flow that has ended has no next pass.
// expect-error: peax: this flow has ended\. There is no pass left to step to\.
// expect-error: the_flow_goes_on_behind<
#include <peax/analysis/analysis.hpp>

#include "support/toy_flow.hpp"

int main() {
  auto const end = toy::fed({}).start(toy::right_sizing{}).step();
#ifdef PEAX_EXPECT_ERROR
  end.step();
#else
  (void)end.last();
#endif
}
