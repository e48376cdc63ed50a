#pragma once
//! @file
//! --max-accuracy-loss, --margin, --confidence and --score: what may be lost, and how surely.

#include "command_line.hpp"
#include <peax/core/error.hpp>
#include <peax/score/score.hpp>
#include <peax/search/limit/limit.hpp>

#include <optional>
#include <string>

namespace command {

struct limit_options {
  std::optional<double> loss, margin, confidence;
  std::string score_name = "accuracy";

  void declare(options& o) {
    o.number("--max-accuracy-loss", loss, "at most this loss of score, a fraction");
    o.number("--margin", margin, "loss + K paired standard errors must stay within the limit");
    o.number("--confidence", confidence, "the limit holds on new data with this probability");
    o.text("--score", score_name,
           "accuracy, mean_recall, mean_recall:0,1,2 (classes) or macro_f1 (default accuracy)");
  }

  [[nodiscard]] peax::scoring::score score() const { return peax::scoring::parse_score(score_name); }

  //! Throws usage_error for options that contradict each other and numbers that cannot be.
  [[nodiscard]] std::optional<peax::search::loss_limit> limit() const {
    if (margin && confidence)
      throw peax::usage_error("--margin and --confidence are two strengths of one limit; give one of them");
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
