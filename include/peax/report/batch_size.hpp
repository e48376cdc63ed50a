#pragma once
//! @file
//! The batch sizes at which this machine runs and trains a network fastest, measured.

#include <peax/analysis/obtain.hpp>
#include <peax/analysis/report.hpp>
#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/core/progress.hpp>
#include <peax/document/fwd.hpp>
#include <peax/graph/network.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace peax::report {

//! Samples a second by batch size, and the best. Facts about the host: they differ from run to run, and no
//! result depends on them but where a user asks a training for the measured batch size.
struct batch_size {
  static constexpr std::string_view title = "Batch size";
  static constexpr bool measures_time = true;

  struct measurement {
    std::size_t batch = 1;
    double samples_per_s = 0;
  };
  std::vector<measurement> tried;   //!< inference, ascending
  std::vector<measurement> trained; //!< forward, backward and Adam, ascending; empty: it cannot be trained
  std::size_t best = 1;             //!< for inference: the smallest within 2 % of the fastest
  //! The same for training; absent when nothing could be measured.
  std::optional<std::size_t> best_for_training;
  std::vector<refusal> refusals;

  //! Measures 1, 2, 4, ... samples, each for a moment, while feature maps stay below a bound. In training all of them
  //! are counted, with their gradients.
  struct of {
    std::size_t most = 256;
    double seconds = 0.05;                             //!< for each batch size
    std::int64_t memory_bytes = std::int64_t{1} << 30; //!< of feature maps, float32

    batch_size make(network const& n, progress const& to) const;
  };

  struct default_reporter {
    batch_size make(network const& n, progress const& to) const { return of{}.make(n, to); }
  };
};

//! `asked`, or, where that is 0, the size that was measured to train fastest among those of at least `least` samples
//! (fewer make noisy steps); 64 where nothing could be measured.
[[nodiscard]] PEAX_INLINE std::size_t training_batch(network const& n, std::size_t asked,
                                                     std::size_t least = 16, progress const& to = {});

//! The section of the summary.
[[nodiscard]] PEAX_INLINE document::section describe(batch_size const& b);

} // namespace peax::report

namespace peax::detail {
PEAX_COMPILED_ONCE(document::section told_by<report::batch_size, document::section>(void const*));
} // namespace peax::detail

#ifndef PEAX_COMPILED
#include <peax/report/batch_size.ipp>
#endif
