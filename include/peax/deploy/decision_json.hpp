#pragma once
//! @file
//! Decisions as JSON objects and back: the kind, and the fields that the decision lists.

#include <peax/core/config.hpp>
#include <peax/deploy/json_value.hpp>
#include <peax/solution/any_decision.hpp>

#include <span>

namespace peax::deploy {

//! {"kind": "confidence", "rule": "margin"}.
[[nodiscard]] PEAX_INLINE json json_of_decision(result::any_decision const& d);

//! The decision in an object, of one of the known kinds; keys that are no fields of it are ignored. Throws bad_input.
[[nodiscard]] PEAX_INLINE result::any_decision decision_in(fields const& from,
                                                           std::span<result::decision_kind const> known);

} // namespace peax::deploy

#ifndef PEAX_COMPILED
#include <peax/deploy/decision_json.ipp>
#endif
