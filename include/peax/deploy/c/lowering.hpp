#pragma once
//! @file
//! From a graph to calls of C kernels: every value gets a place, every operator its calls.

#include <peax/core/config.hpp>
#include <peax/deploy/c/program.hpp>
#include <peax/engine/operand.hpp>
#include <peax/graph/graph.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace peax::deploy::c {

//! A value with the pointer to it and its order in memory: values of rank 3 and more that are computed have their channels last.
struct placed {
  engine::operand as; //!< of no storage: dims and order only
  argument at;
  std::vector<float> const* constant = nullptr; //!< in graph order, where it is known

  [[nodiscard]] std::size_t floats() const { return static_cast<std::size_t>(as.dims.elements()); }
  //! Whether an operator has this operand.
  [[nodiscard]] bool is_there() const { return at.in != memory::none || constant != nullptr; }
};

//! Elements in another order: both views have the same extents, but that the source may be broadcast.
[[nodiscard]] PEAX_INLINE std::vector<float>
rearranged(std::vector<float> const& values, engine::strided const& from, engine::strided const& to);

//! Writes a program: constants that are equal stand once, temporary buffers live for one step.
class assembler {
 public:
  explicit assembler(program& into) : into_(into) {}

  //! The place of constants; `hint` becomes a part of their name.
  [[nodiscard]] argument constant(std::vector<float> values, std::string_view hint);
  //! A new buffer of the arena.
  [[nodiscard]] argument new_buffer(std::string value, std::size_t floats);
  [[nodiscard]] placed new_value(std::string value, shape const& dims, bool channels_last);

  //! A call; reads and writes extend the lives of the buffers.
  step& call(std::string function, std::vector<argument> arguments, std::string parameters = {});

  //! Where a value lies; constants get their place.
  [[nodiscard]] argument placed_constant(placed const& v) {
    return v.constant != nullptr && v.at.in == memory::none ? constant(*v.constant, "constant") : v.at;
  }
  //! The value in the graph's order, or in that of computed values: itself, or a copy. Constants get their place.
  [[nodiscard]] placed in_graph_order(placed const& v);
  [[nodiscard]] placed in_engine_order(placed const& v);

  std::string comment; //!< of the calls that follow
  std::size_t stage = 0;

 private:
  program& into_;
};

//! An argument that points to nothing.
[[nodiscard]] inline argument text(std::string t) { return {memory::none, 0, false, std::move(t), 0}; }
template <class Integer> [[nodiscard]] argument number(Integer n) { return text(std::to_string(n)); }
//! A float as C reads it back exactly; infinities as HUGE_VALF, NaN as NAN.
[[nodiscard]] PEAX_INLINE std::string literal(float value);
[[nodiscard]] inline argument number(float value) { return text(literal(value)); }
[[nodiscard]] inline argument reading(argument a) { return a.written = false, a; }
[[nodiscard]] inline argument writing(argument a) { return a.written = true, a; }
[[nodiscard]] inline argument behind(argument a, std::size_t floats) { return a.offset += floats, a; }

//! What an operator is lowered from.
struct lowering_request {
  graph const& g;
  node const& n;
  std::vector<placed> inputs; //!< absent ones have no dims
  std::vector<placed> outputs;
  engine::bounds limits; //!< of a fused activation
  assembler& to;
};

enum class order_of_steps : std::uint8_t { of_least_memory, of_file };

//! The calls of a network. Its outputs are its exits in running order; those from the last exit on answer together. Throws bad_input
//! that names an operator without C, a shape that is not fixed, and a value too large for 32 bits.
[[nodiscard]] PEAX_INLINE program lower(graph const& g, std::size_t exits,
                                        order_of_steps order = order_of_steps::of_least_memory);

} // namespace peax::deploy::c

#ifndef PEAX_COMPILED
#include <peax/deploy/c/lowering.ipp>
#endif
