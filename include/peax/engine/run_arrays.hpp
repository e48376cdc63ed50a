#pragma once
//! @file
//! Runs a network on arrays, and gives arrays: xtensor's. For who asks: it includes xtensor.

#include <peax/core/error.hpp>
#include <peax/core/progress.hpp>
#include <peax/engine/run.hpp>
#include <peax/graph/network.hpp>
#include <peax/tensor/array.hpp>
#include <peax/tensor/xarray.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace peax::engine {

//! The outputs of a network with one input for all samples of an array or expression, [N, ...] each. Throws bad_input when a sample has
//! not the shape that the network takes; axes of extent 1 aside.
template <Array X>
[[nodiscard]] std::vector<xt::xarray<float>> run(peax::network const& n, X const& x,
                                                 plan_options options = {}, progress const& to = {}) {
  auto const without_ones = [](shape const& s) {
    shape out;
    for (std::size_t i = 1; i < s.rank(); ++i)
      if (s[i] != 1) out.push_back(s[i]);
    return out;
  };
  shape const given = shape_of(x), &wanted = (*n)[n->inputs()[0]].dims;
  if (given.rank() == 0 || without_ones(given) != without_ones(wanted))
    throw bad_input("network " + n.name() + ": its input is " + wanted.text() + ", the array is " +
                    given.text());
  std::vector<xt::xarray<float>> out;
  for (tensor const& t : run(n, row_major_floats(x).all(), std::move(options), to))
    out.push_back(to_xarray(t));
  return out;
}

} // namespace peax::engine
