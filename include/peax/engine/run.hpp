#pragma once
//! @file
//! Runs a network on a whole data set, batch by batch.

#include <peax/core/config.hpp>
#include <peax/core/progress.hpp>
#include <peax/engine/plan.hpp>
#include <peax/graph/network.hpp>
#include <peax/tensor/tensor.hpp>

#include <cstddef>
#include <functional>
#include <span>
#include <utility>
#include <vector>

namespace peax::engine {

//! Runs a network on any number of samples. Networks with a fixed leading extent run piece by piece.
class runner {
 public:
  PEAX_INLINE explicit runner(peax::graph const& g, plan_options options = {}, index batch = 64);
  explicit runner(peax::network const& n, plan_options options = {}, index batch = 64)
      : runner(*n, std::move(options), batch) {}

  [[nodiscard]] engine::plan& plan() { return plan_; }

  //! The wanted values for all samples, [N, ...] each, in the graph's order. One array for each input: [N, ...].
  [[nodiscard]] PEAX_INLINE std::vector<tensor> operator()(std::span<std::span<float const> const> inputs,
                                                           progress const& to = {});

  //! For networks with one input and one wanted value.
  [[nodiscard]] PEAX_INLINE tensor operator()(std::span<float const> input, progress const& to = {});

  //! Told after each batch, when `plan()` holds its values: the first sample and the number of samples.
  using batch_done = std::function<void(std::size_t first, std::size_t samples)>;

  //! Calls `what` after each batch.
  PEAX_INLINE void each_batch(std::span<std::span<float const> const> inputs, progress const& to,
                              batch_done const& what);

 private:
  [[nodiscard]] PEAX_INLINE bool advances(std::size_t input) const;
  //! Samples (runs, for fixed networks) in the inputs.
  [[nodiscard]] PEAX_INLINE std::size_t count(std::span<std::span<float const> const> inputs) const;
  PEAX_INLINE void run_batches(std::span<std::span<float const> const> inputs, std::size_t samples,
                               progress const& to, batch_done const& what);

  bool fixed_;
  engine::plan plan_;
};

//! The outputs of a network for a whole data set (one input), [N, ...] each.
[[nodiscard]] PEAX_INLINE std::vector<tensor> run(peax::network const& n, std::span<float const> input,
                                                  plan_options options = {}, progress const& to = {});

} // namespace peax::engine

#ifndef PEAX_COMPILED
#include <peax/engine/run.ipp>
#endif
