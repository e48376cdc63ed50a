#pragma once
//! @file
//! The canonical form: one way to say what exporters say in many. It computes the same function.
//!
//! Constants are folded; identity, dropout and dead nodes are gone; Pad lies in its reader; transposes of NHWC exporters have
//! met and cancelled, or stand once behind the input; dense layers are Gemm; means over the plane are GlobalAveragePool; what
//! makes a row per sample is Flatten. Convolution, normalization and activation stay separate nodes.

#include <peax/core/compiled.hpp>
#include <peax/graph/network.hpp>
#include <peax/rule/apply.hpp>
#include <peax/rule/fold_batch_normalization.hpp>
#include <peax/rule/fold_constants.hpp>
#include <peax/rule/matmul_to_gemm.hpp>
#include <peax/rule/mean_to_pool.hpp>
#include <peax/rule/merge_activations.hpp>
#include <peax/rule/merge_pad.hpp>
#include <peax/rule/move_transposes.hpp>
#include <peax/rule/remove_identity.hpp>
#include <peax/rule/reshape_to_flatten.hpp>
#include <peax/rule/rule.hpp>
#include <peax/rule/transposes.hpp>

namespace peax::rule {

//! The rules of the canonical form that keep Dropout, for a network that will be trained.
inline constexpr auto training_form_rules = rules{fold_constants{}} + rules{remove_identity{}, merge_transposes{}, move_transposes{}, transpose_into_reshape{}} +
                                            rules{merge_pad{}, limits_to_clip{}, merge_activations{}} +
                                            rules{mean_to_pool{}, matmul_to_gemm{}, add_to_gemm{}, merge_reshapes{}, reshape_to_flatten{}, transpose_into_weights{}};

//! The rules of the canonical form.
inline constexpr auto canonical_rules = rules{remove_dropout{}} + training_form_rules;

//! The network in canonical form, the same function of its inputs.
[[nodiscard]] PEAX_ROOM_ENTRY network canonical(network const& n);

//! The canonical form with Dropout kept.
[[nodiscard]] PEAX_ROOM_ENTRY network training_form(network const& n);

//! The canonical form with normalizations folded into the layers before them.
[[nodiscard]] PEAX_ROOM_ENTRY network inference_form(network const& n);

} // namespace peax::rule

#ifndef PEAX_ROOMS_COMPILED
#include <peax/rule/canonical.ipp>
#endif
