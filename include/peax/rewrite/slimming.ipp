#pragma once
//! @file
//! The bodies of slimming.hpp.

#include <peax/core/part_of_progress.hpp>
#include <peax/graph/own_constants.hpp>
#include <peax/report/batch_size.hpp>
#include <peax/rewrite/single_exit/single_exit_front.hpp>
#include <peax/rewrite/single_exit/single_exit_training.hpp>
#include <peax/rewrite/slimming.hpp>
#include <peax/rewrite/slimming/slimming_channels.hpp>
#include <peax/rewrite/slimming/slimming_narrowed.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace peax::rewrite {

PEAX_INLINE solutions<single_exit> slimming::rewrite(model<single_exit> const& m, original const& first,
                                                     report::dataset<train> const& learn,
                                                     report::dataset<validation> const& judge,
                                                     progress const& to) const {
  solutions<single_exit> none;
  for (double const w : with.widths)
    if (!(w > 0 && w < 1))
      throw usage_error(
          fmt::format("width {} is no share of the channels; give numbers above 0 and below 1", w));
  if (auto const why = why_no_classifier(m, learn.samples, "slimming")) {
    none.refusals.push_back(*why);
    return none;
  }
  network const own(
      with_own_constants(*m)); // a weight that layers share is narrowed in each of them by itself
  channel_groups const groups(*own);
  if (groups.free().empty()) {
    none.refusals = groups.refusals();
    none.refusals.push_back({"slimming", "no layer of the network can be narrower", m.name()});
    return none;
  }
  single_exit_trials trials(first, judge.samples, with.keep, with.data_type, with.seed);
  std::vector<double> widths = with.widths;
  std::sort(widths.begin(), widths.end(), std::greater<>());
  network now = own;
  double have = 1;
  std::size_t const batch = report::training_batch(own, with.batch);
  for (std::size_t i = 0; i < widths.size(); ++i) {
    double const w = widths[i];
    relearning const how{.epochs = with.epochs,
                         .rate = with.rate,
                         .batch = batch,
                         .distillation = with.distillation,
                         .class_weight_power = with.class_weight_power,
                         .seed = with.seed};
    now = learned_again(network(narrowed(*now, *own, w)), first, learn.samples, how, {},
                        nth_part_of(to, i, widths.size()));
    if (have == w) continue;
    have = w;
    std::string const percent = std::to_string(static_cast<int>(std::lround(100 * w)));
    trials.add(now,
               {percent + " % of the channels", "trained again with distillation from the original", true});
  }
  return trials.finish(groups.refusals());
}

} // namespace peax::rewrite
