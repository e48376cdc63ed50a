#pragma once
//! @file
//! Loops over what remains of a value along some axes, and over what each of its elements is made of.

#include <peax/engine/strided_loop.hpp>

#include <cstddef>
#include <vector>

namespace peax::engine {

//! What an element of a reduction is made of.
struct reduction_loops {
  strided_loop<2> kept; //!< (output, input)
  strided_loop<1> gone; //!< input

  //! `reduced`: true for each axis of x that goes.
  reduction_loops(strided const& x, strided const& y, std::vector<bool> const& reduced) {
    bool const same_rank = x.rank == y.rank;
    for (std::size_t i = 0, own = 0; i < x.rank; ++i) {
      if (reduced[i])
        gone.add_axis(x.extents[i], {x.strides[i]});
      else
        kept.add_axis(x.extents[i], {y.strides[own], x.strides[i]});
      if (same_rank || !reduced[i]) ++own;
    }
    kept.simplify();
    gone.simplify();
  }

  //! Calls f(offset of the output, offset of the first input) for every output.
  template <class F> void each(F f) const {
    kept.each([&](auto const& run, auto const& at) {
      for (index i = 0; i < run.count; ++i) f(at[0] + i * run.strides[0], at[1] + i * run.strides[1]);
    });
  }
};

} // namespace peax::engine
