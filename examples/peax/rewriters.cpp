#include "rewriters.hpp"

#include "optimize_flow.hpp"
#include <peax/analysis/traits.hpp>

#include <fmt/core.h>

#include <optional>

namespace command {

namespace hana = peax::hana;

namespace {

//! The option that reads a report which only the user has. A rewriter that asks for another one does not compile here.
template <class Report> constexpr std::string_view option_of = {};
template <> constexpr std::string_view option_of<train_set> = "--train";
template <> constexpr std::string_view option_of<validation_set> = "--validation";
template <> constexpr std::string_view option_of<calibration_stream> = "--calibration";

std::string joined(std::string so_far, std::string_view more) {
  so_far += so_far.empty() ? "" : ", ";
  return so_far.append(more);
}

//! "--train, --validation"
template <class W> std::string options_needed() {
  return hana::fold_left(peax::asked_of_user_by<W>(), std::string(), [](std::string so_far, auto report) {
    using R = typename decltype(report)::type;
    static_assert(!option_of<R>.empty(), "the command has no option for this report");
    return joined(std::move(so_far), option_of<R>);
  });
}

//! Another rewriter of the list takes what W yields.
template <class W>
constexpr bool may_be_followed = decltype(hana::any_of(rewriters::types, [](auto next) {
  using V = typename decltype(next)::type;
  return hana::bool_c<peax::accepts_kind<V, peax::kind_yielded_by<W>>>;
}))::value;

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
  hana::for_each(rewriters::types, [&out](auto rewriter) {
    using W = typename decltype(rewriter)::type;
    out.push_back({W::name, offered<W>::keys()});
  });
  return out;
}

std::string help_of_rewriters() {
  std::string out = "Rewriters: keys; options that it needs; what may stand behind it\n";
  hana::for_each(rewriters::types, [&out](auto rewriter) {
    using W = typename decltype(rewriter)::type;
    std::string keys;
    for (auto const& key : offered<W>::keys()) keys = joined(std::move(keys), key.name);
    out += fmt::format("  {}: {}; needs {}; {}\n", W::name, keys, options_needed<W>(),
                       may_be_followed<W> ? "others may follow" : "ends the rewriting");
  });
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
