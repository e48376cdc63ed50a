#pragma once
//! @file
//! The section that batch_size.hpp shows.

#include <peax/report/batch_size.hpp>

namespace peax::report {

PEAX_ROOM_ENTRY document::section describe(batch_size const& b) {
  document::section s{std::string(batch_size::title)};
  document::scatter chart{"Inference on this machine",
                          {"samples in a batch", document::as_integer(), true, {}, {}},
                          {"samples a second", document::as_quantity(), false, 0.0, {}},
                          {},
                          {},
                          {}};
  document::series line{"measured", {}, document::trace::line, false};
  for (auto const& m : b.tried) {
    line.points.push_back({static_cast<double>(m.batch), m.samples_per_s, {}});
    if (m.batch == b.best) chart.chosen = line.points.back();
  }
  chart.all.push_back(std::move(line));
  s.show(std::move(chart));
  s.refuse("Batch sizes not tried", b.refusals);
  return s;
}

} // namespace peax::report
