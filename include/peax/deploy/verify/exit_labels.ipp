#pragma once
//! @file
//! The body of exit_labels.hpp.

#include <peax/deploy/verify/exit_labels.hpp>
#include <peax/report/temporal_behaviour.hpp>
#include <peax/solution/temporal_evaluation.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace peax::deploy {

PEAX_INLINE std::vector<std::int32_t> exit_labels(any_solution const& s, std::size_t exit,
                                                  tensor const& outputs, std::size_t samples) {
  auto const form = result::form_of_exit(*s.network, s, exit);
  if (!form || !result::form_of_exit(*s.network, s, s.exits.size() - 1))
    return std::vector<std::int32_t>(samples, -1);
  return report::labels_of(outputs, *form);
}

} // namespace peax::deploy
