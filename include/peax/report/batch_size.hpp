#pragma once
//! @file
//! The batch size at which this machine runs a network fastest, measured.

#include <peax/analysis/report.hpp>
#include <peax/core/compiled.hpp>
#include <peax/core/error.hpp>
#include <peax/core/progress.hpp>
#include <peax/document/page.hpp>
#include <peax/engine/run.hpp>
#include <peax/graph/memory.hpp>
#include <peax/graph/network.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace peax::report {

//! Samples a second by batch size, and the best. Facts about the host: they differ from run to run, and no
//! result depends on them.
struct batch_size {
  static constexpr std::string_view title = "Batch size";

  struct measurement {
    std::size_t batch = 1;
    double samples_per_s = 0;
  };
  std::vector<measurement> tried; //!< ascending
  std::size_t best = 1;           //!< the smallest within 2 % of the fastest
  std::vector<refusal> refusals;

  //! Measures inference at 1, 2, 4, ... samples, each for a moment, while feature maps stay below a bound.
  struct of {
    std::size_t most = 256;
    double seconds = 0.05;                             //!< for each batch size
    std::int64_t memory_bytes = std::int64_t{1} << 30; //!< of living feature maps, float32

    batch_size make(network const& n, progress const& to) const {
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
        engine::runner<> run(n, {}, static_cast<engine::index>(b));
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
  };

  struct default_reporter {
    batch_size make(network const& n, progress const& to) const { return of{}.make(n, to); }
  };
};

//! The section of the summary.
[[nodiscard]] PEAX_ROOM_ENTRY document::section describe(batch_size const& b);

} // namespace peax::report

#ifndef PEAX_ROOMS_COMPILED
#include <peax/report/batch_size.ipp>
#endif
