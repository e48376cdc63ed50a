// A rewriter that takes single-exit models is refused on a multi-exit model.
// expect-error: peax: this pass does not take this kind of model\. Check the order of the flow\.
// expect-error: this_kind_of_model_is_accepted_by<toy::confidence_exits, peax::multi_exit>
#include <peax/analysis/analysis.hpp>

#include "support/toy_flow.hpp"

int main() {
  auto const once = toy::fed({}).run(toy::confidence_exits{}).next();
#ifdef PEAX_EXPECT_ERROR
  auto const twice = once.run(toy::confidence_exits{});
#else
  auto const twice = once.run(toy::save_to{"folder"});
#endif
  (void)twice;
}
