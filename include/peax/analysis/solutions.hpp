#pragma once
//! @file
//! What a rewriter gives: a front of solutions, the chosen one, and what was refused and why.

#include <peax/analysis/component.hpp>
#include <peax/analysis/kept.hpp>
#include <peax/core/error.hpp>
#include <peax/core/hash.hpp>
#include <peax/core/split.hpp>

#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace peax {

template <class T> void put_fields(std::ostream& to, T const& value); // analysis/stored.hpp
template <class T> T get_fields(std::istream& from);

//! A rewritten model with its decision rule, its mapping and its measured figures. Defined in solution/solution.hpp; the typed
//! core asks for one member, `model<Kind> network`.
template <class Kind> struct solution;

//! The Pareto front that a rewriter found, with its choice. It is a report about the model that was chosen: what stands behind the
//! rewriter in a flow may name `solutions<Kind> const&` among its parameters.
template <class Kind, class Solution = solution<Kind>> struct solutions {
  static constexpr std::string_view title = "Solutions";
  using kind = Kind;
  using solution_type = Solution;

  std::vector<Solution> front;
  std::optional<std::size_t>
      choice; //!< which of the front the stated preference picks; none when no solution meets the constraints
  std::vector<refusal> refusals; //!< what was tried and not done, and why

  //! The chosen model, or null.
  [[nodiscard]] model<Kind> const* chosen() const { return choice ? &front.at(*choice).network : nullptr; }

  //! For the cache, when the solution type has `save` and `load`. Needs `analysis/stored.hpp` where it is used.
  void save(std::ostream& to) const
    requires Cacheable<Solution>
  {
    put_fields(to, *this);
  }
  static solutions load(std::istream& from)
    requires Cacheable<Solution>
  {
    return get_fields<solutions>(from);
  }
};

//! A front whose kind and type of solutions are erased: solution/any_solution.hpp. An exporter that reads
//! `measured<any_solutions> const&` stands behind every rewriter that gives `solutions<...>`.
struct any_solutions;

//! The solutions of the pass before with the figures measured on `test`. Exporters read it; what chooses cannot.
template <class R> struct measured : R {
  using default_reporter = void;
  using split = test;

  explicit measured(R result) : R(std::move(result)) {}
};

//! A report about the model with which the flow began: in a flow of several passes the limit of an accuracy loss counts from
//! `of_original<accuracy<validation>>`. It is made on demand by R's own reporter.
template <class R> struct of_original : R {
  explicit of_original(R report) : R(std::move(report)) {}

  struct default_reporter {
    of_original make(R const& report) const { return of_original(report); }
  };
};

namespace detail {
template <class K> inline constexpr bool is_of_original = false;
template <class R> inline constexpr bool is_of_original<of_original<R>> = true;
template <class R> constexpr meta::identity<R> original_report(meta::identity<of_original<R>>) { return {}; }
template <class K> using of_which = typename decltype(original_report(meta::identity<K>{}))::type;

//! What a pass gave: the root of the reporters that stand in the analysis behind it.
template <class R> struct result_of_pass {
  kept<R> given;
  digest identity;

  friend void hash_append(hasher& into, result_of_pass const& from) { into(from.identity); }
};
template <class R> struct outcome : result_of_pass<R> {
  static constexpr bool is_measured = false;
  R make() const { return *this->given; }
};
template <class R> struct measured_outcome : result_of_pass<R> {
  static constexpr bool is_measured = true;
  measured<R> make() const { return measured<R>(*this->given); }
};
template <class R, class Erased = any_solutions> struct erased_outcome : result_of_pass<R> {
  static constexpr bool is_measured = true;
  measured<Erased> make() const { return measured<Erased>(Erased(*this->given)); }
};

template <class F> inline constexpr bool is_left_by_a_pass = false;
template <class R> inline constexpr bool is_left_by_a_pass<outcome<R>> = true;
template <class R> inline constexpr bool is_left_by_a_pass<measured_outcome<R>> = true;
template <class R> inline constexpr bool is_left_by_a_pass<erased_outcome<R>> = true;
inline constexpr auto is_outcome = []<class F>(meta::identity<F>) {
  return hana::bool_c<is_left_by_a_pass<F>>;
};
inline constexpr auto is_no_outcome = []<class F>(meta::identity<F>) {
  return hana::bool_c<!is_left_by_a_pass<F>>;
};

//! The reporters that a pass with result R leaves; a front of `solutions` can be erased, another result has no front.
template <class R> constexpr auto find_outcomes(meta::identity<R>) {
  return meta::list<outcome<R>, measured_outcome<R>>{};
}
template <class Kind, class S> constexpr auto find_outcomes(meta::identity<solutions<Kind, S>>) {
  using R = solutions<Kind, S>;
  return meta::list<outcome<R>, measured_outcome<R>, erased_outcome<R>>{};
}
template <class R> using outcomes_of = decltype(find_outcomes(meta::identity<R>{}));

//! The reporters of the analysis behind a pass that gives R.
template <class Submitted, class R>
using reporters_behind = meta::join<meta::filter<Submitted, is_no_outcome>, outcomes_of<R>>;

//! A report that only a pass leaves.
template <class K> inline constexpr bool only_a_pass_leaves = false;
template <class R> inline constexpr bool only_a_pass_leaves<measured<R>> = true;
template <class Kind, class S> inline constexpr bool only_a_pass_leaves<solutions<Kind, S>> = true;
inline constexpr auto is_of_a_pass = []<class K>(meta::identity<K>) {
  return hana::bool_c<only_a_pass_leaves<K>>;
};

//! Who measures R on test after rewriter W: `using measured_by = meta::list<...>` of W, else of R, else of R's solution type.
template <class T> constexpr auto as_list(meta::identity<T>) { return meta::list<T>{}; }
template <class... Ts> constexpr auto as_list(meta::identity<meta::list<Ts...>>) {
  return meta::list<Ts...>{};
}
template <class W, class R> constexpr auto find_measurers() {
  if constexpr (requires { typename W::measured_by; })
    return as_list(meta::identity<typename W::measured_by>{});
  else if constexpr (requires { typename R::measured_by; })
    return as_list(meta::identity<typename R::measured_by>{});
  else if constexpr (requires { typename R::solution_type::measured_by; })
    return as_list(meta::identity<typename R::solution_type::measured_by>{});
  else
    return meta::list<>{};
}
template <class W, class R> using measurers_of = decltype(find_measurers<W, R>());
} // namespace detail

} // namespace peax
