#include "rewriters.hpp"

#include "setting_keys.hpp"
#include <peax/report/early_exits/branch_kind.hpp>
#include <peax/score/score.hpp>

#include <fmt/core.h>

#include <concepts>
#include <optional>
#include <utility>

namespace command {

namespace {

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
  rewriters::for_each([&]<class W>() {
    auto keys = keys_of<decltype(W::with)>();
    if (has_branches<W>) keys.push_back(branch_key());
    out.push_back({W::name, std::move(keys)});
  });
  return out;
}

std::string help_of_rewriters() {
  std::string out = "Keys of --rewrite, with what holds without them:\n";
  for (auto const& rewriter : known_rewriters()) {
    out += fmt::format("\n  {}\n", rewriter.name);
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
