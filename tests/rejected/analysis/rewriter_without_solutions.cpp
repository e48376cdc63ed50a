// A rewriter gives solutions, so that the flow can go on with the chosen model.
// expect-error: peax: a rewriter gives solutions \(a titled type with `kind` and `chosen\(\)`\)
// expect-error: gives_solutions_or_exported<slimming>
#include <peax/analysis/analysis.hpp>

#include "support/toy_flow.hpp"

struct slimming {
  static constexpr std::string_view name = "slimming";
#ifdef PEAX_EXPECT_ERROR
  toy::model<peax::single_exit> rewrite(toy::model<peax::single_exit> const& from) const { return from; }
#else
  toy::solutions<peax::single_exit> rewrite(toy::model<peax::single_exit> const& from) const { return {{{from, 1}}, 0, {}}; }
#endif
};

int main() {
  return toy::fed({}).run(slimming{}).has_choice();
}
