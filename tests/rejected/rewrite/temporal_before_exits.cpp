// A rule that repeats answers along a stream gives a temporal network; confidence exits need one with a single exit.
// expect-error: peax: this pass does not take this kind of model\. Check the order of the flow\.
// expect-error: this_kind_of_model_is_accepted_by<peax::rewrite::confidence_exits, peax::temporal>
#include <peax/analysis/analysis.hpp>
#include <peax/analysis/flow.hpp>
#include <peax/rewrite/confidence_exits.hpp>
#include <peax/rewrite/temporal_exits.hpp>

using peax::report::dataset;

int main() {
  auto const some = peax::analysis(peax::model<peax::single_exit>())
                        .submit(dataset<peax::train>::of{})
                        .submit(dataset<peax::validation>::of{})
                        .submit(peax::report::stream<peax::calibration>::of{});
#ifdef PEAX_EXPECT_ERROR
  auto const made = some.run(peax::flow(peax::rewrite::temporal_exits{}, peax::rewrite::confidence_exits{}));
#else
  auto const made = some.run(peax::flow(peax::rewrite::temporal_exits{}));
#endif
  return made.path<0>().completed() ? 0 : 1;
}
