#pragma once
//! @file
//! A flow that is run one pass at a time. `analysis::start` gives its first step.

#include <peax/analysis/facts.hpp>
#include <peax/analysis/walk.hpp>
#include <peax/meta/spread.hpp>

#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

namespace peax {

//! A flow run one pass at a time: `start(flow)` checked all of it, `step()` runs the next pass.
//! Each step is a value of a new type; the one before stays as it is.
template <class A, class Done, class... Rest> class flow_step;

template <class A, class... Done, class... Rest> class flow_step<A, std::tuple<Done...>, Rest...> {
 public:
  static constexpr bool finished = sizeof...(Rest) == 0;
  static constexpr bool chooses_nothing = !detail::opens_with_either<Rest...>;

  flow_step(A on, std::tuple<Done...> done, std::tuple<Rest...> rest)
      : on_(std::move(on)), done_(std::move(done)), rest_(std::move(rest)) {}

  //! The analysis that the next pass will run on.
  [[nodiscard]] A const& analysis() const { return on_; }

  //! What pass number I gave.
  template <std::size_t I> [[nodiscard]] auto const& result() const { return std::get<I>(done_); }
  //! What the pass before gave.
  [[nodiscard]] auto const& last() const { return std::get<sizeof...(Done) - 1>(done_); }

  //! Runs the next pass. Throws `refused` when it chooses nothing and more passes stand behind it.
  [[nodiscard]] auto step() const {
    static_assert(the_flow_goes_on_behind<flow_step>,
                  "peax: this flow has ended. There is no pass left to step to.");
    static_assert(the_next_pass_is_no_choice_in<flow_step>,
                  "peax: the flow branches here. Say which alternative to take: take<0>().step().");
    if constexpr (the_flow_goes_on_behind<flow_step> && the_next_pass_is_no_choice_in<flow_step>)
      return advance(rest_);
  }

  //! The flow with alternative number I of the `either` that stands next.
  template <std::size_t I> [[nodiscard]] auto take() const {
    return meta::spread(
        [this](auto const& branch, auto const&... rest) {
          return from(on_, done_, std::get<I>(branch.alternatives), rest...);
        },
        rest_);
  }

  //! The step before the first of these passes; inner flows are unpacked.
  template <class... Passes>
  static auto from(A const& on, std::tuple<Done...> const& done, Passes const&... passes) {
    if constexpr (sizeof...(Passes) == 0)
      return flow_step<A, std::tuple<Done...>>(on, done, {});
    else
      return opened(on, done, passes...);
  }

 private:
  template <class First, class... More>
  static auto opened(A const& on, std::tuple<Done...> const& done, First const& first, More const&... rest) {
    if constexpr (detail::is_flow<First>)
      return meta::spread([&](auto const&... passes) { return from(on, done, passes..., rest...); },
                          first.passes);
    else
      return flow_step<A, std::tuple<Done...>, First, More...>(on, done,
                                                               std::tuple<First, More...>(first, rest...));
  }

  template <class W, class... More> auto advance(std::tuple<W, More...> const& passes) const {
    auto result = detail::access::run(on_, std::get<0>(passes));
    auto done = std::tuple_cat(done_, std::tuple(result));
    auto const behind = [&](auto const& on) {
      using next = flow_step<std::remove_cvref_t<decltype(on)>, decltype(done)>;
      return meta::spread([&](W const&, More const&... rest) { return next::from(on, done, rest...); },
                          passes);
    };
    if constexpr (Exporter<W> || sizeof...(More) == 0)
      return behind(on_);
    else
      return behind(result.next());
  }

  A on_;
  std::tuple<Done...> done_;
  std::tuple<Rest...> rest_;
};

} // namespace peax
