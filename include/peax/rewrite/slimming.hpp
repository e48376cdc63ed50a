#pragma once
//! @file
//! Slimming: narrower versions of the network, with the weights of the channels that matter most.

#include <peax/analysis/component.hpp>
#include <peax/analysis/identity.hpp>
#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/core/progress.hpp>
#include <peax/graph/network.hpp>
#include <peax/meta/record.hpp>
#include <peax/report/dataset.hpp>
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

//! Settings of slimming.
struct slimming_settings {
  // clang-format off
  PEAX_SETTINGS(slimming_settings,
    (result::constraints, keep, "limits, score and preference"),
    (std::vector<double>, widths, "shares of the channels that stay, above 0 and below 1", 0.75, 0.5, 0.25),
    (std::size_t, epochs, "of training again, for each width", 3),
    (double, rate, "of Adam, falling to 0 by a cosine", 1e-3),
    (double, distillation, "share of the loss that follows the original's answers", 0.5),
    (double, class_weight_power, "in training: (largest count / count) ^ power; 0: all classes alike", 0),
    (std::string, data_type, "in which the network is deployed: memory goes by it", "float32"),
    (std::uint64_t, seed, "of everything random", 0),
    (std::size_t, batch, "samples a step of training; 0: as many as train fastest here, which is measured", 64));
  // clang-format on
};

//! Makes the hidden layers narrower, from the widest width to the narrowest, each version from the weights
//! of the one before (Yu et al. 2019 share weights between widths the other way, in one network), and
//! trains it again with distillation from the original. Refuses what is no classifier with one input and
//! one output, and networks without a layer that can be narrower, layer by layer with the reason.
struct slimming {
  static constexpr std::string_view name = "slimming";
  using measured_by = result::single_exit_on_test;
  using preserves = peax::preserves<>; //!< no report about the model: all speak of what it changes

  slimming_settings with{};

  solutions<single_exit> rewrite(model<single_exit> const& m, original const& first,
                                 report::dataset<train> const& learn,
                                 report::dataset<validation> const& judge, progress const& to) const;
};

} // namespace peax::rewrite

namespace peax::detail {
PEAX_COMPILED_ONCE(void add_to(hasher&, rewrite::slimming const&)); //!< of its settings
} // namespace peax::detail

#ifndef PEAX_COMPILED
#include <peax/rewrite/slimming.ipp>
#endif
