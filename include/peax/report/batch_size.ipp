#pragma once
//! @file
//! The bodies of batch_size.hpp.

#include <peax/engine/run.hpp>
#include <peax/report/batch_size.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::report {

PEAX_INLINE document::section describe(batch_size const& b) {
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

PEAX_INLINE batch_size batch_size::of::make(network const& n, progress const& to) const {
  batch_size out;
  graph const& g = *n;
  if (g.inputs().size() != 1 || !g[g.inputs()[0]].dims.is_batched()) {
    out.refusals.push_back(
        {"batch size", "batches need one input with a batch axis; samples are run one by one", n.name()});
    return out;
  }
  auto const per_sample = storage_of(peak_memory(g).elements, 32).value;
  auto const width = static_cast<std::size_t>(g[g.inputs()[0]].dims.elements());
  for (std::size_t b = 1; b <= most; b *= 2) {
    if (static_cast<std::int64_t>(b) * per_sample > memory_bytes) {
      out.refusals.push_back({"batch size " + std::to_string(b),
                              "its feature maps take " +
                                  std::to_string(static_cast<std::int64_t>(b) * per_sample) +
                                  " bytes, allowed are " + std::to_string(memory_bytes),
                              n.name()});
      break;
    }
    std::vector<float> const samples(width * b, 0.5f);
    engine::runner run(n, {}, static_cast<engine::index>(b));
    (void)run(std::span<float const>(samples));
    using clock = std::chrono::steady_clock;
    auto const begin = clock::now();
    std::size_t runs = 0;
    double spent = 0;
    do {
      (void)run(std::span<float const>(samples));
      ++runs;
      spent = std::chrono::duration<double>(clock::now() - begin).count();
    } while (spent < seconds);
    out.tried.push_back({b, static_cast<double>(runs * b) / spent});
    tell(to, "measuring batch sizes", static_cast<double>(b) / static_cast<double>(most));
  }
  double fastest = 0;
  for (auto const& m : out.tried) fastest = std::max(fastest, m.samples_per_s);
  for (auto m = out.tried.rbegin(); m != out.tried.rend(); ++m)
    if (m->samples_per_s >= 0.98 * fastest) out.best = m->batch;
  return out;
}

} // namespace peax::report
