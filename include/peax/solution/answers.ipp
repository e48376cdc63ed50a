#pragma once
//! @file
//! The bodies of answers.hpp.

#include <peax/report/accuracy.hpp>
#include <peax/search/cascade/replay.hpp>
#include <peax/solution/answers.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace peax::result {

PEAX_INLINE exit_answers answers_of(tensor const& outputs, report::answer_form form,
                                    decision::confidence_rule rule) {
  auto const n = static_cast<std::size_t>(outputs.dims()[0]);
  std::size_t const width = n == 0 ? 0 : outputs.size() / n;
  auto const kind = form == report::answer_form::logits ? decision::exit_output::logits
                                                        : decision::exit_output::probabilities;
  exit_answers out;
  for (std::size_t i = 0; i < n; ++i) {
    auto const row = outputs.floats().subspan(i * width, width);
    if (form == report::answer_form::sigmoid) {
      std::array<float, 2> const both{1 - row[0], row[0]};
      out.prediction.push_back(row[0] > 0.5f ? 1 : 0);
      out.confidence.push_back(decision::confidence(rule, kind, both.data(), 2));
    } else {
      out.prediction.push_back(
          static_cast<std::int32_t>(std::max_element(row.begin(), row.end()) - row.begin()));
      out.confidence.push_back(decision::confidence(rule, kind, row.data(), static_cast<int>(width)));
    }
  }
  return out;
}

PEAX_INLINE double score_of_answers(std::span<std::int32_t const> answers, data::data_set const& samples,
                                    search::score const& by) {
  data::data_set const labelled = samples.with_labels();
  auto const labels = labelled.labels();
  search::cascade_traces const alone(std::vector<std::int32_t>(labels.begin(), labels.end()),
                                     std::vector<std::int32_t>(answers.begin(), answers.end()), {},
                                     search::exit_costs::whole({1}));
  return search::score_of(by, alone, answers);
}

PEAX_INLINE double score_of_network(network const& n, data::data_set const& samples, report::answer_form form,
                                    search::score const& by) {
  exit_answers const a =
      answers_of(report::first_output(n, samples), form, decision::confidence_rule::max_probability);
  return score_of_answers(a.prediction, samples, by);
}

} // namespace peax::result
