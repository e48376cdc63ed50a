// Two reports that need each other are named as a cycle, from the first round to itself.
// expect-error: peax: these reports need each other\. Break the cycle\.
// expect-error: dependencies_end_for<slimming, peax::cycle<latency, energy, latency> ?>
#include <peax/analysis/analysis.hpp>

#include "support/toy_flow.hpp"

struct latency;
struct energy {
  static constexpr std::string_view title = "Energy";
  struct default_reporter {
#ifdef PEAX_EXPECT_ERROR
    energy make(latency const&) const { return {}; }
#else
    energy make(peax::network const&) const { return {}; }
#endif
  };
};
struct latency {
  static constexpr std::string_view title = "Latency";
  struct default_reporter {
    latency make(energy const&) const { return {}; }
  };
};
struct slimming {
  static constexpr std::string_view name = "slimming";
  toy::solutions<peax::single_exit> rewrite(toy::model<peax::single_exit> const&, latency const&) const { return {}; }
};

int main() {
  return peax::analysis(toy::model<peax::single_exit>{}).run(slimming{}).has_choice();
}
