// An overloaded make has no one parameter list.
// expect-error: peax: `make` says by its parameters what it reads\. Declare one public const function
// expect-error: make_is_one_plain_function<latency::of>
#include <peax/analysis/analysis.hpp>

#include "support/toy_flow.hpp"

struct latency {
  static constexpr std::string_view title = "Latency";
  struct of {
    latency make(peax::network const&) const { return {}; }
#ifdef PEAX_EXPECT_ERROR
    latency make(toy::footprint const&) const { return {}; }
#endif
  };
};

int main() {
  peax::analysis(toy::model<peax::single_exit>{}).submit(latency::of{}).make_all();
}
