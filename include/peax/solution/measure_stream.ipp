#pragma once
//! @file
//! The bodies of measure_stream.hpp.

#include <peax/solution/measure_stream.hpp>

#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

namespace peax::rewrite {

PEAX_INLINE void add_stream_figures(solution<multi_exit>& s, stream_evaluation const& e,
                                    double original_macs) {
  figures& f = s.measured;
  f.test_accuracy = e.accuracy;
  f.test_accuracy_interval = e.accuracy_interval;
  f.test_score = e.score;
  f.exit_shares = e.exit_shares;
  f.mean_macs = e.mean_macs;
  f.relative_macs = e.mean_macs / original_macs;
  f.stream = e.changes;
}

PEAX_INLINE std::string control_text(stream_evaluation const& e) {
  std::string out = "the whole network on every k-th sample instead:";
  auto const percent = [](double share) {
    auto const tenths = std::llround(share * 1000);
    return std::string(tenths < 0 ? "-" : "") + std::to_string(std::llabs(tenths) / 10) + "." +
           std::to_string(std::llabs(tenths) % 10) + " %";
  };
  for (auto const& c : e.control)
    out += std::string(c.every == 2 ? " " : ", ") + "k = " + std::to_string(c.every) + " " +
           percent(c.relative_macs) + " of the MACs, score " + percent(c.score);
  return out;
}

PEAX_INLINE solutions<multi_exit> on_test_stream::measure(solutions<multi_exit> const& found,
                                                          original const& first,
                                                          report::stream<test> const& on) const {
  solutions<multi_exit> out = found;
  auto const original_macs = static_cast<double>(cost_of(*first).macs.value);
  std::map<digest, tensor> known; // outputs by the content of the piece that makes them
  for (std::size_t i = 0; i < out.front.size(); ++i) {
    solution<multi_exit>& s = out.front[i];
    graph const& g = *s.network;
    data::stream const fitting = on.recordings.fit_to(g[g.inputs()[0]].dims);
    std::vector<digest> const pieces = detail::outputs_by_content(g, fitting.samples(), known);
    std::vector<tensor const*> outputs;
    for (auto const& p : pieces) outputs.push_back(&known.at(p));
    stream_evaluation const e =
        evaluate_stream(s, outputs, fitting, scoring::parse_score(s.judged_by), out.choice == i);
    add_stream_figures(s, e, original_macs);
    if (out.choice == i) s.note += (s.note.empty() ? "" : "; ") + control_text(e);
  }
  return out;
}

} // namespace peax::rewrite
