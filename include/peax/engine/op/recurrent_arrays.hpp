#pragma once
//! @file
//! Where a recurrent layer keeps what lives through a pass over one chunk of rows. Steps lie outside, in the order in which they are
//! run, so that all rows of a step are one matrix and the states after a step are those before the next.

#include <peax/engine/operand.hpp>

namespace peax::engine {

struct recurrent_arrays {
  index rows, units, wide; //!< wide: floats of all gates of a row
  bool keeps;              //!< every step for the backward pass; else the last ones
  index first = 0;         //!< of the present block of steps, when not all are kept
  float *gates = nullptr, *states = nullptr, *cells = nullptr, *shown = nullptr;
  float *x = nullptr, *dh = nullptr, *dc = nullptr, *sums = nullptr, *row = nullptr; //!< of one block or step
  float* behind = nullptr; //!< gradients of a GRU's products with its states

  [[nodiscard]] float* gate(index s) const { return gates + (keeps ? s : s - first) * rows * wide; }
  //! @name Before step s, that is, after step s - 1.
  //! @{
  [[nodiscard]] float* state(index s) const { return states + (keeps ? s : s % 2) * rows * units; }
  [[nodiscard]] float* cell(index s) const { return cells + (keeps ? s : s % 2) * rows * units; }
  //! @}
  //! What an LSTM's output gate acts on; of a GRU what its reset gate gives or acts on.
  [[nodiscard]] float* show(index s) const { return shown + (keeps ? s * rows * units : 0); }
};

//! What one row keeps from the forward to the backward pass.
struct recurrent_kept {
  index steps, units, gates;
  bool cells, shown;

  [[nodiscard]] index floats() const {
    return (steps * (gates + (shown ? 1 : 0)) + (steps + 1) * (cells ? 2 : 1)) * units;
  }
  //! The arrays of the rows of a chunk, one behind the other.
  void place(recurrent_arrays& a, float* at) const {
    a.gates = at;
    a.states = a.gates + a.rows * steps * gates * units;
    a.cells = a.states + a.rows * (steps + 1) * units;
    a.shown = a.cells + (cells ? a.rows * (steps + 1) * units : 0);
  }
};

} // namespace peax::engine
