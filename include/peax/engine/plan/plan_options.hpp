#pragma once
//! @file
//! What a plan is made for: which values, inference or training, what trains, how many threads.

#include <peax/graph/graph.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace peax::engine {

//! Which statistics normalization uses in a training plan.
enum class normalization_mode : std::uint8_t {
  where_trained, //!< of the batch where scale or bias train (and the running ones are renewed); running ones elsewhere
  running //!< running statistics everywhere
};

//! Choices made once per plan.
struct plan_options {
  //! The values to compute, in this order; empty: the outputs of the graph. Only what they need is computed.
  std::vector<value_id> wanted = {};
  //! Whether `backward` will be called and dropout and batch statistics are active.
  bool training = false;
  //! The constants that train. Absent: every float constant that an operator reads as a weight, except running statistics.
  std::optional<std::vector<value_id>> trained = {};
  normalization_mode normalization = normalization_mode::where_trained;
  //! Convolutions by their definition. Else 3 x 3 taps may go by Winograd's algorithm, faster and different by a few millionths.
  bool exact_convolution = false;
  //! Threads of oneTBB; 0: all of the machine. The results do not depend on it.
  int threads = 0;
  //! Seed of dropout.
  std::uint64_t seed = 0;
};

} // namespace peax::engine
