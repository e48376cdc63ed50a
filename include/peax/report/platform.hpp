#pragma once
//! @file
//! The target platform as a report, and what of a network fits it.

#include <peax/analysis/obtain.hpp>
#include <peax/analysis/report.hpp>
#include <peax/core/config.hpp>
#include <peax/document/fwd.hpp>
#include <peax/hardware/platform.hpp>

#include <string_view>

namespace peax::report {

//! The processors that the network is meant for. Only the user knows them: submit `platform::of{...}`.
struct platform {
  static constexpr std::string_view title = "Platform";
  static constexpr auto about = report_about::world;

  hardware::platform target;

  struct of {
    hardware::platform target;

    platform make() const {
      hardware::check(target);
      return {target};
    }
  };
};

//! The section of the summary.
[[nodiscard]] PEAX_INLINE document::section describe(platform const& p);

} // namespace peax::report

namespace peax::detail {
PEAX_COMPILED_ONCE(document::section told_by<report::platform, document::section>(void const*));
} // namespace peax::detail

#ifndef PEAX_COMPILED
#include <peax/report/platform.ipp>
#endif
