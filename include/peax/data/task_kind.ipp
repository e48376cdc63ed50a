#pragma once
//! @file
//! The body of task_kind.hpp.

#include <peax/core/error.hpp>
#include <peax/data/task_kind.hpp>

#include <string>
#include <string_view>

namespace peax::data {

PEAX_INLINE task_kind parse_task(std::string_view text) {
  for (auto const kind :
       {task_kind::classification, task_kind::regression, task_kind::segmentation, task_kind::multi_label})
    if (name_of(kind) == text) return kind;
  throw usage_error("task '" + std::string(text) +
                    "' is not known; there are classification, regression, segmentation and multi_label");
}

} // namespace peax::data
