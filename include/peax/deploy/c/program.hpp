#pragma once
//! @file
//! A network as C will run it: calls of kernels in their order, the constants that they read, the buffers that they share.

#include <peax/graph/value.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace peax::deploy::c {

//! Constants of the generated code, in the order and with the padding that a kernel wants.
struct constant_array {
  std::string name;
  std::vector<float> values;
};

//! What an argument of a call points to.
enum class memory : std::uint8_t {
  none,    //!< no pointer: the text itself
  input,   //!< of the network: the caller's memory
  arena,   //!< a planned buffer
  constant //!< an array
};

//! One argument of a call.
struct argument {
  memory in = memory::none;
  std::size_t number = 0; //!< of the input, the buffer or the array
  bool written = false;
  std::string text;       //!< where it points to nothing
  std::size_t offset = 0; //!< floats behind where that begins
};

//! One call of a kernel.
struct step {
  std::string function;
  std::vector<argument> arguments;
  std::string
      parameters; //!< type and value of a constant that the last argument points to: "window {1, 2}"; empty for none
  std::string comment;          //!< the layers that it computes
  std::size_t stage = 0;        //!< the exit that it runs for: those of stage 0 always run
  std::vector<node_id> nodes{}; //!< of the original graph (contents.hpp)
};

//! What a buffer holds: a value of the original graph, one in another order of its elements, something on the way to a value, or
//! several outputs one behind the other.
enum class content : std::uint8_t { value, copy, scratch, outputs };

//! A buffer of the arena: floats of one sample, alive from its first to its last step.
struct buffer {
  std::string value; //!< of the graph, for people
  std::size_t floats = 0;
  std::size_t first = 0, last = 0;  //!< steps, both included
  std::size_t offset = 0;           //!< floats from the begin of the arena
  bool overwrites = false;          //!< takes the place of a buffer whose last step is its first
  std::vector<std::string> views{}; //!< values that lie in it under another shape
  std::string node{};               //!< that makes it
  content holds = content::scratch;
  bool element_wise = false; //!< each element is made of those in the same place
};

//! An output that lies behind the first of its exit.
struct further_output {
  std::string name;
  std::size_t offset = 0; //!< floats from the begin of the first
  std::size_t floats = 0;
};

//! Where the outputs of an exit lie when its stage has run.
struct output {
  std::string name; //!< of the first
  argument at;
  std::size_t floats = 0; //!< of the first
  std::size_t stage = 0;
  std::vector<further_output> further{}; //!< one behind the other, in the order of the file

  //! Floats of all of them.
  [[nodiscard]] std::size_t all_floats() const {
    return further.empty() ? floats : further.back().offset + further.back().floats;
  }
};

//! All that is written as C.
struct program {
  std::vector<std::size_t> input_floats; //!< in the order of the file
  std::vector<step> steps;
  std::vector<constant_array> constants;
  std::vector<buffer> buffers;
  std::vector<output> outputs; //!< one an exit
  std::size_t arena_floats = 0;
  std::size_t least_floats = 0; //!< no order of the steps needs less (step_order.hpp)
};

} // namespace peax::deploy::c
