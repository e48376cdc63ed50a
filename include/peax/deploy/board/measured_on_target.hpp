#pragma once
//! @file
//! A platform from an emulator: how many instructions each kind of layer takes in the C that peax writes.

#include <peax/core/config.hpp>
#include <peax/core/progress.hpp>
#include <peax/deploy/board/step_counts.hpp>
#include <peax/deploy/board/toolchain.hpp>
#include <peax/graph/network.hpp>
#include <peax/hardware/platform.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace peax::deploy::board {

//! A board with what its layers cost, and how well that describes the layers that it was made from.
struct measured_on_target {
  //! One kind of layer.
  struct fit {
    hardware::instruction_cost cost;
    std::size_t layers = 0;   //!< that were counted
    double worst_error = 0;   //!< of one of them, relative
    double typical_error = 0; //!< root of the mean square
  };

  hardware::platform platform; //!< one processor with instructions in float32
  std::vector<fit> fits;

  //! Counts the layers of probe_graphs() on a board and describes each kind by a sum over facts with coefficients of at least 0 that
  //! makes the squares of the relative errors least. Instructions are the emulator's and no cycles; `instructions_per_second` is the
  //! user's, without it the platform knows no seconds. Throws as count_steps does.
  [[nodiscard]] PEAX_INLINE static measured_on_target
  of(target const& on, std::optional<double> instructions_per_second = std::nullopt, progress const& to = {});

  //! The text of a platform file, with the errors of the fits.
  [[nodiscard]] PEAX_INLINE std::string file() const;
};

//! The costs that describe layers best that were counted in units apart, and together; kinds of layers that no step has are left out.
[[nodiscard]] PEAX_INLINE std::vector<measured_on_target::fit>
fit_costs(std::span<graph const> of, std::span<step_count const> apart, std::span<step_count const> together);

//! Instructions that a whole run of a network's C takes on a board, for a sample of random numbers.
[[nodiscard]] PEAX_INLINE std::uint64_t count_run(target const& on, network const& n);

} // namespace peax::deploy::board

#ifndef PEAX_COMPILED
#include <peax/deploy/board/measured_on_target.ipp>
#endif
