#pragma once
//! @file
//! The bodies of answers.hpp.

#include <peax/core/error.hpp>
#include <peax/report/accuracy.hpp>
#include <peax/report/temporal_behaviour.hpp>
#include <peax/score/score_of.hpp>
#include <peax/solution/answers.hpp>

#include <fmt/core.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace peax::result {

PEAX_INLINE exit_rows::exit_rows(tensor const& outputs, output_form are)
    : all_(outputs.floats()), are_(are), count_(static_cast<std::size_t>(outputs.dims()[0])),
      width_(count_ == 0 ? 0 : outputs.size() / count_) {}

PEAX_INLINE exit_outputs exit_rows::operator[](std::size_t sample) const {
  auto const row = all_.subspan(sample * width_, width_);
  if (width_ != 1 || are_ != output_form::probabilities) return {row, are_};
  both_ = {1 - row[0], row[0]};
  return {both_, are_};
}

PEAX_INLINE std::vector<float> scores_of(any_decision const& d, tensor const& outputs, output_form are) {
  if (d.has_memory())
    throw bad_input(fmt::format(
        "decision {} compares samples with those before them; it has scores along recordings only",
        d.kind()));
  auto const watch = d.watch();
  exit_rows const rows(outputs, are);
  std::vector<float> out;
  for (std::size_t i = 0; i < rows.size(); ++i) out.push_back(watch->score(rows[i]));
  return out;
}

PEAX_INLINE double score_of_answers(std::span<std::int32_t const> answers, data::data_set const& samples,
                                    scoring::score const& by) {
  data::data_set const labelled = samples.with_labels();
  return scoring::score_of(by, labelled.labels(), answers);
}

PEAX_INLINE double score_of_network(network const& n, data::data_set const& samples, report::answer_form form,
                                    scoring::score const& by) {
  return score_of_answers(report::labels_of(report::first_output(n, samples), form), samples, by);
}

} // namespace peax::result
