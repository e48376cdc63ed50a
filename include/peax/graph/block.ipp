#pragma once
//! @file
//! The bodies of block.hpp.

#include <peax/graph/block.hpp>
#include <peax/graph/location.hpp>
#include <peax/graph/op.hpp>

#include <algorithm>
#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax {

namespace detail {

//! Finds the blocks: residual regions become one unit, the rest is segmented along its chains.
class block_finder {
 public:
  explicit block_finder(graph const& g)
      : g_(g), count_(g.nodes().size()), unit_of_(count_, count_), seen_by_(count_ + 1, count_),
        answering_(answering_convolution(g)) {
    connect();
  }

  std::vector<block> find() {
    collapse_residuals();
    segment();
    fuse_trailing();
    return named();
  }

 private:
  // ---- node graph: edges along feature maps; the sink is behind every output
  void connect() {
    next_.resize(count_), previous_.resize(count_);
    for (std::size_t i = 0; i < count_; ++i) {
      for (auto v : feature_maps_of(g_, static_cast<node_id>(i))) {
        node_id const p = g_.producer(v);
        if (p == node_id::none) continue;
        if (next_[index_of(p)].empty() || next_[index_of(p)].back() != i) next_[index_of(p)].push_back(i);
        previous_[i].push_back(index_of(p));
      }
      std::sort(previous_[i].begin(), previous_[i].end());
      previous_[i].erase(std::unique(previous_[i].begin(), previous_[i].end()), previous_[i].end());
    }
    for (std::size_t i = 0; i < count_; ++i)
      for (auto v : g_.nodes()[i].outputs)
        if (v != value_id::none && g_.is_output(v) && (next_[i].empty() || next_[i].back() != count_))
          next_[i].push_back(count_);
  }

  //! Immediate post-dominators (Cooper, Harvey, Kennedy 2001, on a graph without cycles: one pass backwards).
  [[nodiscard]] std::vector<std::size_t> post_dominators() const {
    std::vector<std::size_t> above(count_ + 1, count_);
    for (std::size_t i = count_; i-- > 0;) above[i] = meeting_of(next_[i], above);
    return above;
  }

  //! The first node behind all of the given ones.
  [[nodiscard]] std::size_t meeting_of(std::vector<std::size_t> const& of,
                                       std::vector<std::size_t> const& above) const {
    if (of.empty()) return count_;
    std::size_t common = of.front();
    for (auto other : of)
      while (common != other) (common < other ? common : other) = above[std::min(common, other)];
    return common;
  }

  void take_region(std::vector<std::size_t> region, std::vector<std::size_t> waiting, std::size_t last) {
    std::size_t const mine = units_.size();
    while (!waiting.empty()) {
      std::size_t const n = waiting.back();
      waiting.pop_back();
      if (std::exchange(seen_by_[n], mine) == mine) continue;
      region.push_back(n);
      if (n != last) waiting.insert(waiting.end(), next_[n].begin(), next_[n].end());
    }
    std::sort(region.begin(), region.end());
    for (auto n : region) unit_of_[n] = units_.size();
    units_.push_back(std::move(region));
    is_residual_.push_back(true);
  }

  //! From every split to the node where all its paths meet again. The split itself belongs to the region only if it is an
  //! activation (the one behind a merge); regions that reach the outputs separately are exits, not residuals.
  void collapse_residuals() {
    auto const above = post_dominators();
    for (auto v : g_.inputs()) {
      std::vector<std::size_t> readers;
      for (auto r : g_.readers(v)) readers.push_back(index_of(r));
      if (readers.size() < 2) continue;
      std::size_t const meet = meeting_of(readers, above);
      if (meet != count_) take_region({}, readers, meet);
    }
    for (std::size_t i = 0; i < count_; ++i) {
      if (next_[i].size() < 2 || above[i] == count_) continue;
      bool const inside = unit_of_[i] < count_ && units_[unit_of_[i]].back() != i;
      if (inside) continue;
      bool const own =
          unit_of_[i] == count_ && class_of(g_, static_cast<node_id>(i)) == layer_class::activation;
      take_region(own ? std::vector<std::size_t>{i} : std::vector<std::size_t>{}, next_[i], above[i]);
    }
    for (std::size_t i = 0; i < count_; ++i)
      if (unit_of_[i] == count_) {
        unit_of_[i] = units_.size();
        units_.push_back({i});
        is_residual_.push_back(false);
      }
  }

  struct draft {
    block_kind kind;
    std::vector<std::size_t> nodes;
    std::size_t last = 0; //!< the node in front of the next one
  };

  [[nodiscard]] block_kind kind_of(std::size_t n) const {
    switch (class_of(g_, static_cast<node_id>(n))) {
    case layer_class::convolution:
    case layer_class::depthwise: return block_kind::convolution;
    case layer_class::dense: return block_kind::compute;
    case layer_class::pooling: return block_kind::pooling;
    case layer_class::global_pooling: return block_kind::global_pooling;
    case layer_class::normalization: return block_kind::normalization;
    case layer_class::activation: return block_kind::activation;
    case layer_class::merging: return block_kind::merging;
    case layer_class::reshape: return block_kind::reshape;
    case layer_class::other: return block_kind::other;
    }
    return block_kind::other;
  }

