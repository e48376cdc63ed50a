#pragma once
//! @file
//! What `peax evaluate` finds out, for a network and for a solution folder.

#include "input.hpp"
#include "output.hpp"
#include <peax/data/data_set.hpp>
#include <peax/data/stream.hpp>
#include <peax/score/proportion.hpp>
#include <peax/score/score.hpp>

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <vector>

namespace command {

struct evaluate_options {
  std::string model, data, stream, score = "accuracy", test_groups, validation_groups;
  input_options input;
};

//! Figures of one data set; what does not apply to the task is absent.
struct evaluation {
  std::size_t samples = 0;
  std::optional<double> accuracy, macro_f1, mean_recall, score;
  std::optional<peax::scoring::interval> accuracy_interval;
  json of_task = json::object(); //!< the figures that are not of classes
  std::string words = {};        //!< the same for people
  std::string task = {}, because = {};
  double mean_macs = 0, relative_macs = 1;
  std::vector<double> exit_shares{1.0};
  json of_stream = json::object(); //!< what only a temporal rule along a stream has
};

//! The samples of --data or --stream for a network's input, and --stream with its recordings; scaled as was
//! saved where --scale and --offset do not say otherwise.
[[nodiscard]] peax::data::data_set load_samples(evaluate_options const& given, peax::network const& n,
                                                common const& c, peax::data::scaling const& saved = {});
[[nodiscard]] peax::data::stream load_recordings(evaluate_options const& given, peax::network const& n,
                                                 common const& c, peax::data::scaling const& saved = {});

//! The folder of a solution: samples leave at the exits by its decision rule.
[[nodiscard]] evaluation evaluate_solution(evaluate_options const& given, peax::scoring::score const& by,
                                           common const& c);

} // namespace command
