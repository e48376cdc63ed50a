#pragma once
//! @file
//! What a door gives back after it refused: it takes every further call, so that one mistake is one error.

#include <peax/analysis/optimized.hpp>

#include <cstddef>
#include <string>

namespace peax::detail {

template <class T> T nothing(); // never defined: a door that refused has stopped the compiler already

struct silent {
  static constexpr bool finished = true;
  static constexpr std::size_t count = 0, length = 0;
  template <class F> silent submit(F const&) const;
  template <class K> K const& get() const;
  template <class P> auto run(P const&) const {
    if constexpr (Rewriter<P>)
      return nothing<optimized<made_by<P>, silent>>();
    else
      return silent{};
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

} // namespace peax::detail
