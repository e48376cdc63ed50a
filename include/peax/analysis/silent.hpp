#pragma once
//! @file
//! What a door gives back after it refused: it takes every further call, so that one mistake is one error.

#include <peax/analysis/flow.hpp>
#include <peax/analysis/optimized.hpp>

#include <cstddef>
#include <string>
#include <tuple>

namespace peax::detail {

template <class T> T nothing(); // never defined: a door that refused has stopped the compiler already

template <class P> struct silent_ways;

struct silent {
  static constexpr bool finished = true;
  static constexpr std::size_t count = 0, length = 0;
  template <class F> silent submit(F const&) const;
  template <class K> K const& get() const;
  template <class P> auto run(P const&) const {
    if constexpr (Rewriter<P>)
      return nothing<optimized<made_by<P>, silent>>();
    else
      return nothing<silent_ways<P>>();
  }
  template <class P> silent start(P const&) const;
  template <std::size_t> silent take() const;
  template <std::size_t> silent path() const;
  template <std::size_t> silent result() const;
  template <class... Any> silent with_cache(Any const&...) const;
  template <class... Any> silent with_progress(Any const&...) const;
  silent step() const;
  silent last() const;
  silent next() const;
  silent solutions() const;
  silent make_all() const;
  std::string const& name() const;
  bool has_choice() const;
  bool completed() const;
};

//! A path that ends in a rewriter has its solutions, so that lines which use them are no further errors.
template <class W> struct silent_way : silent {};
template <Rewriter W> struct silent_way<W> : silent {
  optimized<made_by<W>, silent> last() const;
};
template <class... Passes>
  requires(sizeof...(Passes) > 0)
struct silent_way<flow<Passes...>>
    : silent_way<std::tuple_element_t<sizeof...(Passes) - 1, std::tuple<Passes...>>> {};

template <class P> struct silent_ways : silent_way<P> {
  template <std::size_t> silent_way<P> path() const;
};
template <class... Alternatives> struct silent_ways<either<Alternatives...>> : silent {
  template <std::size_t I> auto path() const {
    return nothing<silent_way<std::tuple_element_t<I, std::tuple<Alternatives...>>>>();
  }
};

} // namespace peax::detail
