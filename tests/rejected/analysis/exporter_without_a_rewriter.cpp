// An exporter has nothing to write where no rewriter stands before it.
// expect-error: peax: this exporter writes what a rewriter found, and no rewriter stands before it\.
// expect-error: a_rewriter_stands_before<toy::save_to>
#include <peax/analysis/analysis.hpp>

#include "support/toy_flow.hpp"

int main() {
  auto const on = toy::fed({});
#ifdef PEAX_EXPECT_ERROR
  auto const ways = on.run(peax::flow(toy::save_to{"out"}));
#else
  auto const ways = on.run(peax::flow(toy::confidence_exits{}, toy::save_to{"out"}));
#endif
  return ways.path<0>().completed();
}
