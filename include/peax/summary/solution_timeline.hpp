#pragma once
//! @file
//! The longest way of a sample through a mapped solution: what runs when and where, with transfers and
//! waking.

#include <peax/core/config.hpp>
#include <peax/document/drawing.hpp>
#include <peax/document/number.hpp>
#include <peax/hardware/platform.hpp>
#include <peax/hardware/segment.hpp>
#include <peax/solution/any_solution.hpp>
#include <peax/solution/mapping.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace peax::summary {

//! Lanes of the processors used and of the links between them, in float32; nothing when the solution is not
//! mapped on this platform. Ends when the last exit answers, at the worst-case latency.
[[nodiscard]] PEAX_INLINE std::optional<document::lanes>
timeline_of(any_solution const& s, hardware::platform const& on, std::string title);

} // namespace peax::summary

#ifndef PEAX_COMPILED
#include <peax/summary/solution_timeline.ipp>
#endif
