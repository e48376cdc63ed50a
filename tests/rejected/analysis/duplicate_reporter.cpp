// Two reporters for one report are refused, whatever their types.
// expect-error: peax: two reporters make one report\. Submit one of them
// expect-error: one_reporter_makes<toy::footprint, peax::also_made_by<toy::footprint::default_reporter> ?>
#include <peax/analysis/analysis.hpp>

#include "support/toy_flow.hpp"

struct measured_footprint {
  toy::footprint make(peax::network const&) const { return {1}; }
};

int main() {
  auto const some = peax::analysis(toy::model<peax::single_exit>{}).submit(toy::footprint::default_reporter{});
#ifdef PEAX_EXPECT_ERROR
  auto const more = some.submit(measured_footprint{});
#else
  auto const more = some.submit(peax::named_as<"measured">(measured_footprint{}));
#endif
  more.make_all();
}
