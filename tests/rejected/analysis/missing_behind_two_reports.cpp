// What is missing is found two reports further on: temporal_behaviour needs early_exits, which needs the training data.
// expect-error: peax: this reads reports that nobody makes\. submit\(\) a reporter for each of the missing reports\.
// expect-error: every_report_can_be_made_for<temporal_exits, peax::missing_reports<toy::dataset<peax::train> ?> ?>
#include <peax/analysis/analysis.hpp>

#include "support/toy_flow.hpp"

struct temporal_behaviour {
  static constexpr std::string_view title = "Temporal behaviour";
  int exits = 0;
  struct default_reporter {
    temporal_behaviour make(toy::early_exits const& found) const { return {found.exits}; }
  };
};
struct temporal_exits {
  static constexpr std::string_view name = "temporal_exits";
  toy::solutions<peax::temporal> rewrite(toy::model<peax::single_exit> const&, temporal_behaviour const&) const { return {}; }
};

int main() {
  peax::analysis const bare(toy::model<peax::single_exit>{});
#ifdef PEAX_EXPECT_ERROR
  auto const made = bare.run(temporal_exits{});
#else
  auto const made = bare.submit(toy::dataset<peax::train>::of{10}).run(temporal_exits{});
#endif
  return made.has_choice();
}
