#pragma once
//! @file
//! A step of Adam over flat memory, by the widest vectors of the processor.

#include <peax/engine/kernel/detail/table.hpp>

namespace peax::engine::kernel {

//! What a step reads and writes; all arrays have `size` elements.
using adam_step = detail::adam_args;

//! slope = gradient + decay * parameter, running means of slope and of its square, and
//! parameter = kept * parameter - rate * mean / (sqrt(square) * correction + epsilon) (Kingma, Ba 2015; with `kept` < 1 AdamW).
inline void adam(adam_step const& step) { detail::current_table().adam(step); }

} // namespace peax::engine::kernel
