#pragma once
//! @file
//! Channels that must stay or go together.

#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/graph/graph.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace peax::rewrite {

//! Sets of channels of a graph. All feature maps of a set have the same channels: what is added to each
//! other, and what depthwise, normalizing, activating and pooling layers carry on. A set is free when
//! layers with weights make and read it; else it keeps its width, and there is a reason.
class channel_groups {
 public:
  explicit channel_groups(graph const& g);

  //! Where a value's channels lie: the set, and how many neighbours on axis 1 belong to one channel (more
  //! than 1 behind a flattening).
  struct place {
    std::size_t set = 0;
    std::int64_t repeat = 1;
  };
  [[nodiscard]] place of(value_id v) const { return {root(at_[index_of(v)].set), at_[index_of(v)].repeat}; }
  [[nodiscard]] std::int64_t channels(std::size_t set) const { return sets_[root(set)].channels; }
  //! The layers (convolutions, dense ones) whose outputs are the channels of a set.
  [[nodiscard]] std::vector<node_id> makers(std::size_t set) const;
  //! Sets that may become narrower, in running order.
  [[nodiscard]] std::vector<std::size_t> free() const;
  //! Layers that keep their width, and why.
  [[nodiscard]] std::vector<refusal> refusals() const;

  //! Whether a node is a convolution of each channel alone.
  [[nodiscard]] static bool is_depthwise(graph const& g, node const& n);

 private:
  struct channel_set {
    std::size_t parent;
    std::int64_t channels;
    node_id maker;
    std::string why_not;
  };

  [[nodiscard]] std::size_t root(std::size_t s) const {
    while (sets_[s].parent != s) s = sets_[s].parent;
    return s;
  }
  [[nodiscard]] std::string const& reason(std::size_t s) const { return sets_[root(s)].why_not; }
  std::size_t fresh(value_id v, node_id maker);
  void pin(value_id v, std::string const& why);
  void unite(std::size_t a, std::size_t b);

  //! Whether constants are given, and read by this node alone.
  [[nodiscard]] bool has_own_weights(node const& n) const;

  //! The shape of a value in front of any flattening has its channels on axis 1; everything else is pinned.
  void follow(node_id id);

  graph const& g_;
  std::vector<place> at_;
  std::vector<channel_set> sets_;
};

} // namespace peax::rewrite

#ifndef PEAX_COMPILED
#include <peax/rewrite/slimming/slimming_channels.ipp>
#endif
