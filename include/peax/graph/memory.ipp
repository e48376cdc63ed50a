#pragma once
//! @file
//! The body of memory.hpp.

#include <peax/core/checked.hpp>
#include <peax/graph/memory.hpp>
#include <peax/graph/op/branch.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

namespace peax {

namespace detail {
//! Counts live elements while nodes run one after the other. A feature map lives from its node to its last reader;
//! inputs live from the start, outputs to the end. A node holds its inputs and outputs at once, except that an in-place
//! operator takes over an input of the same size that nobody reads any more.
class live_counter {
 public:
  //! `inside`: of each node, what its branches need beside what they read.
  live_counter(graph const& g, std::vector<std::int64_t> const& inside)
      : g_(g), inside_(inside), left_(g.values().size(), 0), reads_(g.nodes().size()) {
    for (std::size_t i = 0; i < left_.size(); ++i) {
      auto const id = static_cast<value_id>(i);
      left_[i] = static_cast<std::int64_t>(g.readers(id).size()) + (g.is_output(id) ? 1 : 0);
    }
    for (std::size_t i = 0; i < reads_.size(); ++i) {
      for (auto v : g.nodes()[i].inputs)
        if (v != value_id::none && !g[v].is_constant()) reads_[i].push_back(v);
      std::sort(reads_[i].begin(), reads_[i].end());
      reads_[i].erase(std::unique(reads_[i].begin(), reads_[i].end()), reads_[i].end());
    }
    for (auto id : g.inputs()) live_ = checked_sum(live_, size(id));
  }

  //! The feature maps that a node reads, each once.
  [[nodiscard]] std::vector<value_id> const& reads(node_id id) const { return reads_[index_of(id)]; }

  //! How many nodes are still to read a value; an output is read at the end.
  [[nodiscard]] std::int64_t left(value_id v) const { return left_[index_of(v)]; }

  //! Elements alive while the node runs.
  [[nodiscard]] std::int64_t during(node_id id) const { return checked_sum(live_, more_during(id)); }

  //! Those beside the ones that live already.
  [[nodiscard]] std::int64_t more_during(node_id id) const {
    return checked_sum(made(id) - taken_over(id), inside_[index_of(id)]);
  }

  //! How the number of living elements changes by running it.
  [[nodiscard]] std::int64_t change(node_id id) const {
    std::int64_t freed = 0;
    for (auto v : reads(id)) freed = checked_sum(freed, left(v) == 1 ? size(v) : 0);
    return made(id) - freed;
  }

  void run(node_id id) {
    live_ = checked_sum(live_, change(id));
    for (auto v : reads(id)) --left_[index_of(v)];
    for (auto v : g_[id].outputs)
      if (v != value_id::none && left(v) == 0) live_ -= size(v);
  }

 private:
  [[nodiscard]] std::int64_t size(value_id v) const {
    return g_[v].is_constant() ? 0 : g_[v].dims.elements();
  }
  [[nodiscard]] std::int64_t made(node_id id) const {
    std::int64_t n = 0;
    for (auto v : g_[id].outputs) n = checked_sum(n, v == value_id::none ? 0 : size(v));
    return n;
  }
  [[nodiscard]] std::int64_t taken_over(node_id id) const {
    if (!can_work_in_place(g_[id].op)) return 0;
    std::int64_t const all = made(id);
    bool const has_place = std::any_of(reads(id).begin(), reads(id).end(),
                                       [&](value_id v) { return left(v) == 1 && size(v) == all; });
    return has_place ? all : 0;
  }

  graph const& g_;
  std::vector<std::int64_t> const& inside_;
  std::vector<std::int64_t> left_;
  std::vector<std::vector<value_id>> reads_;
  std::int64_t live_ = 0;
};

//! Of each node, what its branches need beside the values that they read of the graph around them.
inline std::vector<std::int64_t> peaks_inside(graph const& g) {
  std::vector<std::int64_t> out(g.nodes().size(), 0);
  for (std::size_t i = 0; i < out.size(); ++i)
    if (auto const* const choice = g.nodes()[i].op.get_if<op::if_else>())
      for (auto const* branch : {&choice->then_branch, &choice->else_branch}) {
        std::int64_t given = 0;
        for (auto const id : (*branch)->inputs()) given = checked_sum(given, (**branch)[id].dims.elements());
        out[i] = std::max(out[i], peak_memory(**branch).elements - given);
      }
  return out;
}

inline memory_peak peak_in_order(graph const& g, std::vector<std::int64_t> const& inside,
                                 std::vector<node_id> order) {
  memory_peak peak;
  live_counter live(g, inside);
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
class thrifty_order {
 public:
  thrifty_order(graph const& g, std::vector<std::int64_t> const& inside)
      : g_(g), live_(g, inside), place_(g.nodes().size()) {}

  std::vector<node_id> find() {
    std::size_t const n = g_.nodes().size();
    std::vector<std::size_t> missing(n, 0);
    for (std::size_t i = 0; i < n; ++i) {
      auto const id = static_cast<node_id>(i);
      for (auto v : live_.reads(id))
        if (g_.producer(v) != node_id::none) ++missing[i];
      if (missing[i] == 0) add(id);
    }
    std::vector<node_id> order;
    while (!ready_.empty()) {
      auto const id = std::get<node_id>(*ready_.begin());
      remove(id);
      order.push_back(id);
      live_.run(id);
      for (auto v : live_.reads(id)) rank_last_reader(v);
      for (auto v : g_[id].outputs)
        if (v != value_id::none)
          for (auto r : g_.readers(v))
            if (--missing[index_of(r)] == 0) add(r);
    }
    return order;
  }

 private:
  using rank = std::tuple<std::int64_t, std::int64_t, node_id>;

  void add(node_id id) {
    place_[index_of(id)] = ready_.emplace(live_.change(id), live_.more_during(id), id).first;
  }
  void remove(node_id id) { ready_.erase(*std::exchange(place_[index_of(id)], std::nullopt)); }

  //! The last reader of a value frees it from now on.
  void rank_last_reader(value_id v) {
    if (live_.left(v) != 1) return;
    for (auto r : g_.readers(v))
      if (place_[index_of(r)]) {
        remove(r);
        add(r);
      }
  }

  graph const& g_;
  live_counter live_;
  std::set<rank> ready_;
  std::vector<std::optional<std::set<rank>::iterator>> place_;
};
} // namespace detail

PEAX_INLINE memory_peak peak_memory(graph const& g) {
  std::vector<node_id> own;
  for (std::size_t i = 0; i < g.nodes().size(); ++i) own.push_back(static_cast<node_id>(i));
  auto const inside = detail::peaks_inside(g);
  memory_peak a = detail::peak_in_order(g, inside, std::move(own)),
              b = detail::peak_in_order(g, inside, detail::thrifty_order(g, inside).find());
  return b.elements < a.elements ? b : a;
}

} // namespace peax