  //! Whether node n, behind node `last` of the block, begins a new block.
  [[nodiscard]] bool opens(draft const& current, std::size_t n) const {
    block_kind const kind = kind_of(n), before = kind_of(current.last);
    bool const ends =
        before == block_kind::pooling || before == block_kind::merging || before == block_kind::reshape;
    bool const joins =
        kind == block_kind::normalization || kind == block_kind::pooling || kind == block_kind::activation;
    if (current.kind == block_kind::residual) return true;
    if (kind == current.kind && ends) return true;
    if (kind != current.kind && !joins) return true;
    auto const id = static_cast<node_id>(n);
    if (id == answering_ || g_[id].op.is<op::flatten>() || class_of(g_, id) == layer_class::depthwise)
      return true;
    bool const is_1d = kind == block_kind::convolution && g_[g_[id].outputs[0]].dims.rank() == 3;
    return current.kind == block_kind::convolution && is_1d && !behind_depthwise(current);
  }

  [[nodiscard]] bool behind_depthwise(draft const& current) const {
    for (auto it = current.nodes.rbegin(); it != current.nodes.rend(); ++it)
      if (kind_of(*it) == block_kind::convolution)
        return class_of(g_, static_cast<node_id>(*it)) == layer_class::depthwise;
    return false;
  }

  void segment() {
    std::vector<std::size_t> order(units_.size());
    for (std::size_t u = 0; u < order.size(); ++u) order[u] = u;
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return units_[a].front() < units_[b].front(); });
    std::vector<std::size_t> draft_of(units_.size());
    for (auto u : order) {
      std::size_t behind = count_; // the only node in front of the unit
      bool several = false;
      for (auto n : units_[u])
        for (auto p : previous_[n])
          if (unit_of_[p] != u) several = several || (behind != count_ && behind != p), behind = p;
      bool fresh = is_residual_[u] || several || behind == count_ || next_[behind].size() != 1;
      if (!fresh) fresh = opens(drafts_[draft_of[unit_of_[behind]]], units_[u].front());
      if (fresh) {
        draft_of[u] = drafts_.size();
        drafts_.push_back({is_residual_[u] ? block_kind::residual : kind_of(units_[u].front()), {}, 0});
      } else {
        draft_of[u] = draft_of[unit_of_[behind]];
      }
      draft& d = drafts_[draft_of[u]];
      d.nodes.insert(d.nodes.end(), units_[u].begin(), units_[u].end());
      d.last = units_[u].back();
    }
  }

  //! A block of activations or normalization alone is no block: it joins the one in front, or else the one behind.
  void fuse_trailing() {
    std::vector<std::size_t> holder(count_, drafts_.size());
    for (std::size_t d = 0; d < drafts_.size(); ++d)
      for (auto n : drafts_[d].nodes) holder[n] = d;
    for (std::size_t d = 0; d < drafts_.size(); ++d) {
      if (drafts_[d].kind != block_kind::activation && drafts_[d].kind != block_kind::normalization) continue;
      std::size_t const first = drafts_[d].nodes.front();
      std::size_t into = drafts_.size();
      if (previous_[first].size() == 1)
        into = holder[previous_[first].front()];
      else if (previous_[first].empty() && next_[drafts_[d].last].size() == 1 &&
               next_[drafts_[d].last].front() < count_)
        into = holder[next_[drafts_[d].last].front()];
      if (into == drafts_.size() || into == d) continue;
      auto& nodes = drafts_[into].nodes;
      std::size_t const before = nodes.size();
      nodes.insert(nodes.end(), drafts_[d].nodes.begin(), drafts_[d].nodes.end());
      if (nodes[before] < nodes.front()) std::swap(nodes[before], nodes.front()); // the first stays in front
      for (auto n : drafts_[d].nodes) holder[n] = into;
      drafts_[d].nodes.clear();
    }
    std::erase_if(drafts_, [](draft const& d) { return d.nodes.empty(); });
    for (auto& d : drafts_) std::sort(d.nodes.begin(), d.nodes.end());
  }

  [[nodiscard]] std::vector<block> named() const {
    std::vector<block> out;
    std::map<block_kind, int> used;
    for (auto const& d : drafts_) {
      block b;
      b.kind = d.kind;
      b.name = std::string(name_of(d.kind)) + "_" + std::to_string(used[d.kind]++);
      for (auto n : d.nodes) b.nodes.push_back(static_cast<node_id>(n));
      for (auto id : b.nodes)
        for (auto v : g_[id].outputs) {
          if (v == value_id::none || b.output != value_id::none) continue;
          bool leaves = g_.is_output(v);
          for (auto r : g_.readers(v))
            leaves = leaves || !std::binary_search(b.nodes.begin(), b.nodes.end(), r);
          if (leaves) b.output = v;
        }
      b.cost = cost_of(g_, std::span<node_id const>(b.nodes));
      out.push_back(std::move(b));
    }
    return out;
  }

  graph const& g_;
  std::size_t count_;
  std::vector<std::vector<std::size_t>> next_, previous_;
  std::vector<std::vector<std::size_t>> units_;
  std::vector<bool> is_residual_;
  std::vector<std::size_t> unit_of_, seen_by_; //!< seen_by_: the last region that reached a node
  std::vector<draft> drafts_;
  node_id answering_;
};

} // namespace detail

PEAX_INLINE std::vector<block> blocks_of(graph const& g) { return detail::block_finder(g).find(); }

PEAX_INLINE std::vector<std::size_t> block_of_nodes(graph const& g, std::span<block const> blocks) {
  std::vector<std::size_t> out(g.nodes().size(), 0);
  for (std::size_t b = 0; b < blocks.size(); ++b)
    for (auto id : blocks[b].nodes) out[index_of(id)] = b;
  return out;
}

} // namespace peax
