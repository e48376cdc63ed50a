#pragma once
//! @file
//! What a graph rule is: a pattern and a function, or any type that looks at one node. Tables of rules add up.

#include <peax/core/error.hpp>
#include <peax/graph/editor.hpp>
#include <peax/graph/pattern.hpp>
#include <peax/meta/spread.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

namespace peax::rule {

//! What a rule did at a node: nothing to do, done, or refused with the reason.
struct verdict {
  bool is_done = false;
  std::optional<refusal> why_not;

  [[nodiscard]] static verdict nothing() { return {}; }
  [[nodiscard]] static verdict done() { return {true, {}}; }
  [[nodiscard]] static verdict no(std::string what, std::string why, std::string where) {
    return {false, refusal{std::move(what), std::move(why), std::move(where)}};
  }
};

//! A graph under rewriting: the graph as it is, and an editor that is made when a rule first asks for it.
class rewriting {
 public:
  explicit rewriting(graph const& g) : graph_(g) {}
  [[nodiscard]] graph const& before() const { return graph_; }

  //! A value or a node as the changes so far have left it.
  template <class Id> [[nodiscard]] auto const& now(Id id) const {
    return editor_ ? (*editor_)[id] : graph_[id];
  }
  [[nodiscard]] graph_editor& edit() {
    if (!editor_) editor_.emplace(graph_);
    return *editor_;
  }

 private:
  graph const& graph_;
  std::optional<graph_editor> editor_;
};

//! A rule: a name, and what it does where a node is `at`. It edits only when it is done.
template <class R>
concept Rule = requires(R const& r, rewriting& w, node_id at) {
  { r.name } -> std::convertible_to<std::string_view>;
  { r.rewrite(w, at) } -> std::same_as<verdict>;
};

//! A rule that looks at nothing but `now` of the node and of what it reads: all its changes to a graph are made before the graph is
//! finished once. Others see the finished graph after each change.
template <class R>
concept SweepingRule = Rule<R> && R::sweeps;

//! A rule of a pattern whose last node is `at`, and of a function (match, rewriting&) -> verdict.
template <class Pattern, class F> struct pattern_rule {
  std::string_view name;
  Pattern pattern;
  F function;

  [[nodiscard]] verdict rewrite(rewriting& w, node_id at) const {
    auto const found = match_at(pattern, w.before(), at);
    return found ? function(*found, w) : verdict::nothing();
  }
};
template <class Pattern, class F> pattern_rule(std::string_view, Pattern, F) -> pattern_rule<Pattern, F>;

//! A table of rules, tried in this order. `rules{a, b} + rules{c}` is `rules{a, b, c}`.
template <Rule... Rs> struct rules {
  std::tuple<Rs...> each;

  constexpr explicit rules(Rs... list) : each(std::move(list)...) {}
  static constexpr std::size_t size = sizeof...(Rs);
};
template <class... Rs> rules(Rs...) -> rules<Rs...>;

template <class... As, class... Bs>
[[nodiscard]] constexpr rules<As..., Bs...> operator+(rules<As...> const& a, rules<Bs...> const& b) {
  return meta::spread(
      [&](auto const&... x) {
        return meta::spread([&](auto const&... y) { return rules<As..., Bs...>(x..., y...); }, b.each);
      },
      a.each);
}

//! Whether readers of `made` can read `source` instead without losing the name of an input or of another output.
[[nodiscard]] inline bool can_bypass(graph const& g, value_id made, value_id source) {
  if (!g.is_output(made)) return true;
  return g.producer(source) != node_id::none && !g.is_output(source);
}
[[nodiscard]] inline bool can_bypass(rewriting& w, value_id made, value_id source) {
  if (!w.before().is_output(made)) return true;
  auto const& outputs = w.edit().outputs();
  return w.before().producer(source) != node_id::none &&
         std::find(outputs.begin(), outputs.end(), source) == outputs.end();
}

} // namespace peax::rule
