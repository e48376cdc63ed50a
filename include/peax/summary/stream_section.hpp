#pragma once
//! @file
//! What a temporal rule did along recordings: figures of each, a strip of the stream, and distances inside scenes and at changes.

#include <peax/core/config.hpp>
#include <peax/document/page.hpp>
#include <peax/solution/any_solution.hpp>
#include <peax/solution/stored_answers.hpp>

#include <optional>
#include <string>

namespace peax::summary {

//! The section of a solution along the recordings called `name`, with the whole network on every k-th sample beside it.
[[nodiscard]] PEAX_INLINE document::section describe_along(any_solution const& s,
                                                           result::recorded_answers const& along,
                                                           std::string const& name, double original_macs);

//! The solution's note without what that section shows as a table.
[[nodiscard]] PEAX_INLINE std::string
note_beside_control(any_solution const& s, std::optional<result::recorded_answers> const& along);

} // namespace peax::summary

#ifndef PEAX_COMPILED
#include <peax/summary/stream_section.ipp>
#endif
