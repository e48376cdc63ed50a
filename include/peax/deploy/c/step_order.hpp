#pragma once
//! @file
//! An order of the steps in which little is alive at once.

#include <peax/core/config.hpp>
#include <peax/engine/plan/lowering.hpp>
#include <peax/graph/graph.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace peax::deploy::c {

//! An order of steps, as their numbers, and what is known of all orders.
struct step_order {
  std::vector<std::size_t> order;
  std::size_t live_floats = 0; //!< at most alive at once in this order
  std::size_t least_floats =
      0; //!< no order needs less: the optimum where `exact`, else what the largest step reads and writes
  bool exact = true;
};

//! The order of the file, or one that needs less. What an early exit needs comes first (`stage_of` each node of the graph), and nothing
//! of a later stage runs before. Within a stage, all sets of steps that can have run are looked at, the cheapest way to each is kept
//! (dynamic programming over the downsets of the graph, so that a chain costs its length); where there are more than `most_sets`,
//! only the thriftiest of each size. Counted are values of one sample; inputs lie with the caller. An output lives until its exit has
//! answered; those from the last of the `exits` on answer together.
[[nodiscard]] PEAX_INLINE step_order order_of_least_memory(graph const& g,
                                                           std::span<engine::lowered const> steps,
                                                           std::span<std::size_t const> stage_of,
                                                           std::size_t exits, std::size_t most_sets = 20000);

} // namespace peax::deploy::c

#ifndef PEAX_COMPILED
#include <peax/deploy/c/step_order.ipp>
#endif
