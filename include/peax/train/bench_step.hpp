#pragma once
//! @file
//! The time of a training step: forward, loss, backward and Adam on random inputs.

#include <peax/core/config.hpp>
#include <peax/core/progress.hpp>
#include <peax/graph/network.hpp>

#include <cstddef>

namespace peax::training {

struct bench_options {
  std::size_t batch = 64, steps = 30, warm_up = 5;
  int threads = 0;
};

struct bench_result {
  double samples_per_second = 0;
  double median_ms = 0; //!< of one step
  int threads = 1;
};

//! Times steps of the first output: cross-entropy for a classifier, else squared error. Throws bad_input when the network
//! cannot be trained.
[[nodiscard]] PEAX_INLINE bench_result bench_step(peax::network const& n, bench_options const& options = {},
                                                  progress const& to = {});

} // namespace peax::training

#ifndef PEAX_COMPILED
#include <peax/train/bench_step.ipp>
#endif
