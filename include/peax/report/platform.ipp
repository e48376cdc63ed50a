#pragma once
//! @file
//! The section that platform.hpp shows.

#include <peax/document/page.hpp>
#include <peax/report/platform.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <utility>

namespace peax::report {

PEAX_INLINE document::section describe(platform const& p) {
  document::section s{std::string(platform::title)};
  document::table processors({{"processor", document::as_text()},
                              {"MAC/s (float32)", document::as_quantity()},
                              {"memory", document::as_bytes()},
                              {"storage", document::as_bytes()},
                              {"active", document::as_quantity("W")},
                              {"idle", document::as_quantity("W")},
                              {"unsupported", document::as_text()},
                              {"takes", document::as_text()}},
                             "Processors in the order in which they are woken");
  auto const size = [](bytes b) {
    return b.value == std::numeric_limits<std::int64_t>::max() ? document::cell("unlimited")
                                                               : document::cell(b);
  };
  for (auto const& q : p.target.processors) {
    std::string unsupported, takes;
    for (auto const& r : q.operators)
      takes += (takes.empty() ? "" : ", ") + r.op + (r.when.text().empty() ? "" : " (" + r.when.text() + ")");
    double const speed = q.macs_per_second("float32", "");
    for (auto const& o : q.unsupported_ops) unsupported += (unsupported.empty() ? "" : ", ") + o;
    processors.add({q.name, speed > 0 ? document::cell(speed) : document::cell(), size(q.memory),
                    size(q.storage), q.active_power_w, q.idle_power_w, unsupported, takes});
  }
  s.show(std::move(processors));
  if (!p.target.links.empty()) {
    document::table links({{"from", document::as_text()},
                           {"to", document::as_text()},
                           {"bytes/s", document::as_quantity()},
                           {"latency", document::as_quantity("s")},
                           {"energy per byte", document::as_quantity("J")}},
                          "Links");
    for (auto const& l : p.target.links)
      links.add({l.from, l.to, l.bytes_per_second, l.latency, l.energy_per_byte_j});
    s.show(std::move(links));
  }
  return s;
}

} // namespace peax::report
