// A make that is a template has no parameter list either.
// expect-error: peax: `make` says by its parameters what it reads\. Declare one public const function
// expect-error: make_is_one_plain_function<latency::of>
#include <peax/analysis/analysis.hpp>

#include "support/toy_flow.hpp"

struct latency {
  static constexpr std::string_view title = "Latency";
  struct of {
#ifdef PEAX_EXPECT_ERROR
    template <class Report>
    latency make(Report const&) const {
      return {};
    }
#else
    latency make(toy::footprint const&) const { return {}; }
#endif
  };
};

int main() {
  peax::analysis(toy::model<peax::single_exit>{}).submit(latency::of{}).make_all();
}
