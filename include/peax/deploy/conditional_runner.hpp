#pragma once
//! @file
//! Runs a conditional file sample by sample, as a host does on the target: state is fed back, the label is read off the answer.

#include <peax/core/config.hpp>
#include <peax/core/progress.hpp>
#include <peax/engine/plan.hpp>
#include <peax/graph/graph.hpp>
#include <peax/graph/network.hpp>
#include <peax/solution/temporal_evaluation.hpp>
#include <peax/tensor/tensor.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace peax::deploy {

//! How a conditional network is laid out (deploy/conditional.hpp says what stands in such a file).
struct conditional_layout {
  std::size_t inputs = 0;  //!< of the user, first among the network's
  std::size_t outputs = 0; //!< of the user, first among the network's; `exit_index` and `confidence` follow
  std::size_t states = 0;  //!< inputs behind `first`, and as many outputs behind `confidence`
  std::vector<std::int64_t> macs; //!< of a sample that stops at each exit

  [[nodiscard]] std::size_t exits() const { return macs.size(); }
  [[nodiscard]] bool has_memory() const { return states > 0; }
};

//! The layout of a network that is a conditional one; nothing of any other.
[[nodiscard]] PEAX_INLINE std::optional<conditional_layout> conditional_layout_of(graph const& g);

//! The network that answers a sample which no exit stops: the user's inputs, the first output. Its nodes stand in the conditional
//! network, whose layout `at` is.
[[nodiscard]] PEAX_INLINE network whole_of_conditional(graph const& g, conditional_layout const& at);

//! The answer to one sample. Outputs are the user's, valid until the next run.
struct conditional_answer {
  std::int32_t label = -1; //!< -1 where the network has no classes
  std::size_t exit = 0;
  float confidence = 0; //!< of temporal rules minus the distance
  std::span<std::span<float const> const> outputs;
};

//! Runs samples one after the other; a temporal rule remembers what came before.
class conditional_runner {
 public:
  //! Throws bad_input for a network that is none of a conditional file.
  PEAX_INLINE explicit conditional_runner(network const& n, engine::plan_options options = {});

  [[nodiscard]] conditional_layout const& layout() const { return layout_; }
  [[nodiscard]] peax::graph const& graph() const { return plan_.graph(); }

  //! Before the first sample of a recording.
  PEAX_INLINE void reset();

  //! One sample: one array for each of the user's inputs. Throws bad_input for arrays of another size.
  [[nodiscard]] PEAX_INLINE conditional_answer run(std::span<std::span<float const> const> inputs);
  //! Of a network with one input.
  [[nodiscard]] conditional_answer run(std::span<float const> input) {
    return run(std::span<std::span<float const> const>(&input, 1));
  }

  //! The i-th output of the last run, the user's or not.
  [[nodiscard]] std::span<float const> output(std::size_t i) const { return plan_.output(i); }

 private:
  engine::plan plan_;
  conditional_layout layout_;
  std::optional<float>
      above_; //!< with one value, the label is 1 above it; nothing: the largest value is the label
  bool classifies_ = false;
  float first_ = 1;
  std::vector<std::vector<float>> state_;
  std::vector<float const*> given_;
  std::vector<std::span<float const>> answer_;
};

//! Where the samples of recordings end, and whose outputs are the answer of each: `[N, ...]` of one input, lengths that sum to N.
//! `labels`, when given, gets the answers.
[[nodiscard]] PEAX_INLINE result::stream_replay
replay_conditional(conditional_runner& with, std::span<float const> samples,
                   std::span<std::size_t const> lengths, std::vector<std::int32_t>* labels = nullptr,
                   progress const& to = {});

} // namespace peax::deploy

#ifndef PEAX_COMPILED
#include <peax/deploy/conditional_runner.ipp>
#endif
