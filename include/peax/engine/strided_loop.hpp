#pragma once
//! @file
//! Loops over several arrays with strides: broadcasting, transposition and slicing are strides.

#include <peax/engine/operand.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace peax::engine {

//! Extents that several arrays share, and a stride of each array for each axis (0 where it is broadcast).
template <std::size_t Arrays> struct strided_loop {
  std::size_t rank = 0;
  std::array<index, most_axes> extents{};
  std::array<std::array<index, Arrays>, most_axes> strides{};

  //! The inner axis: all of it in one call.
  struct run {
    index count;
    std::array<index, Arrays> strides;
  };

  void add_axis(index extent, std::array<index, Arrays> const& step) {
    extents[rank] = extent;
    strides[rank++] = step;
  }

  //! Drops axes of extent 1, puts the smallest strides of the first array innermost, joins what is contiguous in all arrays.
  void simplify() {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < rank; ++i)
      if (extents[i] != 1) extents[kept] = extents[i], strides[kept++] = strides[i];
    rank = kept;
    for (std::size_t i = 1; i < rank; ++i) // insertion sort: few axes, stable
      for (std::size_t k = i; k > 0 && strides[k - 1][0] < strides[k][0]; --k) {
        std::swap(strides[k - 1], strides[k]);
        std::swap(extents[k - 1], extents[k]);
      }
    for (std::size_t i = rank; i-- > 1;) {
      bool joins = true;
      for (std::size_t a = 0; a < Arrays; ++a)
        joins = joins && strides[i - 1][a] == strides[i][a] * extents[i];
      if (!joins) continue;
      extents[i - 1] *= extents[i];
      strides[i - 1] = strides[i];
      std::move(extents.begin() + static_cast<std::ptrdiff_t>(i) + 1, extents.end(),
                extents.begin() + static_cast<std::ptrdiff_t>(i));
      std::move(strides.begin() + static_cast<std::ptrdiff_t>(i) + 1, strides.end(),
                strides.begin() + static_cast<std::ptrdiff_t>(i));
      --rank;
    }
  }

  //! Calls body(run, offsets of the run's first elements) for every run.
  template <class Body> void each(Body&& body) const {
    for (std::size_t i = 0; i < rank; ++i)
      if (extents[i] == 0) return;
    std::array<index, Arrays> at{};
    if (rank == 0) return body(run{1, {}}, at);
    run const inner{extents[rank - 1], strides[rank - 1]};
    std::array<index, most_axes> position{};
    for (;;) {
      body(inner, at);
      std::size_t axis = rank - 1;
      for (;;) {
        if (axis == 0) return;
        --axis;
        for (std::size_t a = 0; a < Arrays; ++a) at[a] += strides[axis][a];
        if (++position[axis] < extents[axis]) break;
        for (std::size_t a = 0; a < Arrays; ++a) at[a] -= strides[axis][a] * extents[axis];
        position[axis] = 0;
      }
    }
  }
};

//! The stride of a value along an axis of a result of another rank, as numpy broadcasts it.
[[nodiscard]] inline index broadcast_stride(strided const& v, std::size_t axis, std::size_t rank) {
  if (axis + v.rank < rank) return 0;
  std::size_t const own = axis + v.rank - rank;
  return v.extents[own] == 1 ? 0 : v.strides[own];
}

//! A loop over the elements of the first array with the others broadcast to it.
template <class... Others>
[[nodiscard]] strided_loop<1 + sizeof...(Others)> broadcast_loop(strided const& first,
                                                                 Others const&... others) {
  strided_loop<1 + sizeof...(Others)> loop;
  for (std::size_t i = 0; i < first.rank; ++i)
    loop.add_axis(first.extents[i], {first.strides[i], broadcast_stride(others, i, first.rank)...});
  loop.simplify();
  return loop;
}

//! to = (or +=) from, both with the same extents (or from broadcast to them).
inline void copy_strided(strided const& to_view, float* to, strided const& from_view, float const* from,
                         store mode = store::overwrite) {
  broadcast_loop(to_view, from_view).each([&](auto const& run, auto const& at) {
    float* y = to + at[0];
    float const* x = from + at[1];
    if (mode == store::add) {
      for (index i = 0; i < run.count; ++i) y[i * run.strides[0]] += x[i * run.strides[1]];
    } else if (run.strides[0] == 1 && run.strides[1] == 1) {
      std::copy_n(x, run.count, y);
    } else {
      for (index i = 0; i < run.count; ++i) y[i * run.strides[0]] = x[i * run.strides[1]];
    }
  });
}

} // namespace peax::engine
