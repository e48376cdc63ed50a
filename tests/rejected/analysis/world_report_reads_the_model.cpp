// A report about the world stays after a rewrite, so it must not read the model.
// expect-error: peax: a report about the world reads the model\.
// expect-error: the_world_is_told_without_the_model_for<platform_fit::of, peax::reports_that_read_the_model<platform_fit> ?>
#include <peax/analysis/analysis.hpp>

#include "support/toy_flow.hpp"

struct platform_fit {
  static constexpr std::string_view title = "Fit";
#ifdef PEAX_EXPECT_ERROR
  static constexpr auto about = peax::report_about::world;
#endif
  struct of {
    platform_fit make(peax::network const&) const { return {}; }
  };
};

int main() {
  peax::analysis(toy::model<peax::single_exit>{}).submit(platform_fit::of{}).make_all();
}
