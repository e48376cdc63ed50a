#pragma once
//! @file
//! Joint fine-tuning of a chosen cascade, and a second search on what it became.

#include <peax/core/config.hpp>
#include <peax/core/progress.hpp>
#include <peax/data/data_set.hpp>
#include <peax/graph/network.hpp>
#include <peax/hardware/platform.hpp>
#include <peax/report/early_exits.hpp>
#include <peax/rewrite/confidence/cascade_front.hpp>
#include <peax/solution/solution.hpp>

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace peax::rewrite {

//! A network with exits as outputs, taken apart again: the backbone and its exits with their answers on the samples.
struct taken_apart {
  network backbone;
  report::early_exits exits;
};
[[nodiscard]] PEAX_INLINE taken_apart take_apart(network const& whole,
                                                 std::vector<result::exit_record> const& records,
                                                 data::data_set const& judge, report::answer_form form,
                                                 scoring::score const& by);

//! The front of cascades; with `finetune` the chosen one is trained jointly (all exits and the backbone, Adam at a small rate),
//! its thresholds are searched again, and it joins the front if the preference ranks it before the one it came from.
[[nodiscard]] PEAX_INLINE solutions<multi_exit>
tuned_front(network const& n, network const& first, report::early_exits const& tried,
            data::data_set const& learn, data::data_set const& judge, hardware::platform const* on,
            confidence_settings const& with, progress const& to);

} // namespace peax::rewrite

#ifndef PEAX_COMPILED
#include <peax/rewrite/confidence/fine_tuning.ipp>
#endif
