#pragma once
//! @file
//! --dry-run: what would be made, what of it is there already, and about how long it takes.

#include "optimize_flow.hpp"
#include "optimize_job.hpp"
#include <peax/graph/network.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace command {

//! One thing that a run would have.
struct foreseen {
  std::string step; //!< "1", or of train "train"
  std::string what; //!< a report's title, a rewriter's name
  std::string
      from; //!< "cache", "made"; "unknown": made, unless what the steps before give is in the cache, too
  std::optional<double> seconds; //!< about; absent where nothing is known
};

//! Seconds that a sample takes in a step of training, measured on a few; nothing for a network that cannot be trained.
[[nodiscard]] std::optional<double> seconds_of_training(peax::network const& n, common const& c);

//! What the flow would do.
[[nodiscard]] std::vector<foreseen> foresee(plan const& steps, job const& j, std::string const& cache,
                                            common const& c);

//! As one object or a table on standard output.
void tell(std::vector<foreseen> const& all, common const& c);

} // namespace command
