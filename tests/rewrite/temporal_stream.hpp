#pragma once
// Recordings of a moving blob: its place is the class, which stays for a while, while its brightness drifts.
#include "blobs.hpp"
#include <peax/data/stream.hpp>

#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

namespace blobs {

struct scenes {
  std::size_t recordings = 12, samples = 40; //!< samples of each recording; the first has one alone
  int classes = 4;
  double change = 0.3; //!< share of the samples at which the class changes
  bool labelled = true;
};

inline peax::data::stream stream(std::uint64_t seed, scenes const& of = {}) {
  peax::random_stream random(seed);
  std::vector<float> x;
  std::vector<std::int64_t> y, lengths;
  for (std::size_t r = 0; r < of.recordings; ++r) {
    lengths.push_back(r == 0 ? 1 : static_cast<std::int64_t>(of.samples));
    auto c = static_cast<int>(random.index(static_cast<std::uint64_t>(of.classes)));
    double bright = 0.4 + 2 * random.uniform();
    for (std::int64_t i = 0; i < lengths.back(); ++i) {
      if (random.uniform() < of.change)
        c = static_cast<int>(random.index(static_cast<std::uint64_t>(of.classes)));
      bright = std::min(3.0, std::max(0.4, bright + 0.15 * random.normal()));
      double const row = 2.5 + 5.0 * (c % 2), column = 2.5 + 5.0 * (c / 2);
      for (int a = 0; a < 12; ++a)
        for (int b = 0; b < 12; ++b) {
          double const d = (a - row) * (a - row) + (b - column) * (b - column);
          x.push_back(static_cast<float>(bright * std::exp(-d / 6) + 0.5 * random.normal()));
        }
      y.push_back(c);
    }
  }
  auto const n = static_cast<std::int64_t>(y.size());
  peax::tensor inputs(peax::shape{n, 1, 12, 12}, std::move(x));
  if (!of.labelled) return peax::data::stream::unlabelled(inputs, lengths);
  return {peax::data::data_set(inputs, peax::tensor::list(std::move(y))), lengths};
}

} // namespace blobs
