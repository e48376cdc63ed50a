#pragma once
//! @file
//! Settings of rewriters as JSON objects and back, for bodies: `json_of_record(with)`, `read_record(from, with)`.

#include <peax/core/error.hpp>
#include <peax/deploy/decision_json.hpp>
#include <peax/deploy/record_json.hpp>
#include <peax/score/score.hpp>
#include <peax/solution/constraints.hpp>
#include <peax/solution/decisions.hpp>

#include <string>

namespace peax::scoring {

//! A score is the text that `parse_score` reads.
inline void put_field(deploy::json& into, char const* name, score const& by) { into[name] = to_text(by); }
inline void get_field(deploy::fields const& from, char const* name, score& into) {
  if (!from.at(name).is_null()) into = parse_score(from.text(name));
}

} // namespace peax::scoring

namespace peax::result {

//! A decision is its kind with its fields. Read are the kinds of the library.
inline void put_field(deploy::json& into, char const* name, any_decision const& d) {
  into[name] = deploy::json_of_decision(d);
}
inline void get_field(deploy::fields const& from, char const* name, any_decision& into) {
  if (!from.at(name).is_null()) into = deploy::decision_in(from.object(name), default_decisions());
}

} // namespace peax::result
