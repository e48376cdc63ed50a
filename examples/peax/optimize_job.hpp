#pragma once
//! @file
//! What `peax optimize` hands to a rewriter and gets back, and the rewriters that --rewrite may name.

#include "command_line.hpp"
#include "rewriter_spec.hpp"
#include <peax/analysis/session.hpp>
#include <peax/data/data_set.hpp>
#include <peax/data/stream.hpp>
#include <peax/document/page.hpp>
#include <peax/graph/network.hpp>
#include <peax/hardware/platform.hpp>
#include <peax/solution/any_solution.hpp>
#include <peax/solution/constraints.hpp>
#include <peax/summary/analysis_record.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace command {

//! All that is read before anything runs.
struct job {
  peax::network loaded;
  peax::model<peax::single_exit> model; //!< in canonical form; what a loss counts from
  peax::result::constraints keep;
  std::optional<peax::data::data_set> train, validation, test;
  std::optional<peax::data::stream> calibration, test_stream;
  std::optional<peax::hardware::platform> platform;
  double search_seconds = 60;
  std::string cache;
};

//! One rewriter of a flow, on the network that the ones before have left.
struct step {
  job const& of;
  rewriter_spec const& spec;
  peax::model<peax::single_exit> const& model;
  common const& how;
};

//! What it found.
struct step_result {
  peax::any_solutions found;
  std::optional<peax::model<peax::single_exit>> next; //!< the chosen network, for the step behind
  std::vector<peax::event> events;
  std::vector<peax::document::section> told;    //!< by the reports that it read
  std::vector<peax::summary::tried_exit> tried; //!< of the places for exits
};

//! A rewriter as the command knows it.
struct registered_rewriter {
  known_rewriter form;
  bool learns = false;        //!< needs --train and --validation
  bool follows = false;       //!< needs --calibration, is measured on --test-stream
  bool goes_on = false;       //!< gives networks with one exit: others may stand behind it
  bool knows_latency = false; //!< places on the platform
  step_result (*run)(step const&) = nullptr;
};

extern registered_rewriter const confidence_exits, right_sizing, separable_convolutions, slimming,
    temporal_exits, feature_map_termination;

//! In the order in which messages list them.
[[nodiscard]] std::span<registered_rewriter const* const> all_rewriters();

//! Keys that several rewriters have.
[[nodiscard]] inline rewriter_key branch_key() { return {"branch", {"auto", "pool", "grid", "conv"}}; }
[[nodiscard]] inline rewriter_key type_key() { return {"type", {"float32", "float16", "int8", "int4"}}; }

//! The data type of a step's deployment.
[[nodiscard]] inline std::string data_type_of(rewriter_spec const& spec) {
  return spec.text("type", "float32");
}

//! Figures of the original, made as those of all solutions: on validation and test, or on the streams.
[[nodiscard]] peax::result::figures figures_of_original(job const& j, bool on_streams,
                                                        std::string const& data_type);

//! Latency and energy of a network with one exit on the job's platform, if there is one that can run it.
void place_on_platform(peax::any_solution& s, job const& j, std::string const& data_type);

} // namespace command
