#pragma once
//! @file
//! The bodies of measure_stream.hpp.

#include <peax/graph/cost.hpp>
#include <peax/solution/measure_stream.hpp>

#include <fmt/core.h>

#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

namespace peax::result {

PEAX_INLINE void add_stream_figures(record& s, stream_evaluation const& e, double original_macs) {
  figures& f = s.measured;
  f.test_accuracy = e.accuracy;
  f.test_accuracy_interval = e.accuracy_interval;
  f.test_score = e.score;
  f.exit_shares = e.exit_shares;
  f.mean_macs = e.mean_macs;
  f.relative_macs = e.mean_macs / original_macs;
  f.stream = e.changes;
  add_mean_costs(s);
}

PEAX_INLINE std::string control_text(stream_evaluation const& e) {
  std::string out = "the whole network on every k-th sample instead:";
  auto const percent = [](double share) {
    auto const tenths = std::llround(share * 1000);
    return fmt::format("{}{}.{} %", tenths < 0 ? "-" : "", std::llabs(tenths) / 10, std::llabs(tenths) % 10);
  };
  for (auto const& c : e.control)
    out += std::string(c.every == 2 ? " " : ", ") + "k = " + std::to_string(c.every) + " " +
           percent(c.relative_macs) + " of the MACs, score " + percent(c.score);
  return out;
}

PEAX_INLINE void measure_on_test_stream(std::span<to_measure const> all, std::optional<std::size_t> choice,
                                        network const& first, data::stream const& recordings) {
  auto const original_macs = static_cast<double>(cost_of(*first).macs.value);
  std::map<digest, tensor> known; // outputs by the content of the piece that makes them
  for (std::size_t i = 0; i < all.size(); ++i) {
    record& s = *all[i].into;
    graph const& g = **all[i].of;
    data::stream const fitting = recordings.fit_to(g[g.inputs()[0]].dims);
    std::vector<digest> const pieces = detail::outputs_by_content(g, fitting.samples(), known);
    std::vector<tensor const*> outputs;
    for (auto const& p : pieces) outputs.push_back(&known.at(p));
    stream_evaluation const e =
        evaluate_stream(*all[i].of, s, outputs, fitting, scoring::parse_score(s.judged_by), choice == i);
    add_stream_figures(s, e, original_macs);
    if (choice == i) s.note += (s.note.empty() ? "" : "; ") + control_text(e);
  }
}

PEAX_INLINE solutions<temporal> on_test_stream::measure(solutions<temporal> const& found,
                                                        original const& first,
                                                        report::stream<test> const& on) const {
  solutions<temporal> out = found;
  measure_on_test_stream(detail::all_of(out), out.choice, first, on.recordings);
  return out;
}

} // namespace peax::result
