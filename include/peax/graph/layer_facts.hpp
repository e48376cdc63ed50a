#pragma once
//! @file
//! Facts about a layer that have names: what a platform file asks for when it says which layers a processor takes, and what it
//! counts when it says what they cost.

#include <peax/core/config.hpp>
#include <peax/graph/graph.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace peax {

//! A fact: a number, or a truth that is 0 or 1.
enum class layer_fact : std::uint8_t {
  kernel,
  kernel_h,
  kernel_w,
  stride,
  stride_h,
  stride_w,
  dilation,
  groups,
  channels_each,
  channels_in,
  channels_out,
  axis,
  rank,
  inputs,
  elements,
  elements_in,
  mac_count, //!< "macs", which is a unit here
  operations,
  tiles,
  inner_tiles,
  border_tiles,
  tile_macs,
  tile_taps,
  taps,
  lines,
  reordered,
  alike,
  bits,
  depthwise,
  pointwise,
  fused,
  limited,
  broadcasts
};

//! What is known of a fact before there is a layer.
struct layer_fact_entry {
  std::string_view name;
  bool is_truth;
  std::string_view ops; //!< blank, then the operators that have it, each with a blank behind; empty: all
};

//! By number of the fact. Windows count their largest extent where no axis is named; `_h` is 1 where there is one spatial axis.
//! `alike` counts the layers of the network with the same operator, depthwise ones by themselves. Counts are of one sample. Tiles are 4 positions in a line x 4 filters, as the generated C computes them.
inline constexpr std::array<layer_fact_entry, 33> layer_fact_entries{{
    {"kernel", false, " Conv ConvTranspose MaxPool AveragePool "},
    {"kernel_h", false, " Conv ConvTranspose MaxPool AveragePool "},
    {"kernel_w", false, " Conv ConvTranspose MaxPool AveragePool "},
    {"stride", false, " Conv ConvTranspose MaxPool AveragePool "},
    {"stride_h", false, " Conv ConvTranspose MaxPool AveragePool "},
    {"stride_w", false, " Conv ConvTranspose MaxPool AveragePool "},
    {"dilation", false, " Conv ConvTranspose MaxPool "},
    {"groups", false, " Conv ConvTranspose "},
    {"channels_each", false, " Conv ConvTranspose "},
    {"channels_in", false, ""},
    {"channels_out", false, ""},
    {"axis", false, " Softmax Concat Split Gather Flatten "},
    {"rank", false, ""},
    {"inputs", false, ""},
    {"elements", false, ""},
    {"elements_in", false, ""},
    {"macs", false, ""},
    {"operations", false, ""},
    {"tiles", false, " Conv Gemm MatMul "},
    {"inner_tiles", false, " Conv "},
    {"border_tiles", false, " Conv "},
    {"tile_macs", false, " Conv Gemm MatMul "},
    {"tile_taps", false, " Conv Gemm MatMul "},
    {"taps", false, " Conv MaxPool AveragePool "},
    {"lines", false, " Conv MaxPool AveragePool "},
    {"reordered", false, ""},
    {"alike", false, ""},
    {"bits", false, ""},
    {"depthwise", true, " Conv ConvTranspose "},
    {"pointwise", true, " Conv ConvTranspose "},
    {"fused", true, ""},
    {"limited", true, ""},
    {"broadcasts", true, ""},
}};

[[nodiscard]] constexpr layer_fact_entry const& entry_of(layer_fact f) {
  return layer_fact_entries[static_cast<std::size_t>(f)];
}

//! The fact of a name.
[[nodiscard]] PEAX_INLINE std::optional<layer_fact> layer_fact_named(std::string_view name);

//! Whether layers of an operator have a fact.
[[nodiscard]] PEAX_INLINE bool has_fact(std::string_view op, layer_fact f);

//! What is known of one layer.
class layer_facts {
 public:
  //! Absent: the layer has no such fact, or its shapes do not say it.
  [[nodiscard]] std::optional<std::int64_t> operator[](layer_fact f) const {
    return values_[static_cast<std::size_t>(f)];
  }
  void set(layer_fact f, std::int64_t value) { values_[static_cast<std::size_t>(f)] = value; }

 private:
  std::array<std::optional<std::int64_t>, layer_fact_entries.size()> values_{};
};

//! The facts of a node whose values are stored with a number of bits. A fact that 64 bits do not hold is absent.
[[nodiscard]] PEAX_INLINE layer_facts facts_of(graph const& g, node_id id, std::int64_t bits);

} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/graph/layer_facts.ipp>
#endif
