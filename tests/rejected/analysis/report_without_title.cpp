// A report that is submitted says its title.
// expect-error: peax: a report says `static constexpr std::string_view title`\. Give it one\.
// expect-error: has_a_title<latency>
#include <peax/analysis/analysis.hpp>

#include "support/toy_flow.hpp"

struct latency {
#ifndef PEAX_EXPECT_ERROR
  static constexpr std::string_view title = "Latency";
#endif
  struct of {
    latency make(peax::network const&) const { return {}; }
  };
};

int main() {
  peax::analysis(toy::model<peax::single_exit>{}).submit(latency::of{}).make_all();
}
