// A reporter that takes single-exit models cannot make its report for a multi-exit model.
// expect-error: peax: these reporters do not take this kind of model\.
// expect-error: every_reporter_takes_this_kind_of_model_for<exit_places, peax::reporters_of_another_kind<exit_places::default_reporter> ?>
#include <peax/analysis/analysis.hpp>

#include "support/toy_flow.hpp"

struct exit_places {
  static constexpr std::string_view title = "Exit places";
  struct default_reporter {
#ifdef PEAX_EXPECT_ERROR
    exit_places make(toy::model<peax::single_exit> const&) const { return {}; }
#else
    exit_places make(peax::network const&) const { return {}; }
#endif
  };
};

int main() {
  toy::fed({}).run(toy::confidence_exits{}).next().get<exit_places>();
}
