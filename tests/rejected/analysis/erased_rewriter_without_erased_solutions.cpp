// Solutions without their types are of a room above the core, whose header has to be included.
// expect-error: peax: an erased rewriter gives solutions without their types\. Include <peax/solution/any_solution\.hpp>\.
// expect-error: solutions_can_be_erased_of<toy::right_sizing, peax::any_solutions>
#include <peax/analysis/any_rewriter.hpp>

#include "support/toy_flow.hpp"

#ifndef PEAX_EXPECT_ERROR
#include <peax/solution/any_solution.hpp>
#endif

int main() {
  peax::any_rewriter const made(toy::right_sizing{});
  return static_cast<int>(made.name().size());
}
