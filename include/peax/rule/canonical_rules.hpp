#pragma once
//! @file
//! The rules of the canonical form, for `apply`. What they make of a network: canonical.hpp.

#include <peax/rule/fold_constants.hpp>
#include <peax/rule/join_layer_normalization.hpp>
#include <peax/rule/matmul_to_gemm.hpp>
#include <peax/rule/mean_to_pool.hpp>
#include <peax/rule/merge_activations.hpp>
#include <peax/rule/merge_pad.hpp>
#include <peax/rule/move_transposes.hpp>
#include <peax/rule/remove_identity.hpp>
#include <peax/rule/reshape_to_flatten.hpp>
#include <peax/rule/rule.hpp>
#include <peax/rule/take_of_concat.hpp>
#include <peax/rule/transposes.hpp>

namespace peax::rule {

//! The rules of the canonical form that keep Dropout, for a network that will be trained.
inline constexpr auto training_form_rules =
    rules{fold_constants{}} +
    rules{remove_identity{}, merge_transposes{}, move_transposes{}, transpose_into_reshape{}} +
    rules{take_of_concat{}, remove_unread_states{}} +
    rules{merge_pad{}, limits_to_clip{}, merge_activations{}} +
    rules{join_layer_normalization{}, add_to_layer_normalization{}} + // before means become pooling
    rules{mean_to_pool{},   matmul_to_gemm{},     add_to_gemm{},
          merge_reshapes{}, reshape_to_flatten{}, transpose_into_weights{}};

//! The rules of the canonical form.
inline constexpr auto canonical_rules = rules{remove_dropout{}} + training_form_rules;

} // namespace peax::rule
