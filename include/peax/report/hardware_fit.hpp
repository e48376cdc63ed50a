#pragma once
//! @file
//! What of a network runs on each processor of the platform, how long it takes, what it costs, and what does not fit.

#include <peax/analysis/obtain.hpp>
#include <peax/analysis/report.hpp>
#include <peax/core/config.hpp>
#include <peax/document/fwd.hpp>
#include <peax/hardware/segment.hpp>
#include <peax/report/footprint.hpp>
#include <peax/report/platform.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace peax::report {

//! Each block and the whole network on each processor, alone, in each data type that the platform speaks of.
struct hardware_fit {
  static constexpr std::string_view title = "Fit to the hardware";

  struct on_processor {
    std::string processor;
    hardware::storage_type type;
    std::vector<hardware::segment_cost> blocks; //!< in the order of the architecture's blocks
    hardware::segment_cost whole;
  };

  architecture structure;
  std::vector<on_processor>
      processors; //!< in float32, then all again in int8, then in other types that rates name

  struct default_reporter {
    hardware_fit make(network const& n, footprint const& f, platform const& p) const;
  };
};

//! The section of the summary.
[[nodiscard]] PEAX_INLINE document::section describe(hardware_fit const& f);

} // namespace peax::report

namespace peax::detail {
PEAX_COMPILED_ONCE(document::section told_by<report::hardware_fit, document::section>(void const*));
} // namespace peax::detail

#ifndef PEAX_COMPILED
#include <peax/report/hardware_fit.ipp>
#endif
