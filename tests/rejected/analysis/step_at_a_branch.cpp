// Where a flow branches, a step says which way.
// expect-error: peax: the flow branches here\. Say which alternative to take
// expect-error: the_next_pass_is_no_choice_in<
#include <peax/analysis/analysis.hpp>

#include "support/toy_flow.hpp"

int main() {
  auto const begin = toy::fed({}).start(peax::either(toy::right_sizing{}, toy::confidence_exits{}));
#ifdef PEAX_EXPECT_ERROR
  (void)begin.step();
#else
  (void)begin.take<1>().step();
#endif
}
