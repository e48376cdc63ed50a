// A registry knows every rewriter by a name of its own.
// expect-error: peax: two rewriters of a registry have one name\. Give one another name, or leave it out\.
// expect-error: rewriters_have_names_of_their_own<toy::confidence_exits, toy::right_sizing, toy::confidence_exits>
#include <peax/analysis/registry.hpp>

#include "support/toy_flow.hpp"

#ifdef PEAX_EXPECT_ERROR
using known = peax::registry<toy::confidence_exits, toy::right_sizing, toy::confidence_exits>;
#else
using known = peax::registry<toy::confidence_exits, toy::right_sizing>;
#endif

int main() { return static_cast<int>(known::size); }
