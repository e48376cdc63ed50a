#pragma once
//! @file
//! Runs a solution on arrays: what each exit gives, where each sample leaves, what it is answered. For who asks: it includes xtensor.

#include <peax/engine/run_arrays.hpp>
#include <peax/solution/measure.hpp>
#include <peax/solution/solution.hpp>
#include <peax/tensor/array.hpp>
#include <peax/tensor/xarray.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace peax::result {

//! A solution's answers to N samples.
struct solution_run {
  std::vector<xt::xarray<float>> outputs; //!< of each exit, in running order: [N, ...]
  xt::xarray<std::int64_t> exit;          //!< [N]: where each sample leaves
  xt::xarray<std::int64_t> answer;        //!< [N]: the class that it is given there
};

//! Runs the whole network, all exits included. Throws bad_input for samples of another shape, and for a decision that remembers
//! earlier samples.
template <class Kind, Array X>
[[nodiscard]] solution_run run(solution<Kind> const& s, X const& x, engine::plan_options options = {}) {
  solution_run out{engine::run(s.network, x, std::move(options)), {}, {}};
  std::vector<tensor> all;
  for (auto const& o : out.outputs) all.push_back(to_tensor<float>(o));
  std::vector<tensor const*> outputs;
  for (auto const& t : all) outputs.push_back(&t);
  replayed const found = replay(s, outputs);
  std::vector<std::size_t> const samples{found.exit.size()};
  out.exit = xt::xarray<std::int64_t>::from_shape(samples);
  out.answer = xt::xarray<std::int64_t>::from_shape(samples);
  std::copy(found.exit.begin(), found.exit.end(), out.exit.begin());
  std::copy(found.answer.begin(), found.answer.end(), out.answer.begin());
  return out;
}

} // namespace peax::result
