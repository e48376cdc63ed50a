// What a decision remembers of a recording begins with a full run, of which it has to hear.
// expect-error: peax: a decision with a memory hears of full runs\. Give it `void ran
// expect-error: decision_hears_of_full_runs<my_decision>
#include <peax/solution/any_decision.hpp>

struct my_decision {
  static constexpr std::string_view kind = "mine";
  struct memory {
    float last = 0;
  };

  float score(peax::result::exit_outputs const& out, memory const& m) const { return out.values[0] - m.last; }
#ifndef PEAX_EXPECT_ERROR
  void ran(memory& m, peax::result::exit_outputs const& out, std::int32_t) const { m.last = out.values[0]; }
#endif
  bool operator==(my_decision const&) const = default;
};

int main() {
  peax::result::any_decision const d = my_decision{};
  return d.has_memory() ? 0 : 1;
}
