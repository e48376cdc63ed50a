#pragma once
//! @file
//! The bodies of decisions.hpp.

#include <peax/solution/decisions.hpp>

#include <fmt/core.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>

namespace peax::result {

namespace detail {

inline int own_label(decision::temporal_rule rule, exit_outputs const& out) {
  if (rule != decision::temporal_rule::temporal_patience) return 0;
  return decision::label_of_logits(out.values.data(), static_cast<int>(out.values.size()));
}

PEAX_INLINE float scene_score(decision::temporal_rule rule, exit_outputs const& out, scene_memory const& m) {
  float const never = -std::numeric_limits<float>::infinity();
  if (!m.scene.open) return never;
  // Of two labels that differ only the whole network knows which is right.
  if (rule == decision::temporal_rule::temporal_patience &&
      (!m.scene.agreed || own_label(rule, out) != m.scene.label))
    return never;
  return -peax_decision_squared_distance(out.values.data(), m.reference.data(),
                                         static_cast<int>(out.values.size()));
}

PEAX_INLINE void scene_ran(decision::temporal_rule rule, scene_memory& m, exit_outputs const& out,
                           std::int32_t label) {
  m.reference.resize(out.values.size());
  m.scene = decision::closed_scene(m.reference.data(), static_cast<int>(m.reference.size()));
  decision::ran(rule, m.scene, out.values.data(), own_label(rule, out), label);
  m.scene.reference = nullptr;
}

PEAX_INLINE void scene_passed(decision::temporal_rule rule, scene_memory& m, exit_outputs const& out) {
  m.scene.reference = m.reference.data();
  decision::passed(rule, m.scene, out.values.data());
  m.scene.reference = nullptr;
}

PEAX_INLINE float scene_limit(float threshold) {
  return -std::nextafter(threshold * threshold, -std::numeric_limits<float>::infinity());
}

//! What all temporal rules do beside their comparison.
inline std::string repeated_in_words() {
  return " Then the answer of the scene is repeated; else the whole network runs, and with its answer a new "
         "scene "
         "begins. The first sample of a recording always runs whole.";
}

} // namespace detail

PEAX_INLINE std::string difference_detection::in_words(output_form) const {
  return "Difference Detection: a sample ends at an exit when the distance (L2) of the exit's logits to "
         "those at the "
         "start of the scene is below the threshold." +
         detail::repeated_in_words();
}

PEAX_INLINE std::string temporal_patience::in_words(output_form) const {
  return "Temporal Patience: a sample ends at an exit when the distance (L2) of the exit's logits to those "
         "at the start "
         "of the scene is below the threshold and the exit's own label is that of the scene; an exit whose "
         "own label was "
         "another than the network's answer when the scene began ends no sample of it." +
         detail::repeated_in_words();
}

PEAX_INLINE std::string signature_change::in_words(output_form) const {
  return fmt::format(
      "Feature map termination: a sample ends when the distance (L2) of the pooled ({}) feature map to "
      "that of {} is below the threshold.{}",
      report::name_of(pooling),
      (reference == decision::reference::previous ? "the sample before"
                                                  : "the sample with which the scene began"),
      detail::repeated_in_words());
}

PEAX_INLINE any_decision decision_of(decision::temporal_rule rule, report::pooling pooled) {
  switch (rule) {
  case decision::temporal_rule::difference_detection: return difference_detection{};
  case decision::temporal_rule::temporal_patience: return temporal_patience{};
  case decision::temporal_rule::signature_scene:
  case decision::temporal_rule::signature_previous: break;
  }
  return signature_change{decision::reference_of(rule), pooled};
}

PEAX_INLINE std::span<decision_kind const> default_decisions() {
  static constexpr std::array<decision_kind, 5> all{
      kind_of_decision<no_exit>, kind_of_decision<confidence>, kind_of_decision<difference_detection>,
      kind_of_decision<temporal_patience>, kind_of_decision<signature_change>};
  return all;
}

} // namespace peax::result
