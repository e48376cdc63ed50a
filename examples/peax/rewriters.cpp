// The rewriters that --rewrite may name: one line each.

#include "optimize_job.hpp"

#include <array>

namespace command {

std::span<registered_rewriter const* const> all_rewriters() {
  static constexpr std::array all{
      &confidence_exits,
      &right_sizing,
      &separable_convolutions,
      &temporal_exits,
      &feature_map_termination,
      &feature_map_termination,
      &slimming,
  };
  return all;
}

} // namespace command
