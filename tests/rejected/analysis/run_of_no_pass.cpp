// What has neither rewrite nor write is no pass.
// expect-error: peax: this is no pass\. A rewriter has a `name` and
// expect-error: is_a_pass<toy::footprint::default_reporter>
#include <peax/analysis/analysis.hpp>

#include "support/toy_flow.hpp"

int main() {
#ifdef PEAX_EXPECT_ERROR
  (void)toy::fed({}).run(toy::footprint::default_reporter{});
#else
  (void)toy::fed({}).run(toy::right_sizing{});
#endif
}
