#pragma once
//! @file
//! The bodies of evaluate.hpp.

#include <peax/core/error.hpp>
#include <peax/engine/run.hpp>
#include <peax/graph/batch_axis.hpp>
#include <peax/graph/find_logits.hpp>
#include <peax/train/evaluate.hpp>
#include <peax/train/trainer.hpp>

#include <fmt/core.h>

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::training {

namespace detail {
inline std::vector<tensor> values_of(peax::network const& n, std::vector<value_id> wanted,
                                     data::data_set const& set, int threads, progress const& to) {
  if (n->inputs().size() != 1)
    throw bad_input(
        fmt::format("network {} has {} inputs; a data set feeds one", n.name(), n->inputs().size()));
  for (auto id : wanted) require_rows(*n, id);
  auto const fitting = set.fit_to((*n)[n->inputs()[0]].dims);
  std::span<float const> const input = fitting.inputs().floats();
  engine::runner run(n, {.wanted = std::move(wanted), .threads = threads});
  return run(std::span<std::span<float const> const>(&input, 1), to);
}
} // namespace detail

PEAX_INLINE tensor logits_on(peax::network const& n, data::data_set const& set, std::size_t output,
                             int threads, progress const& to) {
  return std::move(detail::values_of(n, {find_logits(*n, output).id}, set, threads, to).front());
}

PEAX_INLINE tensor outputs_on(peax::network const& n, data::data_set const& set, std::size_t output,
                              int threads, progress const& to) {
  return std::move(detail::values_of(n, {n->outputs()[output]}, set, threads, to).front());
}

PEAX_INLINE measured evaluate(peax::network const& n, data::data_set const& set, score_options const& score,
                              std::vector<trained_output> const& outputs, int threads, progress const& to) {
  auto const placed = place_objectives(*n, outputs, &set);
  auto const values = detail::values_of(n, placed.wanted, set, threads, to);
  std::vector<std::span<float const>> logits;
  for (auto const& v : values) logits.push_back(v.floats());
  std::vector<answers> truth;
  for (auto const& o : placed.all) truth.push_back(answers_of(o, set));
  return measure(placed, logits, truth, score);
}

} // namespace peax::training
