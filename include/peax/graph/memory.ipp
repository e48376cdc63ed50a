#pragma once
//! @file
//! The body of memory.hpp.

#include <peax/graph/memory.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace peax {

namespace detail {
//! Counts live elements while nodes run one after the other. A feature map lives from its node to its last reader;
//! inputs live from the start, outputs to the end. A node holds its inputs and outputs at once, except that an in-place
//! operator takes over an input of the same size that nobody reads any more.
class live_counter {
 public:
  explicit live_counter(graph const& g) : g_(g), left_(g.values().size(), 0) {
    for (std::size_t i = 0; i < left_.size(); ++i) {
      auto const id = static_cast<value_id>(i);
      left_[i] = static_cast<std::int64_t>(g.readers(id).size()) + (g.is_output(id) ? 1 : 0);
    }
    for (auto id : g.inputs()) live_ += size(id);
  }

  //! Elements alive while the node runs.
  [[nodiscard]] std::int64_t during(node_id id) const { return live_ + made(id) - taken_over(id); }

  //! How the number of living elements changes by running it.
  [[nodiscard]] std::int64_t change(node_id id) const {
    std::int64_t freed = 0;
    each_feature_map(id, [&](value_id v) { freed += left_[index_of(v)] == 1 ? size(v) : 0; });
    return made(id) - freed;
  }

  void run(node_id id) {
    live_ += change(id);
    each_feature_map(id, [&](value_id v) { --left_[index_of(v)]; });
    for (auto v : g_[id].outputs)
      if (v != value_id::none && left_[index_of(v)] == 0) live_ -= size(v);
  }

 private:
  [[nodiscard]] std::int64_t size(value_id v) const {
    return g_[v].is_constant() ? 0 : g_[v].dims.elements();
  }
  [[nodiscard]] std::int64_t made(node_id id) const {
    std::int64_t n = 0;
    for (auto v : g_[id].outputs) n += v == value_id::none ? 0 : size(v);
    return n;
  }
  template <class F> void each_feature_map(node_id id, F&& f) const {
    auto const& inputs = g_[id].inputs;
    for (std::size_t i = 0; i < inputs.size(); ++i)
      if (inputs[i] != value_id::none && !g_[inputs[i]].is_constant() &&
          std::find(inputs.begin(), inputs.begin() + static_cast<std::ptrdiff_t>(i), inputs[i]) ==
              inputs.begin() + static_cast<std::ptrdiff_t>(i))
        f(inputs[i]);
  }
  [[nodiscard]] std::int64_t taken_over(node_id id) const {
    if (!can_work_in_place(g_[id].op)) return 0;
    std::int64_t most = 0;
    each_feature_map(id, [&](value_id v) {
      if (left_[index_of(v)] == 1 && size(v) == made(id)) most = size(v);
    });
    return most;
  }

  graph const& g_;
  std::vector<std::int64_t> left_;
  std::int64_t live_ = 0;
};

inline memory_peak peak_in_order(graph const& g, std::vector<node_id> order) {
  memory_peak peak;
  live_counter live(g);
  for (auto id : order) {
    if (std::int64_t const now = live.during(id); now > peak.elements) peak.elements = now, peak.at = id;
    live.run(id);
  }
  if (order.empty())
    for (auto id : g.inputs()) peak.elements += g[id].dims.elements();
  peak.order = std::move(order);
  return peak;
}

//! Of the nodes that are ready, always the one that frees most (then the one that needs least, then the first).
inline std::vector<node_id> thrifty_order(graph const& g) {
  std::size_t const n = g.nodes().size();
  std::vector<std::size_t> missing(n, 0);
  std::vector<node_id> ready, order;
  for (std::size_t i = 0; i < n; ++i) {
    auto inputs = g.nodes()[i].inputs;
    std::sort(inputs.begin(), inputs.end());
    inputs.erase(std::unique(inputs.begin(), inputs.end()), inputs.end());
    for (auto v : inputs)
      if (v != value_id::none && g.producer(v) != node_id::none) ++missing[i];
    if (missing[i] == 0) ready.push_back(static_cast<node_id>(i));
  }
  live_counter live(g);
  while (!ready.empty()) {
    auto const best = std::min_element(ready.begin(), ready.end(), [&](node_id a, node_id b) {
      std::int64_t const ca = live.change(a), cb = live.change(b), da = live.during(a), db = live.during(b);
      return ca != cb ? ca < cb : da != db ? da < db : a < b;
    });
    node_id const id = *best;
    ready.erase(best);
    order.push_back(id);
    live.run(id);
    for (auto v : g[id].outputs)
      if (v != value_id::none)
        for (auto r : g.readers(v))
          if (--missing[index_of(r)] == 0) ready.push_back(r);
  }
  return order;
}
} // namespace detail

PEAX_INLINE memory_peak peak_memory(graph const& g) {
  std::vector<node_id> own;
  for (std::size_t i = 0; i < g.nodes().size(); ++i) own.push_back(static_cast<node_id>(i));
  memory_peak a = detail::peak_in_order(g, std::move(own)),
              b = detail::peak_in_order(g, detail::thrifty_order(g));
  return b.elements < a.elements ? b : a;
}

} // namespace peax
