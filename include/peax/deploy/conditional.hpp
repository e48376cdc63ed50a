#pragma once
//! @file
//! A solution as one standard ONNX file in which stopping early is an `If`: what lies behind an exit runs only when a sample goes on.

#include <peax/core/config.hpp>
#include <peax/solution/any_solution.hpp>

#include <filesystem>
#include <optional>
#include <string>

namespace peax::deploy {

//! Why a solution has no conditional file; nothing when it has one: a decision that is none of the library, one exit, exits whose outputs
//! differ in their number from the network's.
[[nodiscard]] PEAX_INLINE std::optional<std::string> why_no_conditional(any_solution const& s);

//! The file of an early-exit or temporal solution: batch 1, no custom operator, the opset of the network. Outputs: the network's own, by its
//! name (of the exit that answers), `exit_index` (int64 [1], 0 the first) and `confidence` (float [1]; of temporal rules minus the distance).
//! Weights that only a branch needs lie inside it. A temporal rule has its state as further inputs, each with an output `NAME_next`
//! that a host feeds back: `first` (bool [1]: the first sample of a recording, then all other state is ignored; no `_next`), `label` (int64
//! [1]), `last_OUTPUT` (the last complete output, which a repeated answer returns), and for each early exit `reference_EXIT` and,
//! for temporal patience, `agreed_EXIT` (bool [1]). Throws bad_input for what `why_no_conditional` says.
[[nodiscard]] PEAX_INLINE std::string conditional_bytes(any_solution const& s);

//! The same into a file, which appears whole or not at all.
PEAX_INLINE void save_conditional(any_solution const& s, std::filesystem::path const& file);

} // namespace peax::deploy

#ifndef PEAX_COMPILED
#include <peax/deploy/conditional.ipp>
#endif
