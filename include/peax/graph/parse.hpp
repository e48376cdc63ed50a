#pragma once
//! @file
//! Reads the text form of text.hpp back to an equal graph.

#include <peax/core/config.hpp>
#include <peax/graph/any_op.hpp>
#include <peax/graph/graph.hpp>

#include <string_view>

namespace peax {

//! The graph that to_text(g, weights_as::elements) wrote, of operators of these kinds. Throws bad_input that names the line.
[[nodiscard]] PEAX_INLINE graph parse(op_kinds known, std::string_view text);

//! The same with the operators of peax.
[[nodiscard]] PEAX_INLINE graph parse(std::string_view text);

//! The same with those of a set.
template <class Ops> [[nodiscard]] graph parse(std::string_view text) { return parse(kinds_of<Ops>(), text); }

} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/graph/parse.ipp>
#endif
