#pragma once
//! @file
//! What an exit gives for one sample, as decisions read it.

#include <cstdint>
#include <span>
#include <string_view>

namespace peax::result {

//! What the outputs of a network's early exits are. Signatures are pooled feature maps: nobody's answer.
enum class output_form : std::uint8_t { probabilities, logits, signatures };

[[nodiscard]] constexpr std::string_view name_of(output_form f) {
  constexpr std::string_view names[] = {"probabilities", "logits", "signatures"};
  return names[static_cast<std::size_t>(f)];
}

//! The outputs of one exit for one sample. One probability alone is given as those of both classes.
struct exit_outputs {
  std::span<float const> values;
  output_form are = output_form::probabilities;
};

} // namespace peax::result
