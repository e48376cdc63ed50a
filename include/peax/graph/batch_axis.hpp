#pragma once
//! @file
//! Whether a network takes samples side by side.

#include <peax/core/config.hpp>
#include <peax/graph/graph.hpp>

#include <cstddef>
#include <optional>
#include <string>

namespace peax {

//! Why a network cannot learn or be rewritten: its input, or an output, has no batch axis. The same words wherever it is asked.
[[nodiscard]] PEAX_INLINE std::optional<std::string> why_no_batch(graph const& g, std::size_t output = 0);

//! Throws bad_input for answers that do not stand in rows, one for each sample, when samples are run one by one.
PEAX_INLINE void require_rows(graph const& g, value_id answers);

} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/graph/batch_axis.ipp>
#endif
