#include "rewriters.hpp"

#include "optimize_flow.hpp"
#include "setting_keys.hpp"
#include <peax/analysis/traits.hpp>
#include <peax/report/early_exits/branch_kind.hpp>
#include <peax/score/score.hpp>

#include <fmt/core.h>

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace command {

namespace hana = peax::hana;

namespace {

//! The option that reads a report which only the user has. A rewriter that asks for another one does not compile here.
template <class Report> constexpr std::string_view option_of = {};
template <> constexpr std::string_view option_of<train_set> = "--train";
template <> constexpr std::string_view option_of<validation_set> = "--validation";
template <> constexpr std::string_view option_of<calibration_stream> = "--calibration";

//! "--train, --validation"
template <class W> std::string options_needed() {
  return hana::fold_left(peax::asked_of_user_by<W>(), std::string(), [](std::string so_far, auto report) {
    using R = typename decltype(report)::type;
    static_assert(!option_of<R>.empty(), "the command has no option for this report");
    so_far += so_far.empty() ? "" : ", ";
    return so_far.append(option_of<R>);
  });
}

//! Another rewriter of the list takes what W yields.
template <class W>
constexpr bool may_be_followed = decltype(hana::any_of(rewriters::types, [](auto next) {
  using V = typename decltype(next)::type;
  return hana::bool_c<peax::accepts_kind<V, peax::kind_yielded_by<W>>>;
}))::value;

//! Exits of one kind of branch only: a setting of the report that these read.
template <class W>
constexpr bool has_branches =
    std::same_as<W, peax::rewrite::confidence_exits> || std::same_as<W, peax::rewrite::temporal_exits>;

rewriter_key branch_key() {
  rewriter_key key{"branch", "early_exits::settings::kinds", "which branches are tried"};
  key_for(key, std::optional<peax::report::branch_kind>());
  return key;
}

//! A score that counts classes alike is learned with rare classes weighed up.
double class_weight_power(order const& o) {
  return o.of.keep.score.kind == peax::scoring::score_kind::accuracy ? 0 : 0.5;
}

//! Exits as a rewriter's `branch` key wants them.
peax::report::early_exits::of exits_for(order const& o) {
  peax::report::early_exits::settings with;
  std::optional<peax::report::branch_kind> kind;
  set(kind, o.spec.text("branch", "auto"));
  if (kind) with.kinds = {*kind};
  with.score = o.of.keep.score;
  with.class_weight_power = class_weight_power(o);
  with.seed = o.how.seed;
  return {with};
}

//! The rewriter with the settings that options and keys say.
template <class W> W ordered(order const& o) {
  W out;
  auto& with = out.with;
  with.keep = o.of.keep;
  with.seed = o.how.seed;
  if constexpr (requires { with.search_seconds; }) with.search_seconds = o.of.search_seconds;
  if constexpr (requires { with.class_weight_power; }) with.class_weight_power = class_weight_power(o);
  set_from(o.spec, with);
  return out;
}

} // namespace

std::vector<known_rewriter> known_rewriters() {
  std::vector<known_rewriter> out;
  hana::for_each(rewriters::types, [&out](auto rewriter) {
    using W = typename decltype(rewriter)::type;
    auto keys = keys_of<decltype(W::with)>();
    if (has_branches<W>) keys.push_back(branch_key());
    out.push_back({W::name, std::move(keys), options_needed<W>(), may_be_followed<W>});
  });
  return out;
}

std::string help_of_rewriters() {
  std::string out = "Keys of --rewrite, with what holds without them:\n";
  for (auto const& rewriter : known_rewriters()) {
    out += fmt::format("\n  {}: needs {}; {}\n", rewriter.name, rewriter.needs,
                       rewriter.may_be_followed ? "others may follow" : "ends the rewriting");
    for (auto const& key : rewriter.keys)
      out += fmt::format("    {:<28} {}{}\n", key.name + "=" + key.otherwise, key.what, key.choices());
  }
  return out;
}

peax::pass_facts facts_of(std::string const& name) {
  peax::pass_facts out;
  rewriters::find(name, [&]<class W>() { out = peax::facts_of<W>(); });
  return out;
}

peax::any_rewriter ordered_rewriter(order const& o) {
  std::optional<peax::any_rewriter> made;
  rewriters::find(o.spec.name, [&]<class W>() { made.emplace(ordered<W>(o)); });
  return made->facts().needs<peax::report::early_exits>() ? made->reading(exits_for(o)) : *made;
}

} // namespace command
