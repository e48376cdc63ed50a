#pragma once
//! @file
//! Right-sizing: the network ends behind an earlier block, with a classifier of its own.

#include <peax/analysis/component.hpp>
#include <peax/analysis/identity.hpp>
#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/core/progress.hpp>
#include <peax/graph/network.hpp>
#include <peax/meta/record.hpp>
#include <peax/report/dataset.hpp>
#include <peax/report/early_exits.hpp>
#include <peax/report/early_exits/branch.hpp>
#include <peax/search/limit/limit.hpp>
#include <peax/solution/constraints.hpp>
#include <peax/solution/measure.hpp>
#include <peax/solution/solution.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::rewrite {

//! Classifiers of a cut network: the better kind of each place, or always the small one (global pooling) or
//! the large one (a grid of about 3 x 3 cells, 4 segments in one dimension).
enum class head_choice : std::uint8_t { automatic, pool, grid };

//! Their names in files and options.
[[nodiscard]] constexpr auto names_of(head_choice) {
  return std::array<std::string_view, 3>{"auto", "pool", "grid"};
}
[[nodiscard]] constexpr std::string_view name_of(head_choice h) {
  return names_of(h)[static_cast<std::size_t>(h)];
}

//! Settings of right-sizing.
struct right_sizing_settings {
  // clang-format off
  PEAX_SETTINGS(right_sizing_settings,
    (result::constraints, keep, "limits, score and preference"),
    (head_choice, head, "which classifiers are tried", head_choice::automatic),
    (bool, finetune, "trains whole cut networks, not the classifier alone", true),
    (std::size_t, epochs, "of fine-tuning", 6),
    (double, rate, "of Adam, falling to 0 by a cosine", 1e-3),
    (double, distillation, "share of the loss that follows the original's answers", 0.8),
    (double, class_weight_power, "in training: (largest count / count) ^ power; 0: all classes alike", 0),
    // A choice that saves time, no bound of any theory: where it is too small, the refusal says how far behind the cut was.
    (double, reach, "score that fine-tuning may win back at most: a cut further behind the limit is not tuned", 0.06),
    (std::string, data_type, "in which the network is deployed: memory goes by it", "float32"),
    (std::uint64_t, seed, "of everything random", 0),
    (std::size_t, batch, "samples a step of training; 0: as many as train fastest here, which is measured", 64));
  // clang-format on
};

//! The network up to a tried exit's feature map, and the exit's branch as its classifier. Input, output and
//! all values in front of the cut keep their names.
[[nodiscard]] PEAX_INLINE network cut_behind(network const& n, report::early_exits::candidate const& exit);

//! Cuts the network behind each of its places for an exit and answers there. All heads that the report has
//! trained are tried; one of each place is then trained whole, with distillation from the original, where
//! that can matter. The front is by score, MACs, weights and memory; the limit of the loss counts from the
//! original. Refuses what the report has no exits for, with the report's reasons.
struct right_sizing {
  static constexpr std::string_view name = "right_sizing";
  using measured_by = result::single_exit_on_test;
  using preserves = peax::preserves<>; //!< no report about the model: all speak of what it changes

  right_sizing_settings with{};

  solutions<single_exit> rewrite(model<single_exit> const& m, original const& first,
                                 report::early_exits const& exits, report::dataset<train> const& learn,
                                 report::dataset<validation> const& judge, progress const& to) const;
};

} // namespace peax::rewrite

namespace peax::detail {
PEAX_COMPILED_ONCE(void add_to(hasher&, rewrite::right_sizing const&)); //!< of its settings
} // namespace peax::detail

#ifndef PEAX_COMPILED
#include <peax/rewrite/right_sizing.ipp>
#endif
