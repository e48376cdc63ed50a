#pragma once
//! @file
//! What `peax optimize` reads before anything runs, and the original beside its solutions.

#include "command_line.hpp"
#include "rewriter_spec.hpp"
#include <peax/core/progress.hpp>
#include <peax/data/data_set.hpp>
#include <peax/data/stream.hpp>
#include <peax/graph/network.hpp>
#include <peax/hardware/platform.hpp>
#include <peax/solution/any_solution.hpp>
#include <peax/solution/constraints.hpp>
#include <peax/train/decided_task.hpp>

#include <optional>
#include <string>

namespace command {

//! All that is read before anything runs.
struct job {
  peax::network loaded;
  peax::model<peax::single_exit> model; //!< in canonical form; what a loss counts from
  peax::result::constraints keep;
  std::optional<peax::data::data_set> train, validation, test;
  std::optional<peax::data::stream> calibration, test_stream;
  std::optional<peax::hardware::platform> platform;
  std::optional<peax::decided_task> task; //!< by the first data that were given; absent without any
  double search_seconds = 60;
  std::string cache;
};

//! A rewriter of the flow with what --rewrite says of it.
struct order {
  job const& of;
  rewriter_spec const& spec;
  common const& how;
};

//! The data type of a step's deployment.
[[nodiscard]] inline std::string data_type_of(rewriter_spec const& spec) {
  return spec.text("type", "float32");
}

//! Figures of the original, made as those of all solutions: on validation and test, or on the streams.
[[nodiscard]] peax::result::figures figures_of_original(job const& j, bool on_streams,
                                                        std::string const& data_type,
                                                        peax::progress const& to = {});

//! Latency and energy of a network with one exit on the job's platform, if there is one that can run it.
void place_on_platform(peax::any_solution& s, job const& j, std::string const& data_type);

} // namespace command
