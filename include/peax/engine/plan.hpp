#pragma once
//! @file
//! A plan: a network prepared to run on batches of one size, forward and, in training, backward.

#include <peax/core/config.hpp>
#include <peax/engine/kernel/geometry.hpp>
#include <peax/engine/plan/parameter.hpp>
#include <peax/engine/plan/plan_options.hpp>
#include <peax/graph/graph.hpp>
#include <peax/graph/network.hpp>

#include <cstddef>
#include <memory>
#include <span>

namespace peax::engine {

using kernel::index;

//! A network prepared for batches of at most `batch()` samples. Running it allocates nothing.
//!   plan p(network, 64, {.training = true});
//! Inputs and outputs are float32 in the graph's order, [n, ...]; integer values are given as floats.
//! Throws bad_input when the graph holds what the engine cannot compute; the text names the node.
class plan {
 public:
  PEAX_INLINE plan(peax::graph const& g, index batch, plan_options const& options = {});
  plan(peax::network const& n, index batch, plan_options const& options = {}) : plan(*n, batch, options) {}
  plan(plan const&) = delete;
  plan& operator=(plan const&) = delete;
  PEAX_INLINE plan(plan&&) noexcept;
  PEAX_INLINE ~plan();

  [[nodiscard]] PEAX_INLINE index batch() const;
  [[nodiscard]] PEAX_INLINE int threads() const;
  [[nodiscard]] PEAX_INLINE peax::graph const& graph() const;

  //! Computes the wanted values for n <= batch() samples; one pointer for each input of the graph, [n, ...].
  //! Values that do not depend on the sample count as one sample.
  PEAX_INLINE void forward(std::span<float const* const> inputs, index n);

  //! For networks with one input.
  void forward(float const* input, index n) { forward(std::span<float const* const>(&input, 1), n); }

  //! Number of wanted values, and the i-th of them after forward: [n, ...] in the graph's order.
  [[nodiscard]] PEAX_INLINE std::size_t output_count() const;
  [[nodiscard]] PEAX_INLINE value_id output_id(std::size_t i) const;
  [[nodiscard]] PEAX_INLINE shape const& output_dims(std::size_t i) const;
  [[nodiscard]] PEAX_INLINE std::span<float const> output(std::size_t i) const;

  //! Gradients of the trained parameters from those of the wanted values (graph's order, [n, ...]; nullptr: zero).
  //! The last forward must have been of the same samples. The inputs of that forward must still be in their place.
  PEAX_INLINE void backward(std::span<float const* const> output_gradients);
  void backward(float const* output_gradient) {
    backward(std::span<float const* const>(&output_gradient, 1));
  }

  //! All trained parameters, one behind the other, each in the graph's order; an optimizer writes them in place.
  //! Gaps between them are zero and so are their gradients.
  [[nodiscard]] PEAX_INLINE std::span<float> parameters();
  [[nodiscard]] PEAX_INLINE std::span<float const> parameters() const;
  [[nodiscard]] PEAX_INLINE std::span<float> gradients();
  [[nodiscard]] PEAX_INLINE std::span<parameter const> parameter_list() const;
  [[nodiscard]] std::span<float> parameter_values(parameter const& p) {
    return parameters().subspan(p.offset, p.size);
  }
  [[nodiscard]] std::span<float> parameter_gradient(parameter const& p) {
    return gradients().subspan(p.offset, p.size);
  }

  //! Running means and variances that training renews (not trained by gradients), as `parameters()`.
  [[nodiscard]] PEAX_INLINE std::span<float> statistics();
  [[nodiscard]] PEAX_INLINE std::span<parameter const> statistics_list() const;

  //! Packs the weights anew. A training plan does so in every forward; an inference plan has nothing that changes.
  PEAX_INLINE void parameters_changed();

  //! The graph with the trained weights and renewed statistics; everything else is shared with the graph it came from.
  [[nodiscard]] PEAX_INLINE peax::graph write_back() const;

  //! write_back as a network.
  [[nodiscard]] peax::network network() const { return peax::network(write_back()); }

  //! Bytes of all memory that the plan holds.
  [[nodiscard]] PEAX_INLINE std::size_t memory() const;

 private:
  struct state;
  std::unique_ptr<state> state_;
};

} // namespace peax::engine

#ifndef PEAX_COMPILED
#include <peax/engine/plan.ipp>
#endif
