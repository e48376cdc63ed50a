// A report that may be read closes a cycle as one that is needed does.
// expect-error: peax: these reports need each other\. Break the cycle\.
// expect-error: dependencies_end_for<slimming, peax::cycle<latency, energy, latency> ?>
#include <peax/analysis/analysis.hpp>

#include "support/toy_flow.hpp"

#include <optional>

struct latency;
struct energy {
  static constexpr std::string_view title = "Energy";
  struct default_reporter {
#ifdef PEAX_EXPECT_ERROR
    energy make(std::optional<latency> const&) const { return {}; }
#else
    energy make(std::optional<toy::footprint> const&) const { return {}; }
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
