#pragma once
//! @file
//! The bodies of separable_convolutions.hpp.

#include <peax/core/part_of_progress.hpp>
#include <peax/report/batch_size.hpp>
#include <peax/rewrite/separable/separable_layers.hpp>
#include <peax/rewrite/separable/separable_moments.hpp>
#include <peax/rewrite/separable/separable_split.hpp>
#include <peax/rewrite/separable_convolutions.hpp>
#include <peax/rewrite/single_exit/single_exit_front.hpp>
#include <peax/rewrite/single_exit/single_exit_training.hpp>
#include <peax/search/limit/limit.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace peax::rewrite {

PEAX_INLINE solutions<single_exit> separable_convolutions::rewrite(model<single_exit> const& m,
                                                                   original const& first,
                                                                   report::dataset<train> const& learn,
                                                                   report::dataset<validation> const& judge,
                                                                   progress const& to) const {
  solutions<single_exit> none;
  if (auto const why = why_no_classifier(m, learn.samples, "separable convolutions")) {
    none.refusals.push_back(*why);
    return none;
  }
  separable_candidates const found = separable_candidates_of(*m);
  if (found.convolutions.empty()) {
    none.refusals = found.refusals;
    none.refusals.push_back(
        {"separable convolutions", "the network has no convolution that would be cheaper in two", m.name()});
    return none;
  }
  single_exit_trials trials(first, judge.samples, with.keep, with.data_type, with.seed);
  std::vector<refusal> refusals = found.refusals;
  network now = m;
  std::string done;
  std::size_t replaced = 0, failed = 0, looked_at = 0;
  std::size_t const most =
      with.layers > 0 ? std::min(with.layers, found.convolutions.size()) : found.convolutions.size();
  for (auto const& conv : found.convolutions) {
    auto const refuse = [&](std::string why) {
      refusals.push_back({"separable convolution", std::move(why), conv});
    };
    if (with.layers > 0 && replaced == with.layers) {
      refuse(fmt::format("no more than {} were asked for, and it is not among the most costly", with.layers));
      continue;
    }
    if (with.failures > 0 && failed == with.failures) {
      refuse(std::to_string(failed) + " more costly ones went beyond the limit already");
      continue;
    }
    network const tried =
        replaced_and_trained(now, first, conv, learn.samples, nth_part_of(to, looked_at++, most));
    std::string const names = done + (done.empty() ? "" : ", ") + conv;
    std::size_t const trial =
        trials.add(tried, {"separable: " + names, "trained with distillation from the original", true});
    bool const looks =
        with.layers == 0 && !certifies(); // a certificate's samples must not steer what it is about
    if (looks && !trials.keeps_loss(trial)) {
      refuse(
          fmt::format("replaced, the network loses {} of score on validation, which does not keep the limit",
                      trials.loss_of(trial)));
      ++failed;
      continue;
    }
    now = tried;
    done = names;
    ++replaced;
  }
  return trials.finish(std::move(refusals));
}

PEAX_INLINE network separable_convolutions::replaced_and_trained(network const& n, network const& first,
                                                                 std::string const& conv,
                                                                 data::data_set const& learn,
                                                                 progress const& to) const {
  node_id const at = node_named(*n, conv);
  patch_moments const moments = patch_moments_of(*n, at, learn, with.seed);
  separable_kernel kernel = best_rank_one(kernel_of(*n, at));
  kernel = fitted_to(kernel_of(*n, at), moments, std::move(kernel));
  network const split(with_separable(*n, at, kernel, moments));
  relearning how{.epochs = with.new_epochs,
                 .rate = with.rate,
                 .batch = report::training_batch(split, with.batch),
                 .distillation = with.distillation,
                 .class_weight_power = with.class_weight_power,
                 .seed = with.seed};
  auto const fresh = constants_named(*split, {conv + "/depthwise", conv + "/norm", conv + "/pointwise"});
  auto const epochs = static_cast<double>(std::max<std::size_t>(1, with.new_epochs + with.epochs));
  double const share = static_cast<double>(with.new_epochs) / epochs;
  network const settled = learned_again(split, first, learn, how, fresh, part_of(to, 0, share));
  how.epochs = with.epochs;
  return learned_again(settled, first, learn, how, {}, part_of(to, share, 1));
}

} // namespace peax::rewrite
