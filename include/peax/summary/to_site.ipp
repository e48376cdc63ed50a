#pragma once
//! @file
//! The bodies of to_site.hpp.

#include <peax/summary/analysis_pages.hpp>
#include <peax/summary/site.hpp>
#include <peax/summary/to_site.hpp>
#include <peax/version.hpp>

#include <string>
#include <vector>

namespace peax::summary {

PEAX_INLINE result::figures figures_of_original(report::footprint const& cost,
                                                report::accuracy_figures const* validated,
                                                report::accuracy_figures const* tested) {
  result::figures f;
  f.validation_relative_macs = 1;
  f.validation_exit_shares = {1};
  f.peak_memory_bytes = cost.peak_bytes(32).value;
  f.storage_bytes = cost.storage(32).value;
  if (validated != nullptr) f.validation_accuracy = validated->top_1;
  if (tested != nullptr && tested->top_1) {
    f.test_accuracy = tested->top_1;
    if (tested->interval) f.test_accuracy_interval = {tested->interval->low, tested->interval->high};
    f.mean_macs = static_cast<double>(cost.total.macs.value);
    f.relative_macs = 1;
    f.exit_shares = {1};
  }
  return f;
}

PEAX_INLINE exported to_site::write(original const& first, measured<any_solutions> const& found,
                                    of_original<report::footprint> const& cost,
                                    std::optional<of_original<report::accuracy<validation>>> const& validated,
                                    std::optional<of_original<report::accuracy<test>>> const& tested,
                                    std::optional<report::platform> const& on) const {
  analysis_record r;
  r.title = first.name();
  r.rewriter = rewriter.empty() ? "rewriting" : rewriter;
  r.version = PEAX_VERSION;
  r.seed = seed;
  r.footprint = cost;
  r.original = figures_of_original(cost, validated ? &*validated : nullptr, tested ? &*tested : nullptr);
  r.found = found;
  r.keep = keep;
  if (on) {
    r.platform = on->target;
    r.hardware.push_back(describe(*on));
  }
  auto const pages = analysis_pages(r);
  write_site(folder, pages);
  exported out;
  for (auto const& each : pages) out.files.push_back((folder / each.file).string());
  return out;
}

} // namespace peax::summary
