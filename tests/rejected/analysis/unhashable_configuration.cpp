// A setting without a hash would give two configurations one identity; its type is named.
// expect-error: peax: these settings have no hash\. Use plain values
// expect-error: every_setting_can_be_hashed_for<latency::of, peax::settings_without_hash<std::function<double ?\(double\)> ?> ?>
#include <peax/analysis/analysis.hpp>

#include "support/toy_flow.hpp"

#include <functional>

struct latency {
  static constexpr std::string_view title = "Latency";
  struct of {
    int runs = 3;
#ifdef PEAX_EXPECT_ERROR
    std::function<double(double)> scale;
#else
    double scale = 1;
#endif
    latency make(peax::network const&) const { return {}; }
  };
};

int main() {
  peax::analysis(toy::model<peax::single_exit>{}).submit(latency::of{}).make_all();
}
