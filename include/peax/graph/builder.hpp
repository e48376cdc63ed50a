#pragma once
//! @file
//! Networks layer by layer, with fresh weights: for networks that are trained from scratch, and for tests.

#include <peax/core/config.hpp>
#include <peax/core/random.hpp>
#include <peax/graph/editor.hpp>
#include <peax/graph/graph.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace peax {

//! How a convolution is laid over its input. Empty lists: stride 1, "same" pads (kernel / 2), dilation 1.
struct conv_options {
  op::ints stride{}, pads{}, dilation{};
  std::int64_t groups = 1;
  bool bias = false;
};

//! Builds a network layer by layer. Weights are drawn from N(0, 2 / fan_in) (He et al. 2015), biases are 0, normalization
//! is the identity; the same seed gives the same weights.
class network_builder {
 public:
  PEAX_INLINE network_builder(std::string name, shape input, std::uint64_t seed = 0,
                              std::string input_name = "input");

  //! The value that the last layer made; layers read it unless they are told another.
  [[nodiscard]] value_id at() const { return at_; }
  network_builder& from(value_id v) {
    at_ = v;
    return *this;
  }
  [[nodiscard]] shape const& dims() const { return edit_[at_].dims; }
  [[nodiscard]] graph_editor& editor() { return edit_; }

  PEAX_INLINE network_builder& conv(std::int64_t channels, op::ints kernel, conv_options o = {},
                                    std::string name = "");

  PEAX_INLINE network_builder& depthwise(op::ints kernel, conv_options o = {}, std::string name = "");

  PEAX_INLINE network_builder& batch_normalization(std::string name = "");

  PEAX_INLINE network_builder& dense(std::int64_t units, std::string name = "");

  PEAX_INLINE network_builder& max_pool(op::ints kernel, op::ints stride = {});
  PEAX_INLINE network_builder& average_pool(op::ints kernel, op::ints stride = {});
  PEAX_INLINE network_builder& relu();
  PEAX_INLINE network_builder& global_average_pool();
  PEAX_INLINE network_builder& flatten();
  PEAX_INLINE network_builder& dropout(float ratio);
  PEAX_INLINE network_builder& softmax();
  PEAX_INLINE network_builder& sigmoid();
  PEAX_INLINE network_builder& add(value_id other);

  //! Any operator on the last value.
  PEAX_INLINE network_builder& apply(any_op op, std::string name = "");

  //! Two convolutions of the given kernel with normalization and a shortcut, projected by a 1x1 convolution where the shape
  //! changes (He et al. 2016).
  PEAX_INLINE network_builder& residual(std::int64_t channels, op::ints kernel, std::int64_t stride = 1);

  //! The graph whose output is the last value, under that name.
  [[nodiscard]] PEAX_INLINE graph finish(std::string output_name = "output");

 private:
  PEAX_INLINE network_builder& layer(any_op op, std::vector<value_id> inputs, std::string name);
  PEAX_INLINE value_id weights(std::string name, shape dims, std::int64_t fan_in);
  PEAX_INLINE value_id filled(std::string name, std::int64_t count, float with);

  graph_editor edit_;
  random_stream random_;
  value_id at_ = value_id::none;
  int layers_ = 0;
};

} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/graph/builder.ipp>
#endif
