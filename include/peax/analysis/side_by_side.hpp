#pragma once
//! @file
//! Reports that do not need each other, made side by side. What is made does not depend on it, only when.

#include <peax/analysis/analysis.hpp>

#include <oneapi/tbb/task_group.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace peax {

namespace detail {
//! The wave in which each report of a closure can be made: all that it needs is of earlier waves.
template <class Submitted, class... Ks> constexpr auto waves_of(meta::list<Ks...> order) {
  std::array<std::size_t, sizeof...(Ks)> waves{};
  std::size_t at = 0;
  auto const place = [&]<class... Needs>(meta::list<Needs...>) {
    std::size_t wave = 0;
    ((wave = std::max(wave, waves[meta::index_of<Needs>(order)] + 1)), ...);
    waves[at++] = wave;
  };
  (place(needs_behind<Ks, Submitted>()), ...);
  return waves;
}

template <class A, class... Ks> void make_in_waves(A const& of, meta::list<Ks...> order) {
  if constexpr (sizeof...(Ks) > 0) {
    constexpr auto waves = waves_of<typename A::submitted>(meta::list<Ks...>{});
    for (std::size_t wave = 0; wave <= *std::max_element(waves.begin(), waves.end()); ++wave) {
      oneapi::tbb::task_group group;
      ((waves[meta::index_of<Ks>(order)] == wave
            ? group.run([&of] { static_cast<void>(of.template get<Ks>()); })
            : void()),
       ...);
      group.wait();
    }
  }
}
} // namespace detail

//! Makes these reports, and what they need, side by side; later calls of `get` and `run` find them made.
//! An exception of a reporter is thrown when those that run beside it have ended.
template <class... Ks, class A>
  requires(sizeof...(Ks) > 0 && (MakeableBy<Ks, A> && ...))
void make_side_by_side(A const& of) {
  detail::make_in_waves(of, typename detail::closure<meta::list<Ks...>, typename A::submitted>::order{});
}

//! Makes every submitted report side by side.
template <class Kind, class... Fs>
  requires(MakeableBy<made_by<Fs>, analysis<Kind, Fs...>> && ...)
void make_all_side_by_side(analysis<Kind, Fs...> const& of) {
  detail::make_in_waves(of, typename detail::closure<meta::list<made_by<Fs>...>, meta::list<Fs...>>::order{});
}

//! Makes what a rewriter reads side by side, before it runs.
template <class W, class A>
  requires(RunnableOn<W, A> && (Rewriter<W> || Exporter<W>))
void make_needs_side_by_side(A const& of) {
  detail::make_in_waves(of, typename detail::closure<needs_of<W>, typename A::submitted>::order{});
}

} // namespace peax
