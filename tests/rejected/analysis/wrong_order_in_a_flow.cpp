// A flow is checked whole before anything runs: right_sizing cannot follow confidence_exits.
// expect-error: peax: this pass does not take this kind of model\. Check the order of the flow\.
// expect-error: this_kind_of_model_is_accepted_by<toy::right_sizing, peax::multi_exit>
#include <peax/analysis/analysis.hpp>

#include "support/toy_flow.hpp"

int main() {
#ifdef PEAX_EXPECT_ERROR
  peax::flow const passes(toy::confidence_exits{}, toy::right_sizing{});
#else
  peax::flow const passes(toy::right_sizing{}, toy::confidence_exits{});
#endif
  return toy::fed({}).run(passes).path<0>().completed();
}
