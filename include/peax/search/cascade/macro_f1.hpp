#pragma once
//! @file
//! The front for macro F1, which is no sum over samples: counts by class are kept along the sweep.

#include <peax/core/config.hpp>
#include <peax/core/progress.hpp>
#include <peax/search/cascade/cascade_traces.hpp>
#include <peax/search/cascade/levels.hpp>
#include <peax/search/cascade/replay.hpp>

#include <vector>

namespace peax::search {

//! The strict front of macro F1 against mean cost: exact over every threshold in `levels` for one exit; for
//! sets of two exits exact over 201 quantiles (and "never") of each; sets of three are not tried.
[[nodiscard]] PEAX_INLINE std::vector<cascade_point>
macro_f1_front(cascade_traces const& traces, std::vector<threshold_levels> const& levels,
               progress const& listener = {});

} // namespace peax::search

#ifndef PEAX_COMPILED
#include <peax/search/cascade/macro_f1.ipp>
#endif
