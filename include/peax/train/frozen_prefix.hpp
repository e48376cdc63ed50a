#pragma once
//! @file
//! The part of a graph that training does not change: it runs once, its values at the border are kept.

#include <peax/core/config.hpp>
#include <peax/graph/graph.hpp>

#include <optional>
#include <vector>

namespace peax::training {

//! A graph in two: inputs -> border values, and border values -> the wanted ones (its outputs, in their order).
//! Constants keep their names, by which trained weights find back.
struct frozen_split {
  graph prefix, rest;
};

//! Marks the values that change while the given constants train. Dropout counts as changing.
[[nodiscard]] PEAX_INLINE std::vector<bool> changing_values(graph const& g,
                                                            std::vector<value_id> const& trained);

//! Splits a graph in front of everything that changes. Nothing when the part in front does no work.
//! Throws bad_input when a wanted value does not depend on anything that trains.
[[nodiscard]] PEAX_INLINE std::optional<frozen_split>
split_frozen(graph const& g, std::vector<value_id> const& wanted, std::vector<value_id> const& trained);

} // namespace peax::training

#ifndef PEAX_COMPILED
#include <peax/train/frozen_prefix.ipp>
#endif
