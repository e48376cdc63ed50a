#pragma once
//! @file
//! Normalization by the sample itself: of layers, of instances, of neighbouring channels, of lengths. What each member means: op_kind.hpp.

#include <peax/core/config.hpp>
#include <peax/graph/op/base.hpp>
#include <peax/graph/op_question.hpp>
#include <peax/graph/op_traits.hpp>

#include <cstdint>
#include <string_view>
#include <tuple>
#include <vector>

namespace peax::op {

//! x, scale, optional bias (both of the shape of the axes from `axis` on, or broadcast to it): (x - mean) / sqrt(variance + epsilon) *
//! scale + bias over these axes. Outputs: y, optional mean and 1 / sqrt(variance + epsilon), whose axes from `axis` on are 1.
struct layer_normalization {
  static constexpr std::string_view name = "LayerNormalization";
  static constexpr op_traits traits{
      .layer = layer_class::normalization, .merges = false, .in_place = true, .most_inputs = 3, .since = 17};
  std::int64_t axis = -1;
  float epsilon = 1e-5f;
  static constexpr auto attributes() {
    return std::tuple{attribute{"axis", &layer_normalization::axis},
                      attribute{"epsilon", &layer_normalization::epsilon}};
  }
  bool operator==(layer_normalization const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! x [N,C,...], scale [C], bias [C]: normalized over the positions of each channel of each sample.
struct instance_normalization {
  static constexpr std::string_view name = "InstanceNormalization";
  static constexpr op_traits traits{
      .layer = layer_class::normalization, .merges = false, .in_place = true, .most_inputs = 3};
  float epsilon = 1e-5f;
  static constexpr auto attributes() {
    return std::tuple{attribute{"epsilon", &instance_normalization::epsilon}};
  }
  bool operator==(instance_normalization const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! x / (bias + alpha / size * sum of squares of the `size` channels around)^beta.
struct lrn {
  static constexpr std::string_view name = "LRN";
  static constexpr op_traits traits{.layer = layer_class::normalization, .merges = false};
  std::int64_t size = 1;
  float alpha = 1e-4f, beta = 0.75f, bias = 1.0f;
  static constexpr auto attributes() {
    return std::tuple{attribute{"size", &lrn::size}, attribute{"alpha", &lrn::alpha},
                      attribute{"beta", &lrn::beta}, attribute{"bias", &lrn::bias}};
  }
  bool operator==(lrn const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! x over its length along an axis: the sum of magnitudes (p = 1) or the root of the sum of squares (p = 2). A length of 0 gives 0.
struct lp_normalization {
  static constexpr std::string_view name = "LpNormalization";
  static constexpr op_traits traits{.layer = layer_class::normalization, .merges = false, .in_place = true};
  std::int64_t axis = -1, p = 2;
  static constexpr auto attributes() {
    return std::tuple{attribute{"axis", &lp_normalization::axis}, attribute{"p", &lp_normalization::p}};
  }
  bool operator==(lp_normalization const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

} // namespace peax::op

#ifndef PEAX_COMPILED
#include <peax/graph/op/normalization.ipp>
#endif
