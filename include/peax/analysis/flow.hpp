#pragma once
//! @file
//! A flow: a typed sequence of passes with alternatives, checked whole before anything runs.

#include <tuple>
#include <utility>

namespace peax {

//! Passes one after the other: `flow(right_sizing{}, either(confidence_exits{}, separable_convolutions{}), save_to{"folder"})`.
//! A pass is a rewriter, an exporter (last), an `either`, or a flow.
template <class... Passes> struct flow {
  std::tuple<Passes...> passes;

  explicit flow(Passes... in_order) : passes(std::move(in_order)...) {}
};

//! Alternatives: the flow branches, and what stands behind runs once for each of them. An alternative may be a flow.
template <class... Alternatives> struct either {
  std::tuple<Alternatives...> alternatives;

  explicit either(Alternatives... each) : alternatives(std::move(each)...) {}
};

// A flow of one flow is not a copy of it.
template <class... Passes> flow(Passes...) -> flow<Passes...>;
template <class... Alternatives> either(Alternatives...) -> either<Alternatives...>;

} // namespace peax
