#pragma once
//! @file
//! The figures of a solution as JSON, and back.

#include <peax/core/config.hpp>
#include <peax/deploy/json_value.hpp>
#include <peax/solution/figures.hpp>

namespace peax::deploy {

//! The keys of the command's contract; null where the data or the platform was not given. `change_delay` (samples) and
//! `changes_missed` (a share) are there for streams only.
[[nodiscard]] PEAX_INLINE json to_json(result::figures const& f);

//! The figures in a JSON object; what is missing or null is absent. Throws bad_input.
[[nodiscard]] PEAX_INLINE result::figures figures_in(fields const& from);

} // namespace peax::deploy

#ifndef PEAX_COMPILED
#include <peax/deploy/figures_json.ipp>
#endif
