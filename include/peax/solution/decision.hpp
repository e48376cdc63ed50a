#pragma once
//! @file
//! What a decision is: the rule by which a sample leaves at an exit.

#include <peax/solution/decision_fields.hpp>
#include <peax/solution/exit_outputs.hpp>

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace peax::result {

namespace detail {
template <class D>
concept remembers = requires { typename D::memory; };
template <class D>
concept scores_alone = requires(D const& d, exit_outputs const& out) {
  { d.score(out) } -> std::same_as<float>;
};
template <class D>
concept scores_with_memory = remembers<D> && std::default_initializable<typename D::memory> &&
                             requires(D const& d, exit_outputs const& out, typename D::memory const& m) {
                               { d.score(out, m) } -> std::same_as<float>;
                             };
template <class D>
concept learns_of_full_runs =
    remembers<D> && requires(D const& d, exit_outputs const& out, typename D::memory& m, std::int32_t label) {
      d.ran(m, out, label);
    };
} // namespace detail

//! The facts of which errors speak. A fact about void holds: it is asked only when those before it hold.
template <class D>
inline constexpr bool decision_says_its_kind = requires {
  { D::kind } -> std::convertible_to<std::string_view>;
};
template <class D> inline constexpr bool decision_lists_its_fields = detail::fields_are_listed<D>();
template <class D>
inline constexpr bool decision_is_a_plain_value =
    std::equality_comparable<D> && std::default_initializable<D> && std::copyable<D>;
template <class D>
inline constexpr bool decision_gives_a_score =
    detail::remembers<D> ? detail::scores_with_memory<D> : detail::scores_alone<D>;
template <class D>
inline constexpr bool decision_hears_of_full_runs = !detail::remembers<D> || detail::learns_of_full_runs<D>;
template <> inline constexpr bool decision_lists_its_fields<void> = true;
template <> inline constexpr bool decision_is_a_plain_value<void> = true;
template <> inline constexpr bool decision_gives_a_score<void> = true;
template <> inline constexpr bool decision_hears_of_full_runs<void> = true;

//! From an exit's outputs, and what it remembers of that exit along a recording, a decision gives a score; a sample leaves at the
//! first exit where `score >= threshold`. It is a plain value:
//!
//!     struct top_two {
//!       static constexpr std::string_view kind = "top_two";  // its name in files
//!       float floor = 1e-6f;
//!       float score(result::exit_outputs const& out) const;  // finite and below 2, the threshold that is never reached
//!       bool operator==(top_two const&) const = default;
//!     };
//!     PEAX_RECORD(top_two, floor); // in the global namespace; not needed without fields
//!
//! One with a `memory` (a default-constructible type, fresh at the start of every recording) has
//! `float score(exit_outputs const&, memory const&) const` and hears `void ran(memory&, exit_outputs const&, std::int32_t label)
//! const` when the whole network ran and answered, and, if it has that member, `void passed(memory&, exit_outputs const&) const`
//! when the sample left here.
//!
//! It may say: `static constexpr bool repeats = true` (who leaves repeats the last answer of the whole network, else the exit
//! answers), `float limit(float threshold) const` (a threshold of a file on the scale of the scores; the same unless told),
//! `std::string in_words(output_form are) const` (a sentence for the page), `static constexpr std::string_view leaves_when` (the words in front of
//! a threshold).
template <class D>
concept Decision =
    decision_says_its_kind<D> && decision_lists_its_fields<D> && decision_is_a_plain_value<D> &&
    decision_gives_a_score<D> && decision_hears_of_full_runs<D>;

//! That of a network with one exit: nobody leaves early.
struct no_exit {
  static constexpr std::string_view kind = "none";
  [[nodiscard]] float score(exit_outputs const&) const { return -1; }
  bool operator==(no_exit const&) const = default;
};

} // namespace peax::result
