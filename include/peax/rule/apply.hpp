#pragma once
//! @file
//! Applies a table of rules until none of them finds anything to do.

#include <peax/core/error.hpp>
#include <peax/graph/network.hpp>
#include <peax/graph/verify.hpp>
#include <peax/meta/spread.hpp>
#include <peax/rule/rule.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <tuple>
#include <type_traits>
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

//! Applies the rules, verifying the graph after each change in builds with assertions. Ids are those of the last graph.
//! Throws error when the rules do not come to an end (two rules undo each other).
template <class... Rs> [[nodiscard]] outcome apply(rules<Rs...> const& table, network const& n) {
  graph g = *n;
  outcome out;
  meta::spread(
      [&](auto const&... r) { (out.uses.emplace_back(std::string(std::string_view(r.name)), 0), ...); },
      table.each);
  std::size_t left = 1000 + 100 * g.nodes().size();
  auto const finish = [&](rewriting& w) {
    graph next = w.edit().finish();
#ifndef NDEBUG
    verify(next);
#endif
    g = std::move(next);
  };
  auto const sweep = [&](auto const& rule, std::size_t& used) {
    rewriting w(g);
    std::size_t done = 0;
    for (std::size_t i = 0; i < g.nodes().size(); ++i) {
      verdict const v = rule.rewrite(w, static_cast<node_id>(i));
      if (v.why_not) out.refusals.push_back(*v.why_not);
      done += v.is_done ? 1 : 0;
    }
    if (done == 0) return;
    finish(w);
    used += done;
  };
  auto const one_rule = [&](auto const& rule, std::size_t& used) {
    if constexpr (SweepingRule<std::remove_cvref_t<decltype(rule)>>) return sweep(rule, used);
    for (std::size_t i = 0; i < g.nodes().size();) {
      rewriting w(g);
      verdict const v = rule.rewrite(w, static_cast<node_id>(i));
      if (v.why_not) out.refusals.push_back(*v.why_not);
      if (!v.is_done) {
        ++i;
        continue;
      }
      if (left-- == 0)
        throw error("rules do not come to an end: '" + out.uses.back().first +
                    "' or a rule before it undoes another");
      finish(w);
      ++used;
      i = i < 4 ? 0 : i - 4; // the change may have opened something shortly before
    }
  };
  for (std::size_t before = 1, sum = 0; before != sum || sum == 0;) {
    before = sum;
    out.refusals.clear();
    meta::spread(
        [&](auto const&... r) {
          std::size_t k = 0;
          (one_rule(r, out.uses[k++].second), ...);
        },
        table.each);
    sum = out.changes();
    if (sum == 0) break;
  }
  auto const text = [](refusal const& r) { return r.text(); };
  std::ranges::sort(out.refusals, {}, text);
  auto const tail = std::ranges::unique(out.refusals, {}, text);
  out.refusals.erase(tail.begin(), tail.end());
  out.result = out.changes() == 0 ? n : network(std::move(g));
  return out;
}

} // namespace peax::rule
