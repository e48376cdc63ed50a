#pragma once
//! @file
//! What a reader may try on a page: other thresholds of a cascade, and two rows of a table side by side.

#include <peax/document/cell.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace peax::document {

//! An exit with its answers on the samples of the choice.
struct tried_threshold {
  std::string exit;
  std::int64_t macs = 0;                 //!< of a sample that leaves here
  std::optional<double> seconds, joules; //!< likewise, where a platform is known
  float limit = 0;                       //!< a sample leaves where its score is at least this
  std::vector<float> scores;             //!< of every sample; empty for the last exit
  std::vector<char> right;               //!< 1 where the answer is the label
  std::vector<float> values = {};        //!< along recordings: what the rule compares, sample by sample
};

//! Recordings along which a rule repeats answers: a sample ends where what an exit gives is nearer to its reference than the threshold.
struct tried_recordings {
  bool to_previous = false; //!< compares with the sample before, not with the start of the scene
  bool with_label = false;  //!< and the exit's own label must be the scene's
  std::vector<std::size_t> lengths;
  std::vector<std::int32_t> answers, truth; //!< of the whole network, and the true labels
};

//! A cascade or a temporal rule whose thresholds can be moved: accuracy, cost and shares follow from the answers. Shown only where scripts run.
struct threshold_explorer {
  std::string title;
  std::string samples; //!< of which data: "validation"
  std::vector<tried_threshold> exits;
  double original_macs = 0;
  std::optional<double> original_accuracy;
  std::optional<tried_recordings> along = {}; //!< of temporal rules
};

//! One choice of a comparison: cells as the columns of the comparison say.
struct compared {
  std::string name;
  std::vector<cell> cells;
  std::string target = {}; //!< where its details are
};

//! Any two of many, side by side. Shown only where scripts run: the same figures stand in a table.
struct comparison {
  std::string title;
  std::vector<std::string> names; //!< of the figures
  std::vector<style> shown;       //!< how each is written
  std::vector<compared> all;
  std::size_t left = 0, right = 0; //!< shown first
};

} // namespace peax::document
