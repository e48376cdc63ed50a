#pragma once
//! @file
//! What a cascade is judged by: accuracy, mean recall over all or named classes, macro F1.

#include <peax/core/error.hpp>
#include <peax/search/cascade/cascade_traces.hpp>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace peax::search {

enum class score_kind { accuracy, mean_recall, macro_f1 };

//! A score in 0..1, larger is better.
struct score {
  score_kind kind = score_kind::accuracy;
  std::vector<std::int32_t> classes{}; //!< mean recall: over these; empty: over all that occur in the truth

  friend bool operator==(score const&, score const&) = default;
};

//! Reads `accuracy`, `mean_recall`, `mean_recall:0,1,2` or `macro_f1`; anything else is a usage_error.
[[nodiscard]] inline score parse_score(std::string_view text) {
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

//! The text that parse_score reads back.
[[nodiscard]] inline std::string to_text(score const& by) {
  if (by.kind == score_kind::accuracy) return "accuracy";
  if (by.kind == score_kind::macro_f1) return "macro_f1";
  std::string text = "mean_recall";
  for (std::size_t i = 0; i < by.classes.size(); ++i)
    text += (i == 0 ? ":" : ",") + std::to_string(by.classes[i]);
  return text;
}

//! The classes that a mean recall counts: the named ones, or all that occur in the truth. A named class
//! without a sample is bad_input: its recall does not exist.
[[nodiscard]] inline std::vector<std::int32_t> counted_classes(score const& by,
                                                               cascade_traces const& traces) {
  std::vector<std::size_t> count(traces.classes(), 0);
  for (std::int32_t const label : traces.truth()) ++count[static_cast<std::size_t>(label)];
  for (std::int32_t const label : by.classes)
    if (label < 0 || static_cast<std::size_t>(label) >= count.size() ||
        count[static_cast<std::size_t>(label)] == 0)
      throw bad_input(std::string("mean recall: class ") + std::to_string(label) +
                      " has no sample; leave it out of the score");
  if (!by.classes.empty()) return by.classes;
  std::vector<std::int32_t> present;
  for (std::size_t c = 0; c < count.size(); ++c)
    if (count[c] > 0) present.push_back(static_cast<std::int32_t>(c));
  return present;
}

//! The score of one answer per sample.
[[nodiscard]] inline double score_of(score const& by, cascade_traces const& traces,
                                     std::span<std::int32_t const> answers) {
  auto const truth = traces.truth();
  std::vector<std::size_t> hit(traces.classes(), 0), have(traces.classes(), 0), said(traces.classes(), 0);
  std::size_t hits = 0;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    ++have[static_cast<std::size_t>(truth[i])];
    ++said[static_cast<std::size_t>(answers[i])];
    if (truth[i] == answers[i]) {
      ++hit[static_cast<std::size_t>(truth[i])];
      ++hits;
    }
  }
  if (by.kind == score_kind::accuracy) return static_cast<double>(hits) / static_cast<double>(truth.size());
  double sum = 0;
  std::vector<std::int32_t> const counted = counted_classes(by, traces);
  for (std::int32_t const label : counted) {
    auto const c = static_cast<std::size_t>(label);
    sum += by.kind == score_kind::mean_recall
               ? static_cast<double>(hit[c]) / static_cast<double>(have[c])
               : 2.0 * static_cast<double>(hit[c]) / static_cast<double>(have[c] + said[c]);
  }
  return sum / static_cast<double>(counted.size());
}

} // namespace peax::search
