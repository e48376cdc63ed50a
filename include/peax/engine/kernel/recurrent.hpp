#pragma once
//! @file
//! A step of an LSTM over rows of units, by the widest vectors that the units fill.

#include <peax/engine/kernel/detail/table.hpp>

namespace peax::engine::kernel {

//! What a step reads and writes.
using lstm_step = detail::lstm_args;

//! i, o, f = sigmoid and c = tanh of gates + sums; cells = f * before + i * c, shown = tanh(cells), state = o * shown.
inline void lstm_forward(lstm_step const& step) {
  detail::table_for(current_instruction_set(), step.units).lstm_forward(step);
}
//! The gates become the gradients of what went into them, dcells that of the cells before.
inline void lstm_backward(lstm_step const& step) {
  detail::table_for(current_instruction_set(), step.units).lstm_backward(step);
}

} // namespace peax::engine::kernel
