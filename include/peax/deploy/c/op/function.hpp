#pragma once
//! @file
//! Functions of one element: exp, erf, elu and their kin.

#include <peax/deploy/c/op/elementwise.hpp>

namespace peax::deploy::c {

inline void emit(op::exp const&, lowering_request const& r) { unary(r, "function_exp"); }
inline void emit(op::log const&, lowering_request const& r) { unary(r, "function_log"); }
inline void emit(op::sqrt const&, lowering_request const& r) { unary(r, "function_sqrt"); }
inline void emit(op::reciprocal const&, lowering_request const& r) { unary(r, "function_reciprocal"); }
inline void emit(op::neg const&, lowering_request const& r) { unary(r, "function_neg"); }
inline void emit(op::abs const&, lowering_request const& r) { unary(r, "function_abs"); }
inline void emit(op::sign const&, lowering_request const& r) { unary(r, "function_sign"); }
inline void emit(op::floor const&, lowering_request const& r) { unary(r, "function_floor"); }
inline void emit(op::ceil const&, lowering_request const& r) { unary(r, "function_ceil"); }
inline void emit(op::round const&, lowering_request const& r) { unary(r, "function_round"); }
inline void emit(op::sin const&, lowering_request const& r) { unary(r, "function_sin"); }
inline void emit(op::cos const&, lowering_request const& r) { unary(r, "function_cos"); }
inline void emit(op::erf const&, lowering_request const& r) { unary(r, "function_erf"); }
inline void emit(op::elu const& op, lowering_request const& r) {
  unary(r, "function_elu", {number(op.alpha)});
}
inline void emit(op::selu const& op, lowering_request const& r) {
  unary(r, "function_selu", {number(op.alpha), number(op.gamma)});
}
inline void emit(op::celu const& op, lowering_request const& r) {
  unary(r, "function_celu", {number(op.alpha)});
}
inline void emit(op::softplus const&, lowering_request const& r) { unary(r, "function_softplus"); }
inline void emit(op::softsign const&, lowering_request const& r) { unary(r, "function_softsign"); }
inline void emit(op::thresholded_relu const& op, lowering_request const& r) {
  unary(r, "function_thresholded_relu", {number(op.alpha)});
}
inline void emit(op::gelu const& op, lowering_request const& r) {
  unary(r, op.by_tanh ? "function_gelu_by_tanh" : "function_gelu");
}
inline void emit(op::fake_quantize const& op, lowering_request const& r) {
  auto const [least, most] = op.codes();
  auto const zero = static_cast<float>(op.zero_point);
  unary(
      r, "function_fake_quantize",
      {number(op.scale), number(static_cast<float>(least) - zero), number(static_cast<float>(most) - zero)});
}

} // namespace peax::deploy::c
