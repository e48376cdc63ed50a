#pragma once
//! @file
//! Logits and probabilities of a network on a data set, and its loss and score.

#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/core/progress.hpp>
#include <peax/data/data_set.hpp>
#include <peax/engine/run.hpp>
#include <peax/train/trainer.hpp>

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace peax::training {

namespace detail {
template <class Ops>
std::vector<tensor> values_of(peax::network const& n, std::vector<value_id> wanted, data::data_set const& set,
                              int threads, progress const& to) {
  if (n->inputs().size() != 1)
    throw bad_input("network " + n.name() + " has " + std::to_string(n->inputs().size()) +
                    " inputs; a data set feeds one");
  auto const fitting = set.fit_to((*n)[n->inputs()[0]].dims);
  std::span<float const> const input = fitting.inputs().floats();
  engine::runner<Ops> run(n, {.wanted = std::move(wanted), .threads = threads});
  return run(std::span<std::span<float const> const>(&input, 1), to);
}
} // namespace detail

//! What is in front of the softmax or sigmoid of an output (the output itself without one), for every sample: [N, ...].
template <class Ops = default_ops>
[[nodiscard]] tensor logits_on(peax::network const& n, data::data_set const& set, std::size_t output = 0,
                               int threads = 0, progress const& to = {}) {
  return std::move(detail::values_of<Ops>(n, {engine::find_logits(*n, output).id}, set, threads, to).front());
}

//! The output itself for every sample: [N, ...]; probabilities when the network ends in a softmax or sigmoid.
template <class Ops = default_ops>
[[nodiscard]] tensor outputs_on(peax::network const& n, data::data_set const& set, std::size_t output = 0,
                                int threads = 0, progress const& to = {}) {
  return std::move(detail::values_of<Ops>(n, {n->outputs()[output]}, set, threads, to).front());
}

//! Loss (weighted sum) and score (mean by weight) of outputs on a data set, as training measures them.
template <class Ops = default_ops>
[[nodiscard]] measured
evaluate(peax::network const& n, data::data_set const& set, score_options const& score = {},
         std::vector<trained_output> const& outputs = {{}}, int threads = 0, progress const& to = {}) {
  auto const placed = place_objectives(*n, outputs);
  auto const values = detail::values_of<Ops>(n, placed.wanted, set, threads, to);
  std::vector<std::span<float const>> logits;
  for (auto const& v : values) logits.push_back(v.floats());
  std::vector<answers> truth;
  for (auto const& o : placed.all) truth.push_back(answers_of(o, set));
  return measure(placed, logits, truth, score);
}

PEAX_COMPILED_ONCE(tensor logits_on<default_ops>(peax::network const&, data::data_set const&, std::size_t,
                                                 int, progress const&));
PEAX_COMPILED_ONCE(tensor outputs_on<default_ops>(peax::network const&, data::data_set const&, std::size_t,
                                                  int, progress const&));

} // namespace peax::training
