#pragma once
//! @file
//! Products with constant weights become dense layers.
//!
//!     Before: x [N,K] -> MatMul(w [K,M]) -> Add(b [M])    After: x -> Gemm(w, b)
//!     Before: x [N,K] -> MatMul(w [K,M])                  After: x -> Gemm(w)
//!     Before: x -> Gemm(w) -> Add(b [M])                  After: x -> Gemm(w, b)

#include <peax/graph/op.hpp>
#include <peax/rule/rule.hpp>

#include <cstddef>
#include <string_view>
#include <vector>

namespace peax::rule {

struct matmul_to_gemm {
  static constexpr std::string_view name = "matmul to gemm";
  static constexpr auto pattern = is<op::matmul>.as<"product">;

  [[nodiscard]] verdict rewrite(rewriting& w, node_id at) const {
    auto const found = match_at(pattern, w.before(), at);
    if (!found) return verdict::nothing();
    auto const product = found->get<"product">();
    if (!product.input(1).is_constant() || product.input(1).dims.rank() != 2 ||
        product.input(0).dims.rank() != 2)
      return verdict::nothing();
    w.edit().set_op(at, op::gemm{});
    return verdict::done();
  }
};

struct add_to_gemm {
  static constexpr std::string_view name = "add to gemm";
  static constexpr auto pattern = is<op::gemm>.as<"dense"> >> is<op::add>.as<"add">;

  [[nodiscard]] verdict rewrite(rewriting& w, node_id at) const {
    graph const& g = w.before();
    auto const found = match_at(pattern, g, at);
    if (!found) return verdict::nothing();
    auto const dense = found->get<"dense">();
    auto const add = found->get<"add">();
    std::size_t const other = add.input_id(0) == dense.output_id() ? 1 : 0;
    value const& bias = add.input(other);
    shape const& y = dense.output().dims;
    if (dense.has_input(2) || !bias.is_constant() || add.output().dims != y) return verdict::nothing();
    bool const one_row = bias.dims.rank() == 1 || (bias.dims.rank() == 2 && bias.dims[0] == 1);
    if (!one_row || bias.dims.elements() != y[1]) return verdict::nothing();
    auto& edit = w.edit();
    value_id b = add.input_id(other);
    if (bias.dims.rank() == 2) b = edit.add_constant(bias.name + "_row", bias.constant.reshaped({y[1]}));
    op::gemm merged = dense.op();
    merged.beta = 1;
    edit.set_op(at, merged);
    edit.set_node_inputs(at, {dense.input_id(0), dense.input_id(1), b});
    return verdict::done();
  }
};

} // namespace peax::rule
