#pragma once
//! @file
//! What exporters put between layers: shapes as values, casts, Dropout, Identity. What each member means: op_kind.hpp.

#include <peax/core/config.hpp>
#include <peax/graph/op/base.hpp>
#include <peax/graph/op_question.hpp>
#include <peax/graph/op_traits.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <tuple>
#include <vector>

namespace peax::op {

//! The extents of its input, int64; the range [start, end) of its axes.
struct shape_of {
  static constexpr std::string_view name = "Shape";
  static constexpr op_traits traits{.ignores_elements = true, .any_type = true};
  std::int64_t start = 0;
  std::optional<std::int64_t> end;
  static constexpr auto attributes() {
    return std::tuple{attribute{"start", &shape_of::start}, attribute{"end", &shape_of::end}};
  }
  bool operator==(shape_of const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

struct cast {
  static constexpr std::string_view name = "Cast";
  static constexpr op_traits traits{.element_wise = true, .any_type = true};
  data_type to = data_type::float32;
  static constexpr auto attributes() { return std::tuple{attribute{"to", &cast::to}}; }
  bool operator==(cast const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! A tensor of the shape that its (constant) input names, filled with one value.
struct constant_of_shape {
  static constexpr std::string_view name = "ConstantOfShape";
  static constexpr op_traits traits{.ignores_elements = true, .any_type = true, .since = 9};
  data_type type = data_type::float32;
  float value = 0;
  static constexpr auto attributes() {
    return std::tuple{attribute{"type", &constant_of_shape::type},
                      attribute{"value", &constant_of_shape::value}};
  }
  bool operator==(constant_of_shape const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! Broadcasts to the target extents; 1 keeps the input's; the batch is 1 here.
struct expand {
  static constexpr std::string_view name = "Expand";
  static constexpr op_traits traits{
      .layer = layer_class::reshape, .any_order = true, .any_type = true, .since = 8};
  ints target;
  static constexpr auto attributes() { return std::tuple{attribute{"shape", &expand::target}}; }
  bool operator==(expand const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! Does nothing but in training, where it silences a share of the elements.
struct dropout {
  static constexpr std::string_view name = "Dropout";
  static constexpr op_traits traits{.layer = layer_class::normalization,
                                    .element_wise = true,
                                    .in_place = true,
                                    .selects = true,
                                    .any_type = true,
                                    .training_outputs = true};
  float ratio = 0.5f;
  static constexpr auto attributes() { return std::tuple{attribute{"ratio", &dropout::ratio}}; }
  bool operator==(dropout const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

struct identity {
  static constexpr std::string_view name = "Identity";
  static constexpr op_traits traits{.layer = layer_class::normalization,
                                    .element_wise = true,
                                    .view = true,
                                    .in_place = true,
                                    .selects = true,
                                    .any_type = true};
  static constexpr auto attributes() { return std::tuple<>{}; }
  bool operator==(identity const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

} // namespace peax::op

#ifndef PEAX_COMPILED
#include <peax/graph/op/auxiliary.ipp>
#endif
