#pragma once
//! @file
//! Reporters, rewriters, exporters and measurers: what each is, and what its signature says. The parameter list is the dependency.

#include <peax/analysis/report.hpp>
#include <peax/core/progress.hpp>
#include <peax/graph/network.hpp>
#include <peax/meta/list.hpp>
#include <peax/meta/signature.hpp>

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace peax {

//! The model with which a flow began, for components that compare with it: name `original const&` as a parameter.
struct original : network {
  original() = default;
  explicit original(network n) : network(std::move(n)) {}
};

//! What an exporter gives: the files it wrote.
struct exported {
  std::vector<std::string> files;
};

namespace detail {
struct name_make {
  int make;
};
struct name_rewrite {
  int rewrite;
};
struct name_write {
  int write;
};
template <class T, class Name> struct beside : T, Name {};

//! T has a member of that name, however it is declared: then the name is ambiguous beside a second one.
template <class T>
concept mentions_make =
    std::is_class_v<T> &&
    (std::is_final_v<T> ? requires { &T::make; } : !requires { &beside<T, name_make>::make; });
template <class T>
concept mentions_rewrite =
    std::is_class_v<T> &&
    (std::is_final_v<T> ? requires { &T::rewrite; } : !requires { &beside<T, name_rewrite>::rewrite; });
template <class T>
concept mentions_write =
    std::is_class_v<T> &&
    (std::is_final_v<T> ? requires { &T::write; } : !requires { &beside<T, name_write>::write; });

//! The signature of a component's one function; unknown when it is overloaded, a template, static or not const.
template <class T> constexpr auto signature_of() {
  if constexpr (requires { &T::make; })
    return meta::signature<decltype(&T::make)>{};
  else if constexpr (requires { &T::rewrite; })
    return meta::signature<decltype(&T::rewrite)>{};
  else if constexpr (requires { &T::write; })
    return meta::signature<decltype(&T::write)>{};
  else if constexpr (requires { &T::measure; })
    return meta::signature<decltype(&T::measure)>{};
  else
    return meta::signature<void>{};
}
template <class T> using signature = decltype(signature_of<T>());

template <class T> constexpr bool is_plain_function() {
  if constexpr (signature<T>::known)
    return signature<T>::by_const_reference;
  else
    return false;
}

template <class T> constexpr auto result_of() {
  if constexpr (signature<T>::known)
    return meta::identity<std::remove_cvref_t<typename signature<T>::result>>{};
  else
    return meta::identity<void>{};
}

template <class Signature> struct parameters_in {
  using type = meta::list<>;
};
template <class Signature>
  requires Signature::known
struct parameters_in<Signature> {
  using type = typename Signature::parameters;
};
template <class T> using parameters_of = typename parameters_in<signature<T>>::type;

template <class T> inline constexpr bool is_a_model = false;
template <class Kind> inline constexpr bool is_a_model<model<Kind>> = true;
template <class T> inline constexpr bool is_a_wish = false;
template <class R> inline constexpr bool is_a_wish<std::optional<R>> = true;

// Predicates over lists, for Hana's algorithms and for meta::filter.
inline constexpr auto is_network = []<class T>(meta::identity<T>) {
  return hana::bool_c<std::derived_from<T, network>>;
};
inline constexpr auto is_model_kind = []<class T>(meta::identity<T>) { return hana::bool_c<is_a_model<T>>; };
inline constexpr auto is_wish = []<class T>(meta::identity<T>) { return hana::bool_c<is_a_wish<T>>; };
inline constexpr auto is_to_be_made = []<class T>(meta::identity<T>) {
  return hana::bool_c < !std::derived_from<T, network> && !std::same_as<T, progress> && !is_a_wish < T >> ;
};
template <class T>
inline constexpr auto is_other_than =
    []<class U>(meta::identity<U>) { return hana::bool_c<!std::same_as<T, U>>; };

template <class Wishes> struct wished_for;
template <class... Rs> struct wished_for<meta::list<std::optional<Rs>...>> {
  using type = meta::list<Rs...>;
};
} // namespace detail

//! The reports that a component reads, each once, in the order of its parameters.
template <class Component>
using needs_of = meta::filter<detail::parameters_of<Component>, detail::is_to_be_made>;

//! The reports that a component reads when they can be made, each once: `std::optional<Report> const&` among its
//! parameters. Who cannot have the report gets nullopt.
template <class Component>
using may_read_of =
    typename detail::wished_for<meta::filter<detail::parameters_of<Component>, detail::is_wish>>::type;

//! What a component gives: the report of a reporter, the solutions of a rewriter.
template <class Component> using made_by = typename decltype(detail::result_of<Component>())::type;

//! A component reads the model itself, not only reports.
template <class Component>
inline constexpr bool reads_the_model = meta::any_of<detail::parameters_of<Component>, detail::is_network>;

namespace detail {
template <class Kind>
inline constexpr auto is_model_of_another_kind = []<class T>(meta::identity<T>) {
  return hana::bool_c < is_a_model<T> && !std::same_as < T, model < Kind >>> ;
};
template <class T>
concept says_its_name = requires {
  { T::name } -> std::convertible_to<std::string_view>;
};
} // namespace detail

//! Every `model<...>` in the signature is of this kind. `network` is any kind.
template <class Component, class Kind>
inline constexpr bool accepts_kind =
    !meta::any_of<detail::parameters_of<Component>, detail::is_model_of_another_kind<Kind>>;

//! What a rewriter may give: says the kind of model it holds, and which model it chose (null: none).
template <class R>
concept Solutions = Report<R> && requires(R const& made) {
  typename R::kind;
  { made.chosen() } -> std::same_as<model<typename R::kind> const*>;
};

//! A recipe for a report: settings, and one `Report make(what it reads const&...) const`.
template <class F>
concept Reporter = requires { &F::make; } && detail::is_plain_function<F>() && Report<made_by<F>>;

//! A pass: a name, settings, and one `solutions<Kind> rewrite(model<Kind> const&, what it reads const&...) const`.
template <class W>
concept Rewriter = requires { &W::rewrite; } && detail::says_its_name<W> && detail::is_plain_function<W>() &&
                   Solutions<made_by<W>>;

//! The end of a flow: a name, settings, and one `exported write(what it reads const&...) const`.
template <class W>
concept Exporter = requires { &W::write; } && detail::says_its_name<W> && detail::is_plain_function<W>() &&
                   std::same_as<made_by<W>, exported>;

//! The kind of model that a rewriter yields.
template <class W> using kind_yielded_by = typename made_by<W>::kind;

//! The reports that keep their value across a rewriter: `using preserves = peax::preserves<architecture>;`
template <class... Reports> using preserves = meta::list<Reports...>;

namespace detail {
template <class W> struct preserved {
  using type = meta::list<>;
};
template <class W>
  requires requires { typename W::preserves; }
struct preserved<W> {
  using type = typename W::preserves;
};
} // namespace detail

//! What a rewriter says that it preserves, as a list.
template <class Rewriter> using preserved_by = typename detail::preserved<Rewriter>::type;

} // namespace peax
