#pragma once
//! @file
//! Separable convolutions: dear convolutions become a depthwise and a pointwise one.

#include <peax/analysis/component.hpp>
#include <peax/core/error.hpp>
#include <peax/core/progress.hpp>
#include <peax/graph/network.hpp>
#include <peax/report/dataset.hpp>
#include <peax/rewrite/constraints.hpp>
#include <peax/rewrite/measure.hpp>
#include <peax/rewrite/separable_layers.hpp>
#include <peax/rewrite/separable_moments.hpp>
#include <peax/rewrite/separable_split.hpp>
#include <peax/rewrite/single_exit_front.hpp>
#include <peax/rewrite/single_exit_training.hpp>
#include <peax/rewrite/solution.hpp>
#include <peax/search/limit.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::rewrite {

//! Settings of separable convolutions.
struct separable_settings {
  constraints keep{};
  std::size_t layers = 0;            //!< replaces so many; 0: as many as the limit allows
  std::size_t epochs = 2;            //!< of the whole network, after each replacement
  std::size_t new_epochs = 1;        //!< of the new layers alone, before
  double rate = 1e-3;                //!< of Adam, falling to 0 by a cosine
  double distillation = 0.5;         //!< share of the loss that follows the original's answers
  double class_weight_power = 0;     //!< in training: (largest count / count) ^ power; 0: all classes alike
  std::size_t failures = 2;          //!< replacements beyond the limit after which no further one is tried
  std::string data_type = "float32"; //!< in which the network is deployed: memory goes by it
  std::uint64_t seed = 0;
};

//! Replaces the dearest suitable convolutions one after the other, each from the weights that training gave
//! the network before. With `layers` 0 a replacement that breaks the limit is taken back and the next
//! dearest is tried. Every convolution that is not replaced has its reason among the refusals.
//!
//! The new layers start from the best rank-1 fit of each input channel's kernels (singular value
//! decomposition; Guo et al. 2018, "Network decoupling"), are then fitted to the old layer's outputs on
//! training data by least squares in closed form, trained alone on the kept feature maps of what stands in
//! front, and at last with all other layers.
struct separable_convolutions {
  static constexpr std::string_view name = "separable_convolutions";
  using measured_by = single_exit_on_test;

  separable_settings with{};

  solutions<single_exit> rewrite(model<single_exit> const& m, original const& first,
                                 report::dataset<train> const& learn,
                                 report::dataset<validation> const& judge, progress const& to) const {
    solutions<single_exit> none;
    if (auto const why = why_no_classifier(m, "separable convolutions")) {
      none.refusals.push_back(*why);
      return none;
    }
    separable_candidates const found = separable_candidates_of(*m);
    if (found.convolutions.empty()) {
      none.refusals = found.refusals;
      none.refusals.push_back({"separable convolutions",
                               "the network has no convolution that would be cheaper in two", m.name()});
      return none;
    }
    single_exit_trials trials(first, judge.samples, with.keep, with.data_type, with.seed);
    std::vector<refusal> refusals = found.refusals;
    network now = m;
    std::string done;
    std::size_t replaced = 0, failed = 0;
    for (auto const& conv : found.convolutions) {
      auto const refuse = [&](std::string why) {
        refusals.push_back({"separable convolution", std::move(why), conv});
      };
      if (with.layers > 0 && replaced == with.layers) {
        refuse("no more than " + std::to_string(with.layers) +
               " were asked for, and it is not among the dearest");
        continue;
      }
      if (with.failures > 0 && failed == with.failures) {
        refuse(std::to_string(failed) + " dearer ones went beyond the limit already");
        continue;
      }
      network const tried = replaced_and_trained(now, first, conv, learn.samples, to);
      std::string const names = done + (done.empty() ? "" : ", ") + conv;
      std::size_t const trial =
          trials.add(tried, {"separable: " + names, "trained with distillation from the original", true});
      bool const looks =
          with.layers == 0 && !certifies(); // a certificate's samples must not steer what it is about
      if (looks && !trials.keeps_loss(trial)) {
        refuse("replaced, the network loses " + std::to_string(trials.loss_of(trial)) +
               " of score on validation, which does not keep the limit");
        ++failed;
        continue;
      }
      now = tried;
      done = names;
      ++replaced;
    }
    return trials.finish(std::move(refusals));
  }

 private:
  [[nodiscard]] bool certifies() const {
    return with.keep.loss && with.keep.loss->strength == search::limit_strength::certified;
  }

  [[nodiscard]] network replaced_and_trained(network const& n, network const& first, std::string const& conv,
                                             data::data_set const& learn, progress const& to) const {
    node_id const at = node_named(*n, conv);
    patch_moments const moments = patch_moments_of(*n, at, learn, with.seed);
    separable_kernel kernel = best_rank_one(kernel_of(*n, at));
    kernel = fitted_to(kernel_of(*n, at), moments, std::move(kernel));
    network const split(with_separable(*n, at, kernel, moments));
    relearning how{with.new_epochs, with.rate, 64, with.distillation, 2, with.class_weight_power, with.seed};
    auto const fresh = constants_named(*split, {conv + "/depthwise", conv + "/norm", conv + "/pointwise"});
    network const settled = learned_again(split, first, learn, how, fresh, to);
    how.epochs = with.epochs;
    return learned_again(settled, first, learn, how, {}, to);
  }
};

} // namespace peax::rewrite
