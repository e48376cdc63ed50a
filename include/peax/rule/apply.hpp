#pragma once
//! @file
//! Applies a table of rules until none of them finds anything to do.

#include <peax/core/error.hpp>
#include <peax/graph/network.hpp>
#include <peax/graph/verify.hpp>
#include <peax/meta/spread.hpp>
#include <peax/rule/neighbourhood.hpp>
#include <peax/rule/rule.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace peax::rule {

//! A rewritten network, how often each rule was used (in the table's order), and what was refused and why.
struct outcome {
  network result;
  std::vector<std::pair<std::string, std::size_t>> uses;
  std::vector<refusal> refusals;

  [[nodiscard]] std::size_t changes() const {
    std::size_t n = 0;
    for (auto const& [name, count] : uses) n += count;
    return n;
  }
};

namespace detail {
//! A graph on its way through a table of rules.
struct application {
  graph g;
  std::vector<refusal> refusals;
  std::size_t left = 1000 + 100 * g.nodes().size(); //!< changes, until the rules are said to have no end

  void finish(rewriting& w, std::size_t changes, std::string_view rule) {
    if (left < changes)
      throw error("rules do not come to an end: '" + std::string(rule) +
                  "' or a rule before it undoes another");
    left -= changes;
    graph next = w.edit().finish();
#ifndef NDEBUG
    verify(next);
#endif
    g = std::move(next);
  }

  template <class R> bool changes(R const& rule, rewriting& w, std::size_t i) {
    verdict const v = rule.rewrite(w, static_cast<node_id>(i));
    if (v.why_not) refusals.push_back(*v.why_not);
    return v.is_done;
  }

  //! All changes before the graph is finished.
  template <class R> std::size_t sweep(R const& rule) {
    rewriting w(g);
    std::size_t done = 0;
    for (std::size_t i = 0; i < g.nodes().size(); ++i) done += changes(rule, w, i) ? 1 : 0;
    if (done != 0) finish(w, done, rule.name);
    return done;
  }

  //! Changes that lie far from each other before the graph is finished. Ids stay those of before until then.
  template <class R> std::size_t far_apart(R const& rule) {
    rewriting w(g);
    neighbourhood changed(g);
    std::size_t done = 0;
    for (std::size_t i = 0; i < g.nodes().size(); ++i) {
      if (changed.holds(static_cast<node_id>(i)) || !changes(rule, w, i)) continue;
      changed.add(static_cast<node_id>(i));
      ++done;
    }
    if (done != 0) finish(w, done, rule.name);
    return done;
  }

  //! The graph finished after each change.
  template <class R> std::size_t one_by_one(R const& rule) {
    std::size_t done = 0;
    for (std::size_t i = 0; i < g.nodes().size();) {
      rewriting w(g);
      if (!changes(rule, w, i)) {
        ++i;
        continue;
      }
      finish(w, 1, rule.name);
      ++done;
      i = i < 4 ? 0 : i - 4; // the change may have opened something shortly before
    }
    return done;
  }

  template <class R> std::size_t apply(R const& rule) {
    if constexpr (SweepingRule<R>) return sweep(rule);
    constexpr std::size_t large = 1000; // nodes, all of which it takes time to finish
    std::size_t done = 0;
    for (std::size_t more = 1; more != 0 && g.nodes().size() > large; done += more) more = far_apart(rule);
    return done + one_by_one(rule);
  }
};
} // namespace detail

//! Applies the rules, verifying the graph when it is finished in builds with assertions. Ids are those of the last graph.
//! Throws error when the rules do not come to an end (two rules undo each other).
template <class... Rs> [[nodiscard]] outcome apply(rules<Rs...> const& table, network const& n) {
  outcome out;
  meta::spread(
      [&](auto const&... r) { (out.uses.emplace_back(std::string(std::string_view(r.name)), 0), ...); },
      table.each);
  detail::application on{*n, {}};
  for (std::size_t before = 1, sum = 0; before != sum || sum == 0;) {
    before = sum;
    on.refusals.clear();
    meta::spread(
        [&](auto const&... r) {
          std::size_t k = 0;
          ((out.uses[k++].second += on.apply(r)), ...);
        },
        table.each);
    sum = out.changes();
    if (sum == 0) break;
  }
  out.refusals = std::move(on.refusals);
  auto const text = [](refusal const& r) { return r.text(); };
  std::ranges::sort(out.refusals, {}, text);
  auto const tail = std::ranges::unique(out.refusals, {}, text);
  out.refusals.erase(tail.begin(), tail.end());
  out.result = out.changes() == 0 ? n : network(std::move(on.g));
  return out;
}

} // namespace peax::rule
