#pragma once
//! @file
//! One thing that a run of `optimize` or `train` would make.

#include <optional>
#include <string>

namespace command {

struct foreseen {
  std::string step; //!< "1", or of train "train"
  std::string what; //!< a report's title, a rewriter's name
  std::string
      from; //!< "cache", "made"; "unknown": made, unless what the steps before give is in the cache, too
  double work =
      0; //!< about how many samples run through a step of training of the whole network; 0 where it lies in the cache
  std::optional<double> seconds = {}; //!< about; absent where nothing is known
};

} // namespace command
