#pragma once
//! @file
//! The decisions of the library. What they compute are the lines of decision/*.h, which firmware compiles too.

#include <peax/core/config.hpp>
#include <peax/decision/temporal_rule.hpp>
#include <peax/meta/record.hpp>
#include <peax/report/feature_map_signatures.hpp>
#include <peax/solution/any_decision.hpp>
#include <peax/solution/confidence.hpp>
#include <peax/solution/decision.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace peax::decision {

//! Their names in files and options.
[[nodiscard]] constexpr auto names_of(reference) {
  return std::array<std::string_view, 2>{"scene", "previous"};
}

} // namespace peax::decision

namespace peax::result {

//! What a temporal rule remembers of an exit: the vector with which the scene began, and the network's answer to it.
struct scene_memory {
  std::vector<float> reference;
  decision::scene scene = decision::closed_scene(nullptr, 0); //!< without its buffer
};

namespace detail {
//! Minus the squared distance to the scene's reference where the firmware's rule may stop, else minus infinity.
PEAX_INLINE float scene_score(decision::temporal_rule rule, exit_outputs const& out, scene_memory const& m);
PEAX_INLINE void scene_ran(decision::temporal_rule rule, scene_memory& m, exit_outputs const& out,
                           std::int32_t label);
PEAX_INLINE void scene_passed(decision::temporal_rule rule, scene_memory& m, exit_outputs const& out);
//! The score from which on a distance is below the threshold: a distance equal to it is not.
PEAX_INLINE float scene_limit(float threshold);
} // namespace detail

//! What temporal rules share: distances to a reference, and the answer of the scene repeated.
template <class Rule> struct scene_rule {
  static constexpr std::string_view leaves_when = "ends at distance <";
  static constexpr bool repeats = true;
  using memory = scene_memory;

  [[nodiscard]] float score(exit_outputs const& out, memory const& m) const {
    return detail::scene_score(rule(), out, m);
  }
  void ran(memory& m, exit_outputs const& out, std::int32_t label) const {
    detail::scene_ran(rule(), m, out, label);
  }
  void passed(memory& m, exit_outputs const& out) const { detail::scene_passed(rule(), m, out); }
  [[nodiscard]] float limit(float threshold) const { return detail::scene_limit(threshold); }
  bool operator==(scene_rule const&) const = default;

 private:
  [[nodiscard]] decision::temporal_rule rule() const { return static_cast<Rule const&>(*this).firmware(); }
};

//! Difference Detection (Sponner et al., arXiv 2403.07958): the exit's logits are near those at the start of the scene.
struct difference_detection : scene_rule<difference_detection> {
  static constexpr std::string_view kind = "difference_detection";
  static constexpr auto fields() {
    return std::tuple{fixed_field{"reference", "scene"}, fixed_field{"distance", "l2"}};
  }
  [[nodiscard]] decision::temporal_rule firmware() const {
    return decision::temporal_rule::difference_detection;
  }
  [[nodiscard]] PEAX_INLINE std::string in_words(output_form are) const;
  bool operator==(difference_detection const&) const = default;
};

//! Temporal Patience (the same): and the exit's label is that of the scene.
struct temporal_patience : scene_rule<temporal_patience> {
  static constexpr std::string_view kind = "temporal_patience";
  static constexpr auto fields() {
    return std::tuple{fixed_field{"reference", "scene"}, fixed_field{"distance", "l2"},
                      fixed_field{"label", "scene"}};
  }
  [[nodiscard]] decision::temporal_rule firmware() const {
    return decision::temporal_rule::temporal_patience;
  }
  [[nodiscard]] PEAX_INLINE std::string in_words(output_form are) const;
  bool operator==(temporal_patience const&) const = default;
};

//! A pooled feature map is near that of the reference.
struct signature_change : scene_rule<signature_change> {
  static constexpr std::string_view kind = "signature_change";
  decision::reference reference = decision::reference::scene;
  report::pooling pooling = report::pooling::global;

  signature_change() = default;
  signature_change(decision::reference to, report::pooling pooled) : reference(to), pooling(pooled) {}

  //! No aggregate, whose fields could be counted: a layout of its own.
  static constexpr auto fields() {
    return std::tuple{field{"reference", &signature_change::reference}, fixed_field{"distance", "l2"},
                      field{"pooling", &signature_change::pooling}};
  }
  [[nodiscard]] decision::temporal_rule firmware() const {
    return reference == decision::reference::previous ? decision::temporal_rule::signature_previous
                                                      : decision::temporal_rule::signature_scene;
  }
  [[nodiscard]] PEAX_INLINE std::string in_words(output_form are) const;
  bool operator==(signature_change const&) const = default;
};

//! The decision that a rule of the search is, with its pooling where it compares feature maps.
[[nodiscard]] PEAX_INLINE any_decision decision_of(decision::temporal_rule rule, report::pooling pooled = {});

} // namespace peax::result

PEAX_COMPILED_ONCE(peax::result::any_decision::any_decision(peax::result::difference_detection const&));
PEAX_COMPILED_ONCE(peax::result::any_decision::any_decision(peax::result::temporal_patience const&));
PEAX_COMPILED_ONCE(peax::result::any_decision::any_decision(peax::result::signature_change const&));

#ifndef PEAX_COMPILED
#include <peax/solution/decisions.ipp>
#endif
