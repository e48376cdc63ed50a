#pragma once
//! @file
//! Runs one operator on tensors, plainly: sums in double, one element after the other. For constants and as an oracle.

#include <peax/core/config.hpp>
#include <peax/graph/any_op.hpp>
#include <peax/tensor/tensor.hpp>

#include <cstddef>
#include <string_view>
#include <vector>

namespace peax {

//! The outputs of an operator for tensors of fixed shapes. An absent optional input is an empty tensor. Throws bad_input on a misfit,
//! and for an operator that brings no `evaluate`.
[[nodiscard]] PEAX_INLINE std::vector<tensor>
evaluate(any_op const& op, std::string_view name, std::vector<tensor> const& inputs, std::size_t outputs = 1);

} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/graph/evaluate.ipp>
#endif
