#pragma once
//! @file
//! What temporal exits and feature map termination share: the found rules as solutions.

#include <peax/analysis/solutions.hpp>
#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/core/progress.hpp>
#include <peax/data/stream.hpp>
#include <peax/graph/network.hpp>
#include <peax/hardware/platform.hpp>
#include <peax/report/feature_map_signatures.hpp>
#include <peax/rewrite/temporal/along_stream.hpp>
#include <peax/search/temporal/temporal_search.hpp>
#include <peax/solution/constraints.hpp>
#include <peax/solution/exit_outputs.hpp>
#include <peax/solution/solution.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace peax::rewrite {

//! What the rules of a rewriter compare.
struct compared {
  std::string rewriter;                //!< in words, for refusals
  result::output_form are;             //!< logits or signatures
  std::vector<report::pooling> pooled; //!< of each exit; empty for logits
};

//! What is kept of settings that both rewriters have.
struct temporal_front_settings {
  result::constraints const& keep;
  std::size_t most_solutions;
  std::string const& data_type;
  hardware::platform const* on; //!< may be null
};

//! The whole way from exits along a stream to a front.
[[nodiscard]] PEAX_INLINE solutions<temporal> front_along(network const& n, network const& first,
                                                          along_stream a, data::stream const& judge,
                                                          search::temporal_goal goal, compared what,
                                                          temporal_front_settings const& with,
                                                          std::vector<refusal> refusals, progress const& to);

} // namespace peax::rewrite

#ifndef PEAX_COMPILED
#include <peax/rewrite/temporal/temporal_solutions.ipp>
#endif
