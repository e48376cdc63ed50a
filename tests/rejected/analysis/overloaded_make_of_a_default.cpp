// So does the make of a default reporter, wherever it stands in the closure.
// expect-error: peax: `make` of a reporter says by its parameters what it reads\. Declare one public const function
// expect-error: every_make_is_one_plain_function_for<latency, peax::reporters_that_cannot_be_read<latency::default_reporter> ?>
#include <peax/analysis/analysis.hpp>

#include "support/toy_flow.hpp"

struct latency {
  static constexpr std::string_view title = "Latency";
  struct default_reporter {
    latency make(peax::network const&) const { return {}; }
#ifdef PEAX_EXPECT_ERROR
    latency make(toy::footprint const&) const { return {}; }
#endif
  };
};

int main() {
  peax::analysis(toy::model<peax::single_exit>{}).get<latency>();
}
