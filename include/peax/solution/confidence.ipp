#pragma once
//! @file
//! The bodies of confidence.hpp.

#include <peax/solution/confidence.hpp>

#include <array>
#include <cstddef>
#include <string>

namespace peax::result {

PEAX_INLINE float confidence::score(exit_outputs const& out) const {
  auto const are =
      out.are == output_form::logits ? decision::exit_output::logits : decision::exit_output::probabilities;
  return decision::confidence(rule, are, out.values.data(), static_cast<int>(out.values.size()));
}

PEAX_INLINE std::string confidence::in_words(output_form are) const {
  constexpr std::array<char const*, 3> what{"the largest probability",
                                            "the largest probability minus the second largest",
                                            "the entropy of the answer, negated"};
  return std::string(
             "A sample leaves at the first exit whose confidence is at least the threshold. Confidence is ") +
         what[static_cast<std::size_t>(rule)] +
         (are == output_form::logits ? ", behind a softmax of the logits." : ".");
}

} // namespace peax::result
