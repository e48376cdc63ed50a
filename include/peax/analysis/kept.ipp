#pragma once
//! @file
//! The body of kept.hpp.

#include <peax/analysis/kept.hpp>

namespace peax::detail {

PEAX_INLINE std::shared_ptr<void const> owned(void const* made, void (*destroy)(void const*)) {
  return {made, destroy};
}

} // namespace peax::detail
