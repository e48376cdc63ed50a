#pragma once
//! @file
//! Reads what a platform file says of the operators that a processor takes, and of what they cost.

#include <peax/core/config.hpp>
#include <peax/hardware/platform.hpp>

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace peax::hardware {

//! The value of "operators": the name of a table, or a list of tables, operators, and objects {"op", "types", "when", "source"}. `where`
//! names the file and the processor in errors; operators must be ones of ONNX or of `own`.
[[nodiscard]] PEAX_INLINE std::vector<operator_rule>
operator_rules_from_json(nlohmann::ordered_json const& list, std::string const& where,
                         std::vector<std::string> const& own);

//! The value of "instructions": by data type, then by operator, an object {"when", "per", "layer"} or a list of them.
[[nodiscard]] PEAX_INLINE std::vector<instruction_cost>
instruction_costs_from_json(nlohmann::ordered_json const& by_type, std::string const& where,
                            std::vector<std::string> const& own);

//! Throws bad_input unless ONNX or `own` has the operator.
PEAX_INLINE void want_operator(std::string_view name, std::string const& where,
                               std::vector<std::string> const& own);

} // namespace peax::hardware

#ifndef PEAX_COMPILED
#include <peax/hardware/read_rules.ipp>
#endif
