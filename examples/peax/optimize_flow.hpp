#pragma once
//! @file
//! The flow of `peax optimize`: its plan, and what running it finds.

#include "foreseen.hpp"
#include "optimize_job.hpp"
#include "optimize_result.hpp"
#include "output.hpp"
#include "rewriter_spec.hpp"
#include <peax/analysis/any_rewriter.hpp>
#include <peax/analysis/pass_facts.hpp>
#include <peax/core/split.hpp>
#include <peax/report/dataset.hpp>
#include <peax/report/stream.hpp>

#include <cstddef>
#include <vector>

namespace command {

using train_set = peax::report::dataset<peax::train>;
using validation_set = peax::report::dataset<peax::validation>;
using test_set = peax::report::dataset<peax::test>;
using calibration_stream = peax::report::stream<peax::calibration>;
using test_stream = peax::report::stream<peax::test>;

//! A rewriter of the flow with its settings, and what its signature says.
struct planned {
  rewriter_spec spec;
  peax::pass_facts facts;
};
using plan = std::vector<std::vector<planned>>; //!< steps, each a list of alternatives

//! It is chosen on a stream, and measured on one.
[[nodiscard]] inline bool follows(planned const& p) { return p.facts.needs<calibration_stream>(); }

//! What a pass of the flow would have, before anything ran.
struct expected_pass {
  std::size_t step;
  rewriter_spec const& spec;
  std::vector<peax::expected_result> results;
};
//! Checks the flow and looks at all its passes in the order in which they run, once for each way to them; those behind the first step as
//! if they stood first.
[[nodiscard]] std::vector<expected_pass> expected_of(plan const& steps, job const& j, common const& c);

//! Runs the flow and gathers what all its ways found: the front with its choice, refusals, sections of the reports that were
//! read, and what was made when. The work of `ahead` are the first stages of `shown`.
void run_flow(plan const& steps, job const& j, common const& c, std::vector<foreseen> const& ahead,
              shown_progress const& shown, findings& into);

} // namespace command
