#pragma once
//! @file
//! Channels that must stay or go together.

#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/graph/graph.hpp>
#include <peax/graph/op_fwd.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace peax::rewrite {

//! Where the channels of a set lie in a value: along one axis, [outer][channels][repeat]. Right behind a convolution they are axis 1;
//! flattening puts more elements beside each of them, a transposition moves them. Where outputs of a layer must stay or go together,
//! because DepthToSpace makes one channel of them, they count as one channel that lies at several positions.
struct channel_place {
  std::size_t set = 0;
  std::int64_t repeat = 1;
  std::size_t axis = 1;
  std::int64_t outer = 1;

  //! The channel at a position along the axis.
  [[nodiscard]] std::size_t channel_at(std::size_t position, std::size_t channels) const {
    return position / static_cast<std::size_t>(repeat) % channels;
  }
};

//! Sets of channels of a graph. All feature maps of a set have the same channels: what is added to each
//! other, and what depthwise, normalizing, activating and pooling layers carry on, what moves or cuts other
//! axes, and arithmetic with constants. A set is free when layers with weights make and read it; else it
//! keeps its width, and there is a reason.
class channel_groups {
 public:
  explicit channel_groups(graph const& g);

  using place = channel_place;
  [[nodiscard]] place of(value_id v) const {
    place found = at_[index_of(v)];
    found.set = root(found.set);
    return found;
  }
  [[nodiscard]] std::int64_t channels(std::size_t set) const { return sets_[root(set)].channels; }
  //! The layers (convolutions, dense ones) whose outputs are the channels of a set.
  [[nodiscard]] std::vector<node_id> makers(std::size_t set) const;
  //! Sets that may become narrower, in running order.
  [[nodiscard]] std::vector<std::size_t> free() const;
  //! Layers that keep their width, and why.
  [[nodiscard]] std::vector<refusal> refusals() const;

  //! Whether a node is a convolution, transposed or not, of each channel alone.
  [[nodiscard]] static bool is_depthwise(graph const& g, node const& n);
  //! Whether it is one whose outputs each read all channels.
  [[nodiscard]] static bool mixes_all(node const& n);
  //! Whether it scales and shifts each channel by its own numbers.
  [[nodiscard]] static bool normalizes_channels(node const& n);

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
  //! Makes one channel of each `front` channels of a set that stand equally far apart, and of `back` side by side.
  void regroup(std::size_t set, std::int64_t front, std::int64_t back);
  //! Groups the channels of two maps alike, where one of them lies in blocks; nothing when they do not fall into the same groups.
  void align(value_id a, value_id b);

  //! Whether constants are given, and read by this node alone.
  [[nodiscard]] bool has_own_weights(node const& n) const;
  //! Where the channels of its one feature map lie behind a node that neither makes nor joins channels; nothing when that is not followed.
  [[nodiscard]] std::optional<place> carried(node_id id, value_id map) const;
  //! The same for arithmetic with a constant.
  [[nodiscard]] bool keeps_channels_with_constant(node const& n, value_id map) const;
  //! Where they lie behind DepthToSpace, which takes them in groups; nothing where they do not fall into such groups.
  std::optional<place> gathered(op::depth_to_space const& blocks, value_id map);
  //! Unites the channels of two feature maps that a node computes element by element; false when they lie otherwise.
  bool join(node const& n, value_id a, value_id b);

  void follow(node_id id);

  graph const& g_;
  std::vector<place> at_;
  std::vector<channel_set> sets_;
};

//! The axis of a constant that lies over an axis of a map under numpy's broadcasting, where it has an element for each
//! position; nothing where it is the same for all.
[[nodiscard]] PEAX_INLINE std::optional<std::size_t> axis_over(shape const& constant, shape const& map,
                                                               std::size_t axis);

} // namespace peax::rewrite

#ifndef PEAX_COMPILED
#include <peax/rewrite/slimming/slimming_channels.ipp>
#endif
