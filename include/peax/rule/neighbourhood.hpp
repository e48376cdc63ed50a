#pragma once
//! @file
//! Which nodes a change may concern: so that many changes far from each other are made to one graph.

#include <peax/graph/graph.hpp>

#include <cstddef>
#include <utility>
#include <vector>

namespace peax::rule {

//! Nodes that lie near a change. Rules look at a node, at a few in front of it and behind it, and at how often a value is read.
class neighbourhood {
 public:
  explicit neighbourhood(graph const& g) : g_(g), touched_(g.nodes().size(), false) {}

  [[nodiscard]] bool holds(node_id id) const { return touched_[index_of(id)]; }

  //! Adds all nodes within `reach` steps along values.
  void add(node_id center) {
    std::vector<node_id> ring{center}, next;
    touched_[index_of(center)] = true;
    for (int step = 0; step < reach; ++step, ring = std::exchange(next, {}))
      for (auto const id : ring) {
        auto const take = [&](node_id other) {
          if (other == node_id::none || touched_[index_of(other)]) return;
          touched_[index_of(other)] = true;
          next.push_back(other);
        };
        auto const& n = g_[id];
        auto const along = [&](value_id v) {
          if (v == value_id::none) return;
          take(g_.producer(v));
          if (g_.readers(v).size() <= most_readers) // of more, no change makes the only one
            for (auto const r : g_.readers(v)) take(r);
        };
        if (n.inputs.size() <= most_readers)
          for (auto const v : n.inputs) along(v);
        for (auto const v : n.outputs) along(v);
      }
  }

 private:
  static constexpr int reach = 8;
  static constexpr std::size_t most_readers = 64;

  graph const& g_;
  std::vector<bool> touched_;
};

} // namespace peax::rule
