#pragma once
//! @file
//! Confidence as a decision. What it computes are the lines of decision/confidence.h, which firmware compiles too.

#include <peax/core/config.hpp>
#include <peax/decision/confidence.hpp>
#include <peax/meta/record.hpp>
#include <peax/solution/decision.hpp>
#include <peax/solution/exit_outputs.hpp>

#include <array>
#include <string>
#include <string_view>

namespace peax::decision {

//! Their names in files and options.
[[nodiscard]] constexpr auto names_of(confidence_rule) {
  return std::array<std::string_view, 3>{"max_probability", "margin", "entropy"};
}

} // namespace peax::decision

namespace peax::result {

//! A sample leaves where the exit is sure of its answer.
struct confidence {
  static constexpr std::string_view kind = "confidence";
  static constexpr std::string_view leaves_when = "leaves at confidence ≥";
  decision::confidence_rule rule = decision::confidence_rule::max_probability;

  [[nodiscard]] PEAX_INLINE float score(exit_outputs const& out) const;
  [[nodiscard]] PEAX_INLINE std::string in_words(output_form are) const;
  bool operator==(confidence const&) const = default;
};

} // namespace peax::result

PEAX_RECORD(peax::result::confidence, rule);

// Behind the struct: by headers alone it brings the list of all decisions, this one among them.
#include <peax/solution/any_decision.hpp>

PEAX_COMPILED_ONCE(peax::result::any_decision::any_decision(peax::result::confidence const&));

#ifndef PEAX_COMPILED
#include <peax/solution/confidence.ipp>
#endif
