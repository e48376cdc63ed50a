#pragma once
//! @file
//! The bodies of early_exits.hpp.

#include <peax/analysis/stored.hpp>
#include <peax/analysis/stored_network.hpp>
#include <peax/document/page.hpp>
#include <peax/report/early_exits.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <istream>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace peax::report {

PEAX_INLINE document::section describe(early_exits const& e) {
  document::section s{std::string(early_exits::title)};
  s.say("A branch was trained at every place where an exit makes sense, on the feature maps of the frozen "
        "network.");
  document::table tried({{"behind", document::as_text()},
                         {"feature map", document::as_text()},
                         {"branch", document::as_text()},
                         {"MACs up to here", document::as_integer()},
                         {"MACs of the branch", document::as_integer()},
                         {"cost of leaving", document::as_percent(1)},
                         {"score alone", document::as_percent(2)}},
                        "Exits tried (validation)");
  document::scatter chart{"Accuracy against cost of each exit alone",
                          {"MACs of the network", document::as_percent(0), false, 0.0, 1.0},
                          {"score on validation", document::as_percent(1), false, {}, {}},
                          {},
                          {},
                          {}};
  for (auto kind : {branch_kind::pool, branch_kind::grid, branch_kind::conv}) {
    document::series line{std::string(name_of(kind)), {}, document::trace::line, false};
    for (auto const& c : e.tried)
      if (c.kind == kind)
        line.points.push_back(
            {static_cast<double>(c.prefix_macs + c.branch_macs) / static_cast<double>(e.network_macs),
             c.score, c.after_block});
    if (!line.points.empty()) chart.all.push_back(std::move(line));
  }
  chart.guides.push_back({"the network itself", e.final_score, false});
  for (std::size_t i = 0; i < e.tried.size(); ++i) {
    auto const& c = e.tried[i];
    bool const used = std::find(e.chosen.begin(), e.chosen.end(), i) != e.chosen.end();
    tried.add({c.after_block, c.at, name_of(c.kind), c.prefix_macs, c.branch_macs,
               static_cast<double>(c.prefix_macs + c.branch_macs) / static_cast<double>(e.network_macs),
               c.score},
              used ? document::emphasis::none : document::emphasis::muted);
  }
  s.show(std::move(chart)).show(std::move(tried));
  s.refuse("Places without an exit", e.refusals);
  return s;
}

PEAX_INLINE void early_exits::save(std::ostream& to) const { put_fields(to, *this); }

PEAX_INLINE early_exits early_exits::load(std::istream& from) { return get_fields<early_exits>(from); }

} // namespace peax::report
