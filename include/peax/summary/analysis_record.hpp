#pragma once
//! @file
//! What the pages of an analysis tell: the finding of a rewriter, what it read, and how it was run.

#include <peax/analysis/session.hpp>
#include <peax/document/page.hpp>
#include <peax/hardware/platform.hpp>
#include <peax/report/footprint.hpp>
#include <peax/solution/any_solution.hpp>
#include <peax/solution/constraints.hpp>
#include <peax/solution/stored_answers.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace peax::summary {

//! An exit that was trained and judged, chosen or not.
struct tried_exit {
  std::string at; //!< the feature map that it reads
  std::string after_block;
  std::string kind; //!< of its branch
  std::int64_t prefix_macs = 0, branch_macs = 0;
  double score = 0; //!< alone, on validation
};

//! The exits that a report tried: anything with `tried`, as report::early_exits has it.
template <class EarlyExits> [[nodiscard]] std::vector<tried_exit> tried_exits_of(EarlyExits const& e) {
  std::vector<tried_exit> out;
  for (auto const i : e.chosen) {
    auto const& c = e.tried[i];
    out.push_back({c.at, c.after_block, std::string(name_of(c.kind)), c.prefix_macs, c.branch_macs, c.score});
  }
  return out;
}

//! A key of a rewriter, and what was run with.
struct rewriter_setting {
  std::string key, value;
  bool given = false; //!< else what holds without it
  std::string what;
};

//! A rewriter as it ran: once behind each way to it.
struct ran_rewriter {
  std::string name;
  std::string behind;                     //!< the rewriters before it, in their order; empty for the first
  network before;                         //!< what it took
  std::vector<rewriter_setting> settings; //!< empty where they are not known
  std::vector<std::string> reports;       //!< titles of those that it read
  std::vector<tried_exit> tried;          //!< the exits that it could choose from
  std::optional<event> run;               //!< when it ran, under which identity
  std::optional<any_solutions> found;     //!< all that it found, its choice and what it refused
  bool went_on = false;                   //!< its choice was taken by the next rewriter
};

//! Which files lie beside the folder of the pages.
struct files_beside {
  bool original = false;  //!< original.onnx
  bool result = false;    //!< result.json
  bool solutions = false; //!< solutions/N for each of the front
};

//! All that the pages show. What is empty is left out.
struct analysis_record {
  std::string title; //!< name of the analysis
  std::string rewriter, identity, version;
  std::uint64_t seed = 0;
  std::string command;                       //!< that repeats the run
  report::footprint footprint;               //!< of the original
  result::figures original;                  //!< what the original gives on the same data and platform
  any_solutions found;                       //!< measured
  std::vector<result::exit_answers> answers; //!< of the chosen solution's exits on the samples of the choice
  std::optional<result::recorded_answers> along; //!< the chosen temporal solution along recordings
  std::string along_name;                        //!< which these are: "the test stream"
  files_beside files;
  result::constraints keep;         //!< under which it was chosen
  std::vector<std::string> remarks; //!< what a reader should know of the samples of the choice
  std::optional<hardware::platform> platform;
  std::vector<tried_exit> tried;                                  //!< the better branch of each place
  std::vector<document::section> data, accuracy, exits, hardware; //!< as their reports describe themselves
  std::vector<event> events;                                      //!< of the session
  std::vector<ran_rewriter> ran;                                  //!< in the order in which they ran
};

//! Whether its solutions follow streams: then they were chosen on calibration, and measured on the test stream.
[[nodiscard]] inline bool follows_streams(analysis_record const& r) {
  return !r.found.front.empty() && r.found.front.front().kind == temporal::name;
}

} // namespace peax::summary
