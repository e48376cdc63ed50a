// The figures that run() measured on test are there for exporters, not for the pass behind.
// expect-error: peax: what chooses reads validation or calibration data, never test data\.
// expect-error: split_is_allowed_for<refine, peax::reads_test<peax::measured<peax::solutions<peax::multi_exit, toy::solution<peax::multi_exit> ?> ?> ?> ?>
#include <peax/analysis/analysis.hpp>

#include "support/toy_flow.hpp"

#ifdef PEAX_EXPECT_ERROR
using front_read = peax::measured<toy::solutions<peax::multi_exit>>;
#else
using front_read = toy::solutions<peax::multi_exit>;
#endif
struct refine {
  static constexpr std::string_view name = "refine";
  toy::solutions<peax::multi_exit> rewrite(toy::model<peax::multi_exit> const&, front_read const& before) const { return before; }
};

int main() {
  return toy::fed({}).run(toy::confidence_exits{}).next().run(refine{}).has_choice();
}
