#include "rewriters.hpp"

#include <optional>

namespace command {

namespace {

//! Exits as a rewriter's `branch` key wants them.
peax::report::early_exits::of exits_for(order const& o) {
  peax::report::early_exits::settings with;
  auto const branch = o.spec.text("branch", "auto");
  using peax::report::branch_kind;
  for (auto const k : {branch_kind::pool, branch_kind::grid, branch_kind::conv})
    if (branch == peax::report::name_of(k)) with.kinds = {k};
  with.score = o.of.keep.score;
  with.class_weight_power = class_weight_power(o);
  with.seed = o.how.seed;
  return {with};
}

} // namespace

std::vector<known_rewriter> known_rewriters() {
  std::vector<known_rewriter> out;
  rewriters::for_each([&]<class W>() { out.push_back({W::name, offered<W>::keys()}); });
  return out;
}

peax::pass_facts facts_of(std::string const& name) {
  peax::pass_facts out;
  rewriters::find(name, [&]<class W>() { out = peax::facts_of<W>(); });
  return out;
}

peax::any_rewriter ordered_rewriter(order const& o) {
  std::optional<peax::any_rewriter> made;
  rewriters::find(o.spec.name, [&]<class W>() { made.emplace(offered<W>::ordered(o)); });
  return made->facts().needs<peax::report::early_exits>() ? made->reading(exits_for(o)) : *made;
}

} // namespace command
