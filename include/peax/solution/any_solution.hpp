#pragma once
//! @file
//! A solution whose kind and type are erased: what saves, shows and runs solutions takes it, whoever made them.

#include <peax/analysis/solutions.hpp>
#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/graph/network.hpp>
#include <peax/solution/record.hpp>
#include <peax/solution/solution.hpp>

#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace peax {

namespace result::detail {
template <class S>
concept has_a_model = requires(S const& s) { typename std::remove_cvref_t<decltype(s.network)>::kind; };
} // namespace result::detail

//! A solution of any kind: its network, what belongs to it, and the name of its kind.
struct any_solution : result::record {
  peax::network network;
  std::string kind{single_exit::name};

  any_solution() = default;
  //! Any solution is one: see `result::erased`.
  template <class S>
    requires result::detail::has_a_model<S>
  any_solution(S const& s); // NOLINT(google-explicit-constructor)
};

//! The front of a rewriter, erased.
struct any_solutions {
  static constexpr std::string_view title = "Solutions";

  std::vector<any_solution> front;
  std::optional<std::size_t> choice;
  std::vector<refusal> refusals;

  any_solutions() = default;
  template <class Kind, class S>
  any_solutions(solutions<Kind, S> const& found); // NOLINT(google-explicit-constructor)
};

namespace result {

//! What is said of a network that comes without a record: one exit, at its first output, no decision, its MACs.
[[nodiscard]] PEAX_INLINE record record_of_network(network const& n);

//! A solution's own identity: a digest of its network, its decision with the thresholds, its mapping, how its inputs are made and by
//! which rewriters it came. Solutions of one front differ in it.
[[nodiscard]] PEAX_INLINE std::string own_identity(any_solution const& s);

namespace detail {
void erased() = delete; // found are only functions beside the solution type

template <class S>
concept erases_itself = requires(S const& s) {
  { erased(s) } -> std::same_as<any_solution>;
};
template <class S>
using kind_of = typename std::remove_cvref_t<decltype(std::declval<S const&>().network)>::kind;

//! The customization point: `any_solution erased(S const&)` beside S; else the record that S derives from; else that of a network
//! with one exit.
struct erase {
  template <class S> [[nodiscard]] any_solution operator()(S const& s) const {
    if constexpr (erases_itself<S>) {
      return erased(s);
    } else {
      any_solution out;
      if constexpr (std::derived_from<S, record>)
        static_cast<record&>(out) = s;
      else
        static_cast<record&>(out) = record_of_network(s.network);
      out.network = s.network;
      out.kind = kind_of<S>::name;
      return out;
    }
  }
};
} // namespace detail

//! Any solution with its types erased. A solution type of your own needs a member
//! `model<Kind> network`; derive it from `result::record` to bring exits and figures along, or write
//! `any_solution erased(my_solution const&)` beside it.
inline constexpr detail::erase erased{};

} // namespace result

template <class S>
  requires result::detail::has_a_model<S>
any_solution::any_solution(S const& s) : any_solution(result::erased(s)) {}

template <class Kind, class S>
any_solutions::any_solutions(solutions<Kind, S> const& found)
    : front(found.front.begin(), found.front.end()), choice(found.choice), refusals(found.refusals) {}

PEAX_COMPILED_ONCE(any_solutions::any_solutions(solutions<single_exit> const&));
PEAX_COMPILED_ONCE(any_solutions::any_solutions(solutions<multi_exit> const&));
PEAX_COMPILED_ONCE(any_solutions::any_solutions(solutions<temporal> const&));

} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/solution/any_solution.ipp>
#endif
