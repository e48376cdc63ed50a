// What stands behind a component is asked of one whose signature can be read.
// expect-error: peax: this says by no signature what it reads\. Ask what has one public const function
// expect-error: signature_can_be_read_of<.*two_ways>
#include <peax/analysis/traits.hpp>

#include "support/toy_flow.hpp"

namespace {

struct two_ways : toy::right_sizing {
  toy::solutions<peax::single_exit> rewrite(peax::model<peax::single_exit> const&) const;
  toy::solutions<peax::single_exit> rewrite(peax::model<peax::single_exit> const&, toy::footprint const&) const;
};

#ifdef PEAX_EXPECT_ERROR
using asked = two_ways;
#else
using asked = toy::right_sizing;
#endif

} // namespace

int main() { return decltype(peax::hana::length(peax::asked_of_user_by<asked>()))::value == 1 ? 0 : 1; }
