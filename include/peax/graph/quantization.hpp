#pragma once
//! @file
//! Scales and zero points of values that were integers in the file they come from. They are kept as metadata of the graph,
//! under `org.peax.quantization.` and the value's name, so that they are saved with it; the graph itself computes in float32.

#include <peax/core/config.hpp>
#include <peax/graph/editor.hpp>
#include <peax/graph/graph.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace peax {

//! real = scale * (code - zero point), with one of each, or one for each index of an axis.
struct quantization {
  data_type type = data_type::int8;
  std::vector<float> scales;
  std::vector<std::int64_t> zero_points;
  std::int64_t axis = 0; //!< of several scales

  friend bool operator==(quantization const&, quantization const&) = default;
};

//! "int8 scale 0.5 zero 3", or with lists and " axis 0" behind; reads back to the same.
[[nodiscard]] PEAX_INLINE std::string to_text(quantization const& q);

//! Notes how the value of that name is quantized.
PEAX_INLINE void set_quantization(graph_editor& edit, std::string_view value_name, quantization const& q);

//! How the value of that name was quantized; nothing when it was not, or what stands there is of another writer.
[[nodiscard]] PEAX_INLINE std::optional<quantization> quantization_of(graph const& g,
                                                                      std::string_view value_name);

} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/graph/quantization.ipp>
#endif
