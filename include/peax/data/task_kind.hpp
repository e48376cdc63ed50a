#pragma once
//! @file
//! What answers are meant as, when a user says so instead of leaving it to their values.

#include <peax/core/config.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace peax::data {

//! `automatic`: the answers and the shape of the network's output decide (see `decide_task`).
enum class task_kind : std::uint8_t { automatic, classification, regression, segmentation, multi_label };

[[nodiscard]] inline std::string_view name_of(task_kind kind) {
  constexpr std::string_view names[] = {"automatic", "classification", "regression", "segmentation",
                                        "multi_label"};
  return names[static_cast<std::size_t>(kind)];
}

//! Reads one of the names above, automatic aside; anything else is a usage_error with a list.
[[nodiscard]] PEAX_INLINE task_kind parse_task(std::string_view text);

} // namespace peax::data

#ifndef PEAX_COMPILED
#include <peax/data/task_kind.ipp>
#endif
