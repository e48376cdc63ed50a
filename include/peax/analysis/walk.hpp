#pragma once
//! @file
//! Going through a flow: whole, every alternative in turn, or pass by pass.

#include <peax/analysis/check.hpp>
#include <peax/analysis/optimized.hpp>

#include <cstddef>
#include <optional>
#include <tuple>
#include <utility>

namespace peax {

namespace detail {

//! What the core may do with an analysis once a door has checked it.
struct access {
  template <class A, class W>
  static auto run(A const& on, W const& pass) {
    return on.run_pass(pass);
  }
};

template <class... Paths, class... More>
auto joined(paths<Paths...> first, paths<More...> second) {
  return paths<Paths..., More...>{std::tuple_cat(std::move(first.each), std::move(second.each))};
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

template <class First, class... More>
auto all_joined(First first, More... more) {
  if constexpr (sizeof...(More) == 0) return first;
  else return joined(std::move(first), all_joined(std::move(more)...));
}

//! The paths from here on: `done` holds what the passes before gave.
template <class A, class Done>
auto walk(A const& on, Done done);

template <class A, class Done, class P, class... Rest>
auto walk(A const& on, Done done, P const& pass, Rest const&... rest) {
  if constexpr (is_flow<P>) {
    return std::apply([&](auto const&... passes) { return walk(on, std::move(done), passes..., rest...); }, pass.passes);
  } else if constexpr (is_either<P>) {
    // Braces run the alternatives in their order.
    auto ways = std::apply([&](auto const&... each) { return std::tuple{walk(on, done, each, rest...)...}; }, pass.alternatives);
    return std::apply([](auto&... each) { return all_joined(std::move(each)...); }, ways);
  } else {
    auto result = access::run(on, pass);
    auto so_far = std::tuple_cat(std::move(done), std::tuple(std::optional(result)));
    if constexpr (Exporter<P>) return walk(on, std::move(so_far), rest...);
    else {
      using all = decltype(walk(result.next(), so_far, rest...));
      if (result.has_choice()) return walk(result.next(), std::move(so_far), rest...);
      return all_ended(static_cast<all const*>(nullptr), so_far);
    }
  }
}

template <class... Done>
auto path_of(std::tuple<std::optional<Done>...> done) {
  return paths<path<Done...>>{{path<Done...>{std::move(done)}}};
}
template <class A, class Done>
auto walk(A const&, Done done) {
  return path_of(std::move(done));
}

template <class... Passes> inline constexpr bool opens_with_either = false;
template <class... Alternatives, class... Rest> inline constexpr bool opens_with_either<either<Alternatives...>, Rest...> = true;
} // namespace detail

//! A flow that is gone pass by pass: `start(flow)` checked all of it, `step()` runs the next pass.
//! Each step is a value of a new type; the one before stays as it is.
template <class A, class Done, class... Rest>
class flow_step;

template <class A, class... Done, class... Rest>
class flow_step<A, std::tuple<Done...>, Rest...> {
 public:
  static constexpr bool finished = sizeof...(Rest) == 0;
  static constexpr bool chooses_nothing = !detail::opens_with_either<Rest...>;

  flow_step(A on, std::tuple<Done...> done, std::tuple<Rest...> rest) : on_(std::move(on)), done_(std::move(done)), rest_(std::move(rest)) {}

  //! The analysis that the next pass will run on.
  [[nodiscard]] A const& analysis() const { return on_; }

  //! What pass number I gave.
  template <std::size_t I>
  [[nodiscard]] auto const& result() const {
    return std::get<I>(done_);
  }
  //! What the pass before gave.
  [[nodiscard]] auto const& last() const { return std::get<sizeof...(Done) - 1>(done_); }

  //! Runs the next pass. Throws `refused` when it chooses nothing and more passes stand behind it.
  [[nodiscard]] auto step() const {
    static_assert(the_flow_goes_on_behind<flow_step>, "peax: this flow has ended. There is no pass left to step to.");
    static_assert(the_next_pass_is_no_choice_in<flow_step>, "peax: the flow branches here. Say which alternative to take: take<0>().step().");
    if constexpr (the_flow_goes_on_behind<flow_step> && the_next_pass_is_no_choice_in<flow_step>) return advance(rest_);
  }

  //! The flow with alternative number I of the `either` that stands next.
  template <std::size_t I>
  [[nodiscard]] auto take() const {
    return std::apply(
        [this](auto const& branch, auto const&... rest) { return from(on_, done_, std::get<I>(branch.alternatives), rest...); }, rest_);
  }

  //! The step before the first of these passes; inner flows are unpacked.
  template <class... Passes>
  static auto from(A const& on, std::tuple<Done...> const& done, Passes const&... passes) {
    if constexpr (sizeof...(Passes) == 0) return flow_step<A, std::tuple<Done...>>(on, done, {});
    else return opened(on, done, passes...);
  }

 private:
  template <class First, class... More>
  static auto opened(A const& on, std::tuple<Done...> const& done, First const& first, More const&... rest) {
    if constexpr (detail::is_flow<First>)
      return std::apply([&](auto const&... passes) { return from(on, done, passes..., rest...); }, first.passes);
    else return flow_step<A, std::tuple<Done...>, First, More...>(on, done, std::tuple<First, More...>(first, rest...));
  }

  template <class W, class... More>
  auto advance(std::tuple<W, More...> const& passes) const {
    auto result = detail::access::run(on_, std::get<0>(passes));
    auto done = std::tuple_cat(done_, std::tuple(result));
    auto const behind = [&](auto const& on) {
      using next = flow_step<std::remove_cvref_t<decltype(on)>, decltype(done)>;
      return std::apply([&](W const&, More const&... rest) { return next::from(on, done, rest...); }, passes);
    };
    if constexpr (Exporter<W> || sizeof...(More) == 0) return behind(on_);
    else return behind(result.next());
  }

  A on_;
  std::tuple<Done...> done_;
  std::tuple<Rest...> rest_;
};

} // namespace peax
