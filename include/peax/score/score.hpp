#pragma once
//! @file
//! What a classifier is judged by: accuracy, mean recall over all or named classes, macro F1.

#include <peax/core/config.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace peax::scoring {

enum class score_kind : std::uint8_t { accuracy, mean_recall, macro_f1 };

//! A score in 0..1, larger is better.
struct score {
  score_kind kind = score_kind::accuracy;
  std::vector<std::int32_t> classes{}; //!< mean recall: over these; empty: over all that occur in the truth

  friend bool operator==(score const&, score const&) = default;
};

//! Reads `accuracy`, `mean_recall`, `mean_recall:0,1,2` or `macro_f1`; anything else is a usage_error.
[[nodiscard]] PEAX_INLINE score parse_score(std::string_view text);

//! The text that parse_score reads back.
[[nodiscard]] PEAX_INLINE std::string to_text(score const& by);

} // namespace peax::scoring

#ifndef PEAX_COMPILED
#include <peax/score/score.ipp>
#endif
