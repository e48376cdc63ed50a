#pragma once
//! @file
//! The bodies of stream.hpp.

#include <peax/document/page.hpp>
#include <peax/report/stream.hpp>

#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace peax::report {

PEAX_INLINE double temporal_correlation(data::stream const& s) {
  std::size_t const width = s.samples().inputs().size() / s.size();
  std::vector<double> sum(width, 0), squares(width, 0), steps(width, 0);
  double pairs = 0;
  for (auto const& r : s.recordings())
    for (std::size_t i = r.first; i < r.last; ++i) {
      auto const here = s.samples().sample(i);
      for (std::size_t k = 0; k < width; ++k) {
        double const x = static_cast<double>(here[k]);
        sum[k] += x;
        squares[k] += x * x;
      }
      if (i == r.first) continue;
      auto const before = s.samples().sample(i - 1);
      for (std::size_t k = 0; k < width; ++k) {
        double const step = static_cast<double>(here[k]) - static_cast<double>(before[k]);
        steps[k] += step * step;
      }
      ++pairs;
    }
  auto const n = static_cast<double>(s.size());
  double mean = 0, varying = 0;
  for (std::size_t k = 0; k < width; ++k) {
    double const variance = squares[k] / n - sum[k] / n * (sum[k] / n);
    if (!(variance > 1e-12 * (1 + squares[k] / n))) continue;
    mean += 1 - steps[k] / pairs / (2 * variance);
    ++varying;
  }
  return mean / varying;
}

PEAX_INLINE document::section describe_recordings(std::string title, data::stream const& recordings) {
  document::section s{std::move(title)};
  bool const labelled = recordings.has_classes();
  data::stream const all = labelled ? recordings.with_labels() : recordings;
  document::figures tiles;
  tiles.add({"recordings", all.recordings().size(), document::as_integer(), {}, false});
  tiles.add({"samples", all.size(), document::as_integer(), {}, false});
  double const correlation = temporal_correlation(all);
  if (std::isfinite(correlation))
    tiles.add({"correlation of neighbours in time", correlation, document::as_number(3), {}, false});
  if (labelled) {
    auto const scenes = all.scenes();
    tiles.add({"scenes", scenes.size(), document::as_integer(), {}, false});
    tiles.add({"changes of label", all.transitions().size(), document::as_integer(), {}, false});
    tiles.add({"mean length of a scene", static_cast<double>(all.size()) / static_cast<double>(scenes.size()),
               document::as_number(1), "samples", false});
  }
  s.show(std::move(tiles));
  if (!std::isfinite(correlation))
    s.show(document::note{"The signal is constant, or no recording has two samples: there is nothing that a "
                          "temporal rule could follow.",
                          document::tone::warning});
  if (!labelled)
    s.show(document::note{"The stream has no class labels: rules are judged by how often they answer as the "
                          "whole network does.",
                          document::tone::plain});
  else if (all.transitions().empty())
    s.show(document::note{"No recording changes its label: what a rule does at a change cannot be seen here.",
                          document::tone::warning});
  if (!labelled) return s;
  document::bars lengths{
      "Scenes per label", {"samples", document::as_integer(), false, {}, {}}, {"samples"}, {}};
  std::vector<double> samples;
  std::vector<std::size_t> count;
  for (auto const& one : all.scenes()) {
    auto const label = static_cast<std::size_t>(one.label);
    if (label >= count.size()) count.resize(label + 1, 0), samples.resize(label + 1, 0);
    ++count[label];
    samples[label] += static_cast<double>(one.size());
  }
  if (count.size() > 64) return s;
  for (std::size_t c = 0; c < count.size(); ++c)
    lengths.items.push_back(
        {"class " + std::to_string(c), {samples[c]}, std::to_string(count[c]) + " scenes"});
  s.show(std::move(lengths));
  return s;
}

template <Split S> document::section describe(stream<S> const& of) {
  return describe_recordings(std::string(stream<S>::title) + ": " + std::string(S::name), of.recordings);
}

} // namespace peax::report
