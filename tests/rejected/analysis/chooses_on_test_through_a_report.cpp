// Nor can it read a report that reads test data: both are named.
// expect-error: peax: what chooses reads validation or calibration data, never test data\.
// expect-error: split_is_allowed_for<hopeful_exits, peax::reads_test<toy::dataset<peax::test> ?> ?>
#include <peax/analysis/analysis.hpp>

#include "support/toy_flow.hpp"

struct exit_quality {
  static constexpr std::string_view title = "Exit quality";
  struct default_reporter {
#ifdef PEAX_EXPECT_ERROR
    exit_quality make(toy::dataset<peax::test> const&) const { return {}; }
#else
    exit_quality make(toy::dataset<peax::calibration> const&) const { return {}; }
#endif
  };
};
struct hopeful_exits {
  static constexpr std::string_view name = "hopeful_exits";
  toy::solutions<peax::multi_exit> rewrite(toy::model<peax::single_exit> const&, exit_quality const&) const { return {}; }
};

int main() {
  return toy::fed({}).submit(toy::dataset<peax::calibration>::of{3}).run(hopeful_exits{}).has_choice();
}
