// What a rewriter may read is refused as what it needs is: test data, whether it was submitted or not.
// expect-error: peax: what chooses reads validation or calibration data, never test data
// expect-error: split_is_allowed_for<peeks, peax::reads_test<toy::dataset<peax::test> ?> ?>
#include <peax/analysis/analysis.hpp>

#include "support/toy_flow.hpp"

#include <optional>

#ifdef PEAX_EXPECT_ERROR
using split = peax::test;
#else
using split = peax::validation;
#endif

struct peeks {
  static constexpr std::string_view name = "peeks";
  toy::solutions<peax::single_exit> rewrite(peax::model<peax::single_exit> const& from,
                                            std::optional<toy::dataset<split>> const& data) const {
    return {{{from, data ? data->samples : 0}}, 0, {}};
  }
};

int main() {
  return peax::analysis(peax::model<peax::single_exit>()).run(peeks{}).solutions().front[0].figure;
}
