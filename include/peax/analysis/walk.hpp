#pragma once
//! @file
//! Going through a flow, every alternative in turn.

#include <peax/analysis/check.hpp>
#include <peax/analysis/optimized.hpp>
#include <peax/meta/spread.hpp>

#include <cstddef>
#include <optional>
#include <tuple>
#include <utility>

namespace peax {

namespace detail {

//! What the core may do with an analysis once a door has checked it.
struct access {
  template <class A, class W> static auto run(A const& on, W const& pass) { return on.run_pass(pass); }
  template <class A, class Reports> static void make_side_by_side(A const& on, Reports reports) {
    on.make_side_by_side(reports);
  }
};

template <class... Ways> struct joined_paths;
template <class... Done> struct joined_paths<paths<Done...>> {
  using type = paths<Done...>;
};
template <class... Done, class... Next, class... Rest>
struct joined_paths<paths<Done...>, paths<Next...>, Rest...>
    : joined_paths<paths<Done..., Next...>, Rest...> {};

//! The paths of all ways, one behind the other.
template <class... Ways> auto all_joined(Ways&... ways) {
  return typename joined_paths<Ways...>::type{std::tuple_cat(std::move(ways.each)...)};
}

//! Paths that end here: what has run is known, what stands behind has not run.
template <class Path, class... Done, std::size_t... At>
Path ended(std::tuple<std::optional<Done>...> const& done, std::index_sequence<At...>) {
  Path early;
  ((std::get<At>(early.steps) = std::get<At>(done)), ...);
  return early;
}
template <class... Paths, class... Done>
auto all_ended(paths<Paths...> const*, std::tuple<std::optional<Done>...> const& done) {
  return paths<Paths...>{std::tuple<Paths...>(ended<Paths>(done, std::index_sequence_for<Done...>{})...)};
}

template <class P> inline constexpr bool is_flow = false;
template <class... Passes> inline constexpr bool is_flow<flow<Passes...>> = true;
template <class P> inline constexpr bool is_either = false;
template <class... Alternatives> inline constexpr bool is_either<either<Alternatives...>> = true;

//! What one pass more gave, behind the others.
template <class... Done, class R> auto with_one_more(std::tuple<std::optional<Done>...> done, R result) {
  return [&]<std::size_t... At>(std::index_sequence<At...>) {
    return std::tuple<std::optional<Done>..., std::optional<R>>{std::get<At>(std::move(done))...,
                                                                std::move(result)};
  }(std::index_sequence_for<Done...>{});
}

//! The paths from here on: `done` holds what the passes before gave.
template <class A, class Done> auto walk(A const& on, Done done);

template <class A, class... Done, class P, class... Rest>
auto walk(A const& on, std::tuple<std::optional<Done>...> done, P const& pass, Rest const&... rest) {
  if constexpr (is_flow<P>) {
    return meta::spread([&](auto const&... passes) { return walk(on, std::move(done), passes..., rest...); },
                        pass.passes);
  } else if constexpr (is_either<P>) {
    // Braces run the alternatives in their order.
    auto ways = meta::spread(
        [&](auto const&... each) { return std::tuple{walk(on, done, each, rest...)...}; }, pass.alternatives);
    return meta::spread([](auto&... each) { return all_joined(each...); }, ways);
  } else {
    auto so_far = with_one_more(std::move(done), access::run(on, pass));
    if constexpr (Exporter<P>)
      return walk(on, std::move(so_far), rest...);
    else {
      auto const* const result = &*std::get<sizeof...(Done)>(so_far);
      using all = decltype(walk(result->next(), so_far, rest...));
      if (!result->has_choice()) return all_ended(static_cast<all const*>(nullptr), so_far);
      auto const next = result->next();
      return walk(next, std::move(so_far), rest...);
    }
  }
}

template <class... Done> auto path_of(std::tuple<std::optional<Done>...> done) {
  return paths<path<Done...>>{{path<Done...>{std::move(done)}}};
}
template <class A, class Done> auto walk(A const&, Done done) { return path_of(std::move(done)); }

template <class... Passes> inline constexpr bool opens_with_either = false;
template <class... Alternatives, class... Rest>
inline constexpr bool opens_with_either<either<Alternatives...>, Rest...> = true;
} // namespace detail

} // namespace peax
