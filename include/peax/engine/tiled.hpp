#pragma once
//! @file
//! A value that is repeated along its axes, as strides: an axis that is repeated is two, the copies and the axis.

#include <peax/core/error.hpp>
#include <peax/engine/operand.hpp>
#include <peax/graph/op/base.hpp>

#include <cstddef>
#include <cstdint>

namespace peax::engine {

//! Two views of the same extents: of what is copied, and of where it goes.
struct tiled_views {
  strided from, to;
};

//! Throws bad_input where that takes more axes than loops have.
[[nodiscard]] inline tiled_views tiled(strided const& from, strided const& to, op::ints const& repeats) {
  tiled_views out;
  auto const add = [&](index extent, index step_from, index step_to) {
    if (out.to.rank == most_axes)
      throw bad_input("more axes are repeated than 8 loops can; repeat in two steps");
    out.from.extents[out.from.rank] = out.to.extents[out.to.rank] = extent;
    out.from.strides[out.from.rank++] = step_from;
    out.to.strides[out.to.rank++] = step_to;
  };
  for (std::size_t i = 0; i < from.rank; ++i) {
    if (repeats[i] > 1) add(static_cast<index>(repeats[i]), 0, to.strides[i] * from.extents[i]);
    add(repeats[i] == 0 ? 0 : from.extents[i], from.strides[i], to.strides[i]);
  }
  return out;
}

} // namespace peax::engine
