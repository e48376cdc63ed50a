#pragma once
//! @file
//! --max-accuracy-loss, --margin, --confidence and --score: what may be lost, and how surely.

#include "command_line.hpp"
#include <peax/core/error.hpp>
#include <peax/score/score.hpp>
#include <peax/search/limit/limit.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace command {

//! A part of a whole as options spell it: a fraction below 1/2, or percentage points: 0.01, 1pp. A bare number of 1/2 and more
//! could be meant either way, and is a usage_error that spells both.
[[nodiscard]] double to_share(std::string_view option, std::string_view text);

struct limit_options {
  std::optional<double> margin, confidence;
  std::string loss_text;
  bool sample_units = false;
  std::string score_name = "accuracy";

  void declare(options& o) {
    o.text("--max-accuracy-loss E", loss_text, "at most this loss of score: 1pp (percentage points) or 0.01");
    o.number("--margin K", margin, "loss + K paired standard errors must stay within the limit");
    o.number("--confidence C", confidence, "the limit holds on new data with this probability");
    o.flag("--sample-units", sample_units,
           "margin and confidence count every sample as independent, not its group or recording");
    o.text("--score SCORE", score_name,
           "accuracy, mean_recall, mean_recall:0,1,2 (classes) or macro_f1 (default accuracy)");
  }

  [[nodiscard]] peax::scoring::score score() const { return peax::scoring::parse_score(score_name); }

  //! Throws usage_error for options that contradict each other and numbers that cannot be.
  [[nodiscard]] std::optional<peax::search::loss_limit> limit() const {
    if (margin && confidence)
      throw peax::usage_error("--margin and --confidence are two strengths of one limit; give one of them");
    std::optional<double> loss;
    if (!loss_text.empty()) loss = to_share("--max-accuracy-loss", loss_text);
    if (sample_units && !margin && !confidence)
      throw peax::usage_error(
          "--sample-units says what --margin or --confidence counts; give one of them too");
    if (!loss && (margin || confidence))
      throw peax::usage_error(std::string(margin ? "--margin" : "--confidence") +
                              " says how surely --max-accuracy-loss holds; give that too");
    if (!loss) return std::nullopt;
    if (margin) return peax::search::loss_limit::margin(*loss, *margin);
    if (confidence) return peax::search::loss_limit::certified(*loss, *confidence);
    return peax::search::loss_limit::plain(*loss);
  }
};

} // namespace command
