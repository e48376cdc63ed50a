// A match is asked for a capture that its pattern does not name.
// expect-error: peax: the pattern has no capture of this name\. Name one with
#include <peax/graph/pattern.hpp>

int main() {
  constexpr auto pattern = peax::is<peax::op::conv>.as<"conv"> >> peax::is<peax::op::batch_normalization>.as<"norm">;
  peax::graph const g;
  for (auto const& found : peax::find_all(pattern, g)) {
    (void)found.get<"conv">();
#ifdef PEAX_EXPECT_ERROR
    (void)found.get<"relu">();
#endif
  }
}
