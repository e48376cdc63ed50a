#pragma once
//! @file
//! Reports that do not need each other, made side by side. What is made does not depend on it, only when.

#include <peax/analysis/analysis.hpp>

#include <utility>

namespace peax {

//! Makes these reports, and what they need, side by side; later calls of `get` and `run` find them made.
//! An exception of a reporter is thrown when those that run beside it have ended.
template <class... Ks, class A>
  requires(sizeof...(Ks) > 0 && (MakeableBy<Ks, A> && ...))
void make_side_by_side(A const& of) {
  detail::access::make_side_by_side(of, meta::list<Ks...>{});
}

//! Makes every submitted report side by side.
template <class Kind, class... Fs>
  requires(MakeableBy<made_by<Fs>, analysis<Kind, Fs...>> && ...)
void make_all_side_by_side(analysis<Kind, Fs...> const& of) {
  detail::access::make_side_by_side(of, meta::list<made_by<Fs>...>{});
}

//! Makes what a rewriter or exporter reads side by side, before it runs. `run` does it by itself.
template <class W, class A>
  requires(RunnableOn<W, A> && (Rewriter<W> || Exporter<W>))
void make_needs_side_by_side(A const& of) {
  detail::access::make_side_by_side(of, detail::read_by<W, typename A::kind, typename A::submitted>{});
}

} // namespace peax
