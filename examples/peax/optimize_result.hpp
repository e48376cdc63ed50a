#pragma once
//! @file
//! What `peax optimize` found: for the folder, for standard output, and for people.

#include "optimize_job.hpp"
#include <peax/core/progress.hpp>
#include <peax/deploy/seconds_spent.hpp>
#include <peax/summary/analysis_record.hpp>

#include <string>

namespace command {

//! What all ways through the flow found, and when.
struct findings {
  peax::summary::analysis_record record;
  peax::deploy::seconds_spent seconds;
};

//! Throws io_error when the folder could not be written, before the work that leads to it.
void expect_new_folder(std::string const& folder);

//! What the summary tells of the reports, whatever the rewriter.
void add_reports(findings& f, job const& j, peax::progress const& progress);

//! result.json, original.onnx, solutions/ and summary/: the folder appears whole or not at all.
void write_folder(std::string const& folder, job const& j, findings const& f);

//! One JSON object or a table on standard output, the first refusals on standard error.
void tell(findings const& f, job const& j, std::string const& folder, common const& c);

} // namespace command
