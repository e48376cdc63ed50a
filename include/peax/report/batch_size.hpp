#pragma once
//! @file
//! The batch size at which this machine runs a network fastest, measured.

#include <peax/analysis/report.hpp>
#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/core/progress.hpp>
#include <peax/document/page.hpp>
#include <peax/graph/memory.hpp>
#include <peax/graph/network.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace peax::report {

//! Samples a second by batch size, and the best. Facts about the host: they differ from run to run, and no
//! result depends on them.
struct batch_size {
  static constexpr std::string_view title = "Batch size";

  struct measurement {
    std::size_t batch = 1;
    double samples_per_s = 0;
  };
  std::vector<measurement> tried; //!< ascending
  std::size_t best = 1;           //!< the smallest within 2 % of the fastest
  std::vector<refusal> refusals;

  //! Measures inference at 1, 2, 4, ... samples, each for a moment, while feature maps stay below a bound.
  struct of {
    std::size_t most = 256;
    double seconds = 0.05;                             //!< for each batch size
    std::int64_t memory_bytes = std::int64_t{1} << 30; //!< of living feature maps, float32

    batch_size make(network const& n, progress const& to) const;
  };

  struct default_reporter {
    batch_size make(network const& n, progress const& to) const { return of{}.make(n, to); }
  };
};

//! The section of the summary.
[[nodiscard]] PEAX_INLINE document::section describe(batch_size const& b);

} // namespace peax::report

#ifndef PEAX_COMPILED
#include <peax/report/batch_size.ipp>
#endif
