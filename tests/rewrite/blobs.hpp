#pragma once
// A small learnable problem: a bright blob whose place is the class, easy where it is bright and hard where it is faint.
#include <peax/core/random.hpp>
#include <peax/data/data_set.hpp>
#include <peax/graph/builder.hpp>
#include <peax/hardware/platform.hpp>
#include <peax/train/fit.hpp>

#include <cstdint>
#include <vector>

namespace blobs {

inline peax::data::data_set samples(std::size_t n, int classes, std::uint64_t seed, bool grouped = false) {
  peax::random_stream random(seed);
  std::vector<float> x;
  std::vector<std::int64_t> y, groups;
  for (std::size_t i = 0; i < n; ++i) {
    auto const c = static_cast<int>(random.index(static_cast<std::uint64_t>(classes)));
    double const bright = 0.4 + 2.5 * random.uniform();
    double const row = 2.5 + 5.0 * (c % 2), column = 2.5 + 5.0 * (c / 2);
    for (int r = 0; r < 12; ++r)
      for (int k = 0; k < 12; ++k) {
        double const d = (r - row) * (r - row) + (k - column) * (k - column);
        x.push_back(static_cast<float>(bright * std::exp(-d / 6) + 0.5 * random.normal()));
      }
    y.push_back(c);
    groups.push_back(static_cast<std::int64_t>(i % 8));
  }
  peax::tensor inputs(peax::shape{static_cast<std::int64_t>(n), 1, 12, 12}, std::move(x));
  return {inputs, peax::tensor::list(std::move(y)),
          grouped ? peax::tensor::list(std::move(groups)) : peax::tensor()};
}

inline peax::graph fresh(int classes) {
  peax::network_builder b("blobs", {peax::batch_extent, 1, 12, 12}, 3);
  b.conv(8, {3, 3}).batch_normalization().relu().max_pool({2, 2}).residual(8, {3, 3}).residual(16, {3, 3}, 2);
  b.global_average_pool().flatten();
  return classes == 2 ? b.dense(1).sigmoid().finish("answer") : b.dense(classes).softmax().finish("answer");
}

//! Trained for a moment, so that exits differ from chance.
inline peax::network trained(int classes) {
  peax::training::fit_options o;
  o.epochs = 3;
  o.batch = 32;
  o.optimizer.rate = 3e-3;
  return peax::training::fit(peax::network(fresh(classes)), samples(800, classes, 1), {}, o).network;
}

//! A slow and a fast processor and the link between them.
inline peax::hardware::platform board() {
  peax::hardware::platform p{"board", {}, {}, {}};
  p.processors = {{"small", {{"", "", 1e6}}}, {"large", {{"", "", 2e7}}}};
  p.processors[0].active_power_w = 0.002;
  p.processors[1].active_power_w = 0.1;
  p.links = {{"small", "large", 1e6, peax::seconds(1e-4), 1e-9}};
  return p;
}

} // namespace blobs
