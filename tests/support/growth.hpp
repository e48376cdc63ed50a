#pragma once
//! @file
//! How the time of a job grows with its size.

#include <algorithm>

namespace peax::testing {

//! How many times as long `seconds_for(many)` takes as `seconds_for(few)`, of each the shortest of three runs: what else the machine
//! does lengthens a run and never shortens it. Ends early when the answer lies below `bound`.
double growth(auto const& seconds_for, int few, int many, double bound) {
  double short_run = seconds_for(few), long_run = seconds_for(many);
  for (int again = 0; again < 2; ++again) short_run = std::min(short_run, seconds_for(few));
  for (int again = 0; again < 2 && long_run >= bound * short_run; ++again)
    long_run = std::min(long_run, seconds_for(many));
  return long_run / short_run;
}

} // namespace peax::testing
