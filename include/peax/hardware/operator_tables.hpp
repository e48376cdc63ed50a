#pragma once
//! @file
//! The operators of runtimes for microcontrollers, as tables that a platform file names: "operators": "tflm".

#include <peax/core/config.hpp>
#include <peax/hardware/platform.hpp>

#include <span>
#include <string_view>
#include <vector>

namespace peax::hardware {

//! An operator of ONNX that a runtime has a kernel for.
struct operator_table_entry {
  std::string_view op;
  std::string_view types;  //!< blanks between
  std::string_view when;   //!< a condition; empty: all layers
  std::string_view source; //!< the file and its commit in the table's repository
};

struct operator_table {
  std::string_view name;
  std::string_view repository;
  std::span<operator_table_entry const> entries;
};

//! "tflm" and "cmsis_nn".
[[nodiscard]] PEAX_INLINE std::span<operator_table const> operator_tables();

//! The table of a name; nullptr when there is none.
[[nodiscard]] PEAX_INLINE operator_table const* find_operator_table(std::string_view name);

//! What a processor with that runtime takes.
[[nodiscard]] PEAX_INLINE std::vector<operator_rule> rules_of(operator_table const& t);

} // namespace peax::hardware

#ifndef PEAX_COMPILED
#include <peax/hardware/operator_tables.ipp>
#endif
