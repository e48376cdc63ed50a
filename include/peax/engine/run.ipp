#pragma once
//! @file
//! The body of run.hpp.

#include <peax/engine/run.hpp>

namespace peax::engine {

PEAX_INLINE std::vector<tensor> run(peax::network const& n, std::span<float const> input,
                                    plan_options options, progress const& to) {
  runner<> r(n, std::move(options));
  return r(std::span<std::span<float const> const>(&input, 1), to);
}

} // namespace peax::engine
