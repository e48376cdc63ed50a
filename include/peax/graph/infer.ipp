#pragma once
//! @file
//! The bodies of infer.hpp.

#include <peax/core/error.hpp>
#include <peax/graph/infer.hpp>

#include <fmt/core.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace peax {

PEAX_INLINE std::string misfit_of(shape const& dims) {
  if (dims.rank() > most_axes)
    return fmt::format("it has {} axes, too many (most_axes is {})", dims.rank(), most_axes);
  std::int64_t product = 1;
  for (std::size_t i = 0; i < dims.rank(); ++i) {
    std::int64_t const e = dims[i];
    if (e == batch_extent && i == 0) continue;
    if (e < 0) return fmt::format("shape {} has a negative extent", dims.text());
    if (e > most_elements || (e > 0 && product > most_elements / e))
      return fmt::format("shape {} is too large (most_elements is {})", dims.text(), most_elements);
    product *= e == 0 ? 1 : e;
  }
  return {};
}

PEAX_INLINE std::string describe_node(std::string_view op, std::string_view name,
                                      std::span<value const* const> inputs) {
  std::string out = std::string(op) + " '" + std::string(name) + "' (";
  bool first = true;
  for (auto const& v : inputs) {
    if (!first) out += ", ";
    first = false;
    if (&v - inputs.data() >= 8) return out + "...)"; // of thousands of inputs a few tell which node it is
    out += v == nullptr ? std::string("-") : v->name + " " + v->dims.text();
  }
  return out + ")";
}

PEAX_INLINE value_types infer_types(any_op const& op, std::string_view node_name,
                                    std::span<value const* const> inputs, std::size_t outputs) {
  try {
    value_types types = op.kind().output_types(op.held(), {inputs, outputs});
    if (types.size() != outputs)
      throw bad_input(fmt::format("it has {} outputs, the graph wants {}", types.size(), outputs));
    for (auto const& t : types)
      if (auto const why = misfit_of(t.dims); !why.empty())
        throw bad_input(fmt::format("its output cannot be: {}", why));
    return types;
  } catch (error const& e) {
    throw bad_input(fmt::format("{}: {}", describe_node(op.name(), node_name, inputs), e.what()));
  }
}

} // namespace peax
