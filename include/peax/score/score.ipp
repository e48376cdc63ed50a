#pragma once
//! @file
//! The bodies of score.hpp.

#include <peax/core/error.hpp>
#include <peax/score/score.hpp>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace peax::scoring {

PEAX_INLINE score parse_score(std::string_view text) {
  if (text == "accuracy") return {};
  if (text == "macro_f1") return {score_kind::macro_f1};
  if (text == "mean_recall") return {score_kind::mean_recall};
  std::string_view constexpr named = "mean_recall:";
  auto const refuse = [&]() -> usage_error {
    return usage_error("score '" + std::string(text) +
                       "' is not known; give accuracy, mean_recall, mean_recall:0,1,2 (classes) or macro_f1");
  };
  if (!text.starts_with(named)) throw refuse();
  score result{score_kind::mean_recall};
  for (std::string_view rest = text.substr(named.size());;) {
    std::int32_t label = -1;
    auto const [end, status] = std::from_chars(rest.data(), rest.data() + rest.size(), label);
    if (status != std::errc{} || label < 0) throw refuse();
    for (std::int32_t const earlier : result.classes)
      if (earlier == label) throw refuse();
    result.classes.push_back(label);
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    if (rest.empty()) return result;
    if (rest.front() != ',') throw refuse();
    rest.remove_prefix(1);
  }
}

PEAX_INLINE std::string to_text(score const& by) {
  if (by.kind == score_kind::accuracy) return "accuracy";
  if (by.kind == score_kind::macro_f1) return "macro_f1";
  std::string text = "mean_recall";
  for (std::size_t i = 0; i < by.classes.size(); ++i)
    text += (i == 0 ? ":" : ",") + std::to_string(by.classes[i]);
  return text;
}

} // namespace peax::scoring
