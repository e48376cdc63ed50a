// An overloaded rewrite has no one parameter list.
// expect-error: peax: `rewrite` says by its parameters what it reads\. Declare one public const function
// expect-error: rewrite_is_one_plain_function<slimming>
#include <peax/analysis/analysis.hpp>

#include "support/toy_flow.hpp"

struct slimming {
  static constexpr std::string_view name = "slimming";
  toy::solutions<peax::single_exit> rewrite(toy::model<peax::single_exit> const&) const { return {}; }
#ifdef PEAX_EXPECT_ERROR
  toy::solutions<peax::single_exit> rewrite(toy::model<peax::single_exit> const&, toy::footprint const&) const { return {}; }
#endif
};

int main() {
  return toy::fed({}).run(slimming{}).has_choice();
}
