#pragma once
//! @file
//! What `peax evaluate` finds out, for a network and for a solution folder.

#include "input.hpp"
#include "output.hpp"
#include <peax/data/data_set.hpp>
#include <peax/data/stream.hpp>
#include <peax/graph/network.hpp>
#include <peax/score/proportion.hpp>
#include <peax/score/score.hpp>
#include <peax/solution/temporal_evaluation.hpp>
#include <peax/train/decided_task.hpp>

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace command {

struct evaluate_options {
  std::string model, data, stream, score = "accuracy", test_groups, validation_groups;
  input_options input;
};

//! Figures of one data set; what does not apply to the task is absent.
struct evaluation {
  std::string output = {}; //!< whose answers they are; empty for a solution's
  std::size_t samples = 0;
  std::optional<double> accuracy, macro_f1, mean_recall, score;
  std::optional<peax::scoring::interval> accuracy_interval;
  json of_task = json::object(); //!< the figures that are not of classes
  std::string words = {};        //!< the same for people
  std::string task = {}, because = {};
  double mean_macs = 0, relative_macs = 1;
  std::vector<double> exit_shares{1.0};
  json of_stream = json::object();     //!< what only a temporal rule along a stream has
  std::vector<evaluation> others = {}; //!< of further outputs for which there are answers
};

//! The samples of --data or --stream for a network's input, and --stream with its recordings; scaled as was
//! saved where --scale and --offset do not say otherwise.
[[nodiscard]] peax::data::data_set load_samples(evaluate_options const& given, peax::network const& n,
                                                common const& c, peax::data::scaling const& saved = {});
[[nodiscard]] peax::data::stream load_recordings(evaluate_options const& given, peax::network const& n,
                                                 common const& c, peax::data::scaling const& saved = {});

//! The classes that samples were answered, and at which exit each left.
struct answered {
  std::span<std::int32_t const> answers;
  std::span<std::size_t const> exits;
  std::vector<std::int64_t> macs; //!< of each exit
};

//! The figures of answers to samples one by one, and along recordings.
[[nodiscard]] evaluation evaluate_answers(answered const& by_exit, peax::data::data_set const& samples,
                                          peax::decided_task const& t, double original_macs,
                                          peax::scoring::score const& by);
[[nodiscard]] evaluation evaluate_recordings(peax::result::stream_evaluation const& found,
                                             peax::decided_task const& t, double original_macs);

//! The folder of a solution: samples leave at the exits by its decision rule.
[[nodiscard]] evaluation evaluate_solution(evaluate_options const& given, peax::scoring::score const& by,
                                           common const& c);

//! A conditional file (peax/deploy/conditional.hpp), sample by sample; nothing for another network.
[[nodiscard]] std::optional<evaluation> evaluate_conditional(evaluate_options const& given,
                                                             peax::network const& n,
                                                             peax::scoring::score const& by, common const& c);

} // namespace command
