#pragma once
//! @file
//! What a network costs: operations, weights and feature maps, per layer, per block and as a whole.

#include <peax/analysis/obtain.hpp>
#include <peax/analysis/report.hpp>
#include <peax/core/config.hpp>
#include <peax/document/fwd.hpp>
#include <peax/graph/cost.hpp>
#include <peax/graph/memory.hpp>
#include <peax/report/architecture.hpp>

#include <cstdint>
#include <string_view>
#include <vector>

namespace peax::report {

//! Costs of one sample.
struct footprint {
  static constexpr std::string_view title = "Footprint";

  architecture structure;
  std::vector<cost> layers; //!< per node
  cost total;
  memory_peak peak; //!< most feature-map elements alive at once

  struct default_reporter {
    footprint make(network const& n, architecture const& a) const;
  };

  //! Bytes of all weights at a width in bits.
  [[nodiscard]] bytes storage(std::int64_t bits) const { return storage_of(total.parameters, bits); }
  //! Bytes of the feature maps alive at once at a width in bits.
  [[nodiscard]] bytes peak_bytes(std::int64_t bits) const { return storage_of(peak.elements, bits); }
};

//! The section of the summary.
[[nodiscard]] PEAX_INLINE document::section describe(footprint const& f);

} // namespace peax::report

namespace peax::detail {
PEAX_COMPILED_ONCE(document::section told_by<report::footprint, document::section>(void const*));
} // namespace peax::detail

#ifndef PEAX_COMPILED
#include <peax/report/footprint.ipp>
#endif
