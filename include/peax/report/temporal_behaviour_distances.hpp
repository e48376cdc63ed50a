#pragma once
//! @file
//! How far vectors of a stream lie from a reference inside scenes and at changes, and how well the two can be
//! told apart.

#include <peax/core/config.hpp>
#include <peax/data/stream.hpp>
#include <peax/decision/temporal_rule.hpp>
#include <peax/document/fwd.hpp>
#include <peax/tensor/tensor.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace peax::report {

//! Distances in figures.
struct distance_summary {
  std::size_t count = 0;
  double mean = 0, deviation = 0, least = 0, median = 0, largest = 0;
};

//! L2 distances of a stream's vectors.
struct scene_distances {
  distance_summary inside;  //!< of a sample to the reference, both in one scene
  distance_summary changes; //!< of the first sample of a scene to the reference of the scene before it
  //! How often a distance at a change is larger than one inside a scene (ties count half): 1 tells them
  //! apart, 0.5 is chance. NaN without a change or without two samples in a scene.
  double separation = 0;

  //! Whether some threshold can mean something.
  [[nodiscard]] bool usable() const { return std::isnan(separation) ? inside.largest > 0 : separation > 0.6; }
};

//! Distances of `vectors` [N, width] under the scenes of `labels` [N] (the truth, or the network's own
//! answers).
[[nodiscard]] PEAX_INLINE scene_distances distances_of(tensor const& vectors,
                                                       std::span<data::recording const> recordings,
                                                       std::span<std::int32_t const> labels,
                                                       decision::reference to);

//! An empty table of distances inside scenes and at changes, one place a row.
[[nodiscard]] PEAX_INLINE document::table distance_table(std::string title, bool with_agreement);

} // namespace peax::report

#ifndef PEAX_COMPILED
#include <peax/report/temporal_behaviour_distances.ipp>
#endif
