#pragma once
//! @file
//! Separable convolutions: costly convolutions become a depthwise and a pointwise one.

#include <peax/analysis/component.hpp>
#include <peax/analysis/identity.hpp>
#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/core/progress.hpp>
#include <peax/graph/network.hpp>
#include <peax/meta/record.hpp>
#include <peax/report/dataset.hpp>
#include <peax/search/limit/limit.hpp>
#include <peax/solution/constraints.hpp>
#include <peax/solution/measure.hpp>
#include <peax/solution/solution.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::rewrite {

//! Settings of separable convolutions.
struct separable_settings {
  // clang-format off
  PEAX_SETTINGS(separable_settings,
    (result::constraints, keep, "limits, score and preference"),
    (std::size_t, layers, "replaces so many; 0: as many as the limit allows", 0),
    (std::size_t, epochs, "of the whole network, after each replacement", 2),
    (std::size_t, new_epochs, "of the new layers alone, before", 1),
    (double, rate, "of Adam, falling to 0 by a cosine", 1e-3),
    (double, distillation, "share of the loss that follows the original's answers", 0.5),
    (double, class_weight_power, "in training: (largest count / count) ^ power; 0: all classes alike", 0),
    (std::size_t, failures, "replacements beyond the limit after which no further one is tried", 2),
    (std::string, data_type, "in which the network is deployed: memory goes by it", "float32"),
    (std::uint64_t, seed, "of everything random", 0),
    (std::size_t, batch, "samples a step of training; 0: as many as train fastest here, which is measured", 64));
  // clang-format on
};

//! Replaces the most costly suitable convolutions one after the other, each from the weights that training gave
//! the network before. With `layers` 0 a replacement that breaks the limit is taken back and the next
//! most costly one is tried. Every convolution that is not replaced has its reason among the refusals.
//!
//! The new layers start from the best rank-1 fit of each input channel's kernels (singular value
//! decomposition; Guo et al. 2018, "Network decoupling"), are then fitted to the old layer's outputs on
//! training data by least squares in closed form, trained alone on the kept feature maps of what stands in
//! front, and at last with all other layers.
struct separable_convolutions {
  static constexpr std::string_view name = "separable_convolutions";
  using measured_by = result::single_exit_on_test;
  using preserves = peax::preserves<>; //!< no report about the model: all speak of what it changes

  separable_settings with{};

  solutions<single_exit> rewrite(model<single_exit> const& m, original const& first,
                                 report::dataset<train> const& learn,
                                 report::dataset<validation> const& judge, progress const& to) const;

 private:
  [[nodiscard]] bool certifies() const {
    return with.keep.loss && with.keep.loss->strength == search::limit_strength::certified;
  }

  [[nodiscard]] network replaced_and_trained(network const& n, network const& first, std::string const& conv,
                                             data::data_set const& learn, progress const& to) const;
};

} // namespace peax::rewrite

namespace peax::detail {
PEAX_COMPILED_ONCE(void add_to(hasher&, rewrite::separable_convolutions const&)); //!< of its settings
} // namespace peax::detail

#ifndef PEAX_COMPILED
#include <peax/rewrite/separable_convolutions.ipp>
#endif
