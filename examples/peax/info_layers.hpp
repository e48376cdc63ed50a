#pragma once
//! @file
//! What `peax info` shows of layers in the same form, whether a network was read whole or in part.

#include "output.hpp"
#include <peax/tensor/shape.hpp>

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace command {

//! The table of layers with its heading; `last` is the title of what stands behind the costs.
[[nodiscard]] inline text_table layer_table(std::string last) {
  return text_table({{"layer"},
                     {"operator"},
                     {"output"},
                     {"MACs", true},
                     {"element operations", true},
                     {"parameters", true},
                     {std::move(last)}});
}

//! A shape in JSON, the batch as -1.
[[nodiscard]] inline json list_of(peax::shape const& dims) {
  return std::vector<std::int64_t>(dims.begin(), dims.end());
}

} // namespace command
