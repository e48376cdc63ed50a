#pragma once
//! @file
//! The operators that ONNX knows, whether peax computes them or not: what a platform file may name.

#include <peax/core/config.hpp>

#include <string_view>

namespace peax::hardware {

//! Whether ONNX's standard domain has, or had, an operator of that name (opsets 1 to 25).
[[nodiscard]] PEAX_INLINE bool is_onnx_operator(std::string_view name);

} // namespace peax::hardware

#ifndef PEAX_COMPILED
#include <peax/hardware/operator_names.ipp>
#endif
