#pragma once
//! @file
//! The strict Pareto front of points with any number of coordinates to be minimized or maximized, and its
//! knee.

#include <peax/core/config.hpp>

#include <cstddef>
#include <vector>

namespace peax::search {

//! Which way a coordinate is better.
enum class better { lower, higher };

//! Whether `a` is at least as good as `b` in every coordinate and better in one.
[[nodiscard]] PEAX_INLINE bool dominates(std::vector<double> const& a, std::vector<double> const& b,
                                         std::vector<better> const& sense);

//! Indices of the points that no other point dominates, in order of the first coordinate, best first (further
//! coordinates break ties). Of equal points only the first is kept. A point with a NaN is never on the front.
[[nodiscard]] PEAX_INLINE std::vector<std::size_t>
pareto_front(std::vector<std::vector<double>> const& points, std::vector<better> const& sense);

//! The knee: the position in `front` of the point nearest to the ideal one (the best value of every
//! coordinate among the front), each coordinate scaled to 0..1 over the front. The first of equals. `front`
//! must not be empty.
[[nodiscard]] PEAX_INLINE std::size_t knee(std::vector<std::vector<double>> const& points,
                                           std::vector<std::size_t> const& front,
                                           std::vector<better> const& sense);

} // namespace peax::search

#ifndef PEAX_COMPILED
#include <peax/search/pareto.ipp>
#endif
