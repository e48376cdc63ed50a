#pragma once
//! @file
//! `solution.json`: a solution's decision, exits, mapping and figures.

#include <peax/core/config.hpp>
#include <peax/deploy/context.hpp>
#include <peax/deploy/json_value.hpp>
#include <peax/deploy/parts.hpp>
#include <peax/solution/any_solution.hpp>

#include <span>
#include <string>

namespace peax::deploy {

//! The C that lies beside a solution.
struct c_beside {
  std::string folder{};  //!< empty: none
  std::string refused{}; //!< why there is none although it was asked for
};

//! The decision of a solution with its thresholds and fields.
[[nodiscard]] PEAX_INLINE json decision_json(result::record const& s);

//! The exits in running order; latency and energy of a sample that leaves there where a platform was given.
[[nodiscard]] PEAX_INLINE json to_json(std::span<result::exit_record const> exits,
                                       std::span<double const> seconds = {},
                                       std::span<double const> joules = {});

//! The content of `solution.json`, with the parts that lie beside it, whether `conditional.onnx` does, and the C.
[[nodiscard]] PEAX_INLINE json solution_json(any_solution const& s, context const& from,
                                             std::span<part const> parts = {}, bool conditional = false,
                                             c_beside const& c = {});

} // namespace peax::deploy

#ifndef PEAX_COMPILED
#include <peax/deploy/solution_json.ipp>
#endif
