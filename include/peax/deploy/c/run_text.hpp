#pragma once
//! @file
//! The run of a unit as C: its stages, and between them the decision.

#include <peax/core/config.hpp>
#include <peax/deploy/c/unit.hpp>

#include <string>

namespace peax::deploy::c {

//! Members of the state: the arena, and what a temporal rule remembers.
[[nodiscard]] PEAX_INLINE std::string state_text(unit const& u);

//! The body of NAME_reset.
[[nodiscard]] PEAX_INLINE std::string reset_text(unit const& u);

//! The body of NAME_run behind its checks, for `state`, `m` and `result`.
[[nodiscard]] PEAX_INLINE std::string run_text(unit const& u);
//! The variables that it needs.
[[nodiscard]] PEAX_INLINE std::string locals_text(unit const& u);

//! The body of NAME_answered: what a temporal rule keeps when another processor has answered for the whole network.
[[nodiscard]] PEAX_INLINE std::string answered_text(unit const& u);

} // namespace peax::deploy::c

#ifndef PEAX_COMPILED
#include <peax/deploy/c/run_text.ipp>
#endif
