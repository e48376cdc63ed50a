#pragma once
//! @file
//! Dense layers, and products of matrices in general.

#include <peax/core/error.hpp>
#include <peax/deploy/c/lowering.hpp>
#include <peax/deploy/c/op/elementwise.hpp>
#include <peax/deploy/c/op/layer.hpp>
#include <peax/engine/strided_loop.hpp>
#include <peax/graph/op.hpp>

#include <fmt/core.h>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace peax::deploy::c {

//! y = x w + bias for rows of x; `w` [out][in].
inline void dense(lowering_request const& r, std::vector<float> const& w, std::vector<float> bias,
                  std::size_t in, std::size_t out) {
  placed const x = r.to.in_graph_order(r.inputs[0]);
  r.to.call("layer_dense",
            {reading(x.at), r.to.constant(tiled(w, 1, out, in, 1), "weights"),
             r.to.constant(padded(std::move(bias)), "bias"), writing(r.outputs[0].at),
             number(x.floats() / in), number(in), number(out), number(r.limits.low), number(r.limits.high)});
}

//! What a product of matrices has beside its operands.
struct product_form {
  bool transpose_a = false, transpose_b = false;
  float factor = 1;
};

//! y = factor * op(a) op(b), leading axes broadcast, everything as it lies in memory.
inline void product(lowering_request const& r, product_form const& form, engine::bounds limits) {
  placed const a_value = r.inputs[0], b_value = r.inputs[1];
  engine::strided y = r.outputs[0].as.view(1), a = a_value.as.view(1), b = b_value.as.view(1);
  struct axis {
    engine::index extent = 1, stride = 0;
  };
  auto const pop = [](engine::strided& s, bool present) {
    if (!present) return axis{};
    --s.rank;
    return axis{s.extents[s.rank], s.strides[s.rank]};
  };
  bool const a_is_row = a.rank == 1, b_is_column = b.rank == 1;
  axis const y_column = pop(y, !b_is_column), y_row = pop(y, !a_is_row);
  axis a_inner = pop(a, true), a_row = pop(a, !a_is_row);
  if (form.transpose_a) std::swap(a_inner, a_row);
  axis b_column = pop(b, !b_is_column), b_inner = pop(b, true);
  if (form.transpose_b) std::swap(b_column, b_inner);
  engine::strided_loop<3> loop;
  for (std::size_t i = 0; i < y.rank; ++i)
    loop.add_axis(y.extents[i], {y.strides[i], engine::broadcast_stride(a, i, y.rank),
                                 engine::broadcast_stride(b, i, y.rank)});
  loop.simplify();
  auto const a_at = r.to.placed_constant(a_value), b_at = r.to.placed_constant(b_value);
  r.to.call("layer_product", {reading(a_at), reading(b_at), writing(r.outputs[0].at)},
            fmt::format("layer_matrices {{{}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}}}",
                        loop_text(loop, {0, 1, 2}), a_row.extent, b_column.extent, a_inner.extent,
                        y_row.stride, y_column.stride, a_row.stride, a_inner.stride, b_inner.stride,
                        b_column.stride, literal(form.factor), literal(limits.low), literal(limits.high)));
}

//! Adds beta * c to the output, which has been computed, and cuts it to the limits.
inline void add_behind(lowering_request const& r, placed c, float beta) {
  if (c.constant != nullptr) {
    std::vector<float> scaled = *c.constant;
    for (float& v : scaled) v *= beta;
    c.at = r.to.constant(std::move(scaled), "bias");
    c.constant = nullptr;
  } else if (beta != 1.0F) {
    placed const times = r.to.new_value(r.to.comment, c.as.dims, c.as.channels_last);
    auto const one = r.to.constant({beta}, "factor");
    r.to.call("layer_scale_shift",
              {reading(c.at), one, r.to.constant({0.0F}, "zeros"), writing(times.at), number(c.floats()),
               number(1), number(engine::bounds{}.low), number(engine::bounds{}.high)});
    c = times;
  }
  binary(r, "add", r.outputs[0], c);
}

//! Weights and bias that a dense layer packs: known, the bias by column.
[[nodiscard]] inline bool is_dense(lowering_request const& r, std::size_t out) {
  shape const& w = r.inputs[1].as.dims;
  if (!is_known(r, 1) || !is_known(r, 2) || w.rank() != 2 || r.inputs[0].as.dims.rank() < 2 ||
      !r.outputs[0].as.in_graph_order())
    return false;
  if (r.inputs.size() < 3 || !r.inputs[2].is_there()) return true;
  shape const& c = r.inputs[2].as.dims;
  auto const n = r.inputs[2].floats();
  return n == 1 || (n == out && c[c.rank() - 1] == static_cast<std::int64_t>(out));
}

//! The weights of a dense layer as [out][in], times a factor.
[[nodiscard]] inline std::vector<float> by_output(std::vector<float> const& w, std::size_t in,
                                                  std::size_t out, bool transposed, float factor) {
  std::vector<float> list(w.size());
  for (std::size_t k = 0; k < out; ++k)
    for (std::size_t i = 0; i < in; ++i) list[k * in + i] = factor * w[transposed ? k * in + i : i * out + k];
  return list;
}

[[nodiscard]] inline std::vector<float> bias_of(lowering_request const& r, std::size_t out, float beta) {
  std::vector<float> bias(out, 0.0F);
  if (r.inputs.size() > 2 && r.inputs[2].constant != nullptr)
    for (std::size_t k = 0; k < out; ++k)
      bias[k] = beta * (*r.inputs[2].constant)[r.inputs[2].floats() == 1 ? 0 : k];
  return bias;
}

inline void emit(op::gemm const& op, lowering_request const& r) {
  shape const& w = r.inputs[1].as.dims;
  auto const in = static_cast<std::size_t>(w[op.transpose_b ? 1 : 0]),
             out = static_cast<std::size_t>(w[op.transpose_b ? 0 : 1]);
  if (!op.transpose_a && is_dense(r, out))
    return dense(r, by_output(*r.inputs[1].constant, in, out, op.transpose_b, op.alpha),
                 bias_of(r, out, op.beta), in, out);
  bool const adds = r.inputs.size() > 2 && r.inputs[2].is_there();
  product(r, {op.transpose_a, op.transpose_b, op.alpha}, adds ? engine::bounds{} : r.limits);
  if (adds) add_behind(r, r.inputs[2], op.beta);
}

inline void emit(op::matmul const&, lowering_request const& r) {
  shape const& w = r.inputs[1].as.dims;
  if (w.rank() == 2 && is_dense(r, static_cast<std::size_t>(w[1]))) {
    auto const in = static_cast<std::size_t>(w[0]), out = static_cast<std::size_t>(w[1]);
    return dense(r, by_output(*r.inputs[1].constant, in, out, false, 1), bias_of(r, out, 1), in, out);
  }
  bool const adds = r.inputs.size() > 2; // a row that was added behind
  product(r, {}, adds ? engine::bounds{} : r.limits);
  if (adds) add_behind(r, r.inputs[2], 1);
}

} // namespace peax::deploy::c
