#pragma once
//! @file
//! The body of exit_labels.hpp.

#include <peax/deploy/verify/exit_labels.hpp>
#include <peax/graph/extract.hpp>
#include <peax/report/early_exits/branch.hpp>
#include <peax/report/temporal_behaviour.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace peax::deploy {

PEAX_INLINE std::vector<std::int32_t> exit_labels(any_solution const& s, std::size_t exit,
                                                  tensor const& outputs, std::size_t samples) {
  graph const& g = *s.network;
  auto form =
      report::answer_form_of(extract(g, g.inputs(), g.outputs().subspan(s.exits.size() - 1, 1), "answers"));
  if (!form) return std::vector<std::int32_t>(samples, -1);
  if (exit + 1 < s.exits.size())
    form = s.outputs_are == result::output_form::logits ? report::answer_form::logits
                                                        : report::answer_form::softmax;
  return report::labels_of(outputs, *form);
}

} // namespace peax::deploy
