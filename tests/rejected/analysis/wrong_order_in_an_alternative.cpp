// Every branch of a flow is checked: the second alternative yields a model that the pass behind it does not take.
// expect-error: peax: this pass does not take this kind of model\. Check the order of the flow\.
// expect-error: this_kind_of_model_is_accepted_by<toy::confidence_exits, peax::multi_exit>
#include <peax/analysis/analysis.hpp>

#include "support/toy_flow.hpp"

int main() {
#ifdef PEAX_EXPECT_ERROR
  peax::flow const passes(peax::either(toy::right_sizing{}, toy::confidence_exits{}), toy::confidence_exits{});
#else
  peax::flow const passes(peax::either(toy::right_sizing{}, peax::flow(toy::right_sizing{}, toy::right_sizing{})), toy::confidence_exits{});
#endif
  return toy::fed({}).start(passes).finished;
}
