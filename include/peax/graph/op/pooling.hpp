#pragma once
//! @file
//! Pooling and means. What each member means: op_kind.hpp.

#include <peax/core/config.hpp>
#include <peax/graph/op/base.hpp>
#include <peax/graph/op_question.hpp>
#include <peax/graph/op_traits.hpp>

#include <cstdint>
#include <string_view>
#include <tuple>
#include <vector>

namespace peax::op {

//! One output (the indices of ONNX's second output are not supported).
struct max_pool {
  static constexpr std::string_view name = "MaxPool";
  static constexpr op_traits traits{
      .layer = layer_class::pooling, .merges = false, .selects = true, .training_outputs = true};
  ints kernel, strides, pads, dilations;
  bool ceil_mode = false;
  static constexpr auto attributes() {
    return std::tuple{attribute{"kernel_shape", &max_pool::kernel}, attribute{"strides", &max_pool::strides},
                      attribute{"pads", &max_pool::pads}, attribute{"dilations", &max_pool::dilations},
                      attribute{"ceil_mode", &max_pool::ceil_mode}};
  }
  bool operator==(max_pool const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

struct average_pool {
  static constexpr std::string_view name = "AveragePool";
  static constexpr op_traits traits{.layer = layer_class::pooling, .merges = false};
  ints kernel, strides, pads;
  bool ceil_mode = false, count_include_pad = false;
  static constexpr auto attributes() {
    return std::tuple{attribute{"kernel_shape", &average_pool::kernel},
                      attribute{"strides", &average_pool::strides}, attribute{"pads", &average_pool::pads},
                      attribute{"ceil_mode", &average_pool::ceil_mode},
                      attribute{"count_include_pad", &average_pool::count_include_pad}};
  }
  bool operator==(average_pool const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! The root of the sum of the p-th powers of the magnitudes in a window.
struct lp_pool {
  static constexpr std::string_view name = "LpPool";
  static constexpr op_traits traits{.layer = layer_class::pooling, .merges = false};
  ints kernel, strides, pads, dilations;
  bool ceil_mode = false;
  std::int64_t p = 2;
  static constexpr auto attributes() {
    return std::tuple{
        attribute{"kernel_shape", &lp_pool::kernel}, attribute{"strides", &lp_pool::strides},
        attribute{"pads", &lp_pool::pads},           attribute{"dilations", &lp_pool::dilations},
        attribute{"ceil_mode", &lp_pool::ceil_mode}, attribute{"p", &lp_pool::p}};
  }
  bool operator==(lp_pool const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

struct global_average_pool {
  static constexpr std::string_view name = "GlobalAveragePool";
  static constexpr op_traits traits{.layer = layer_class::global_pooling, .merges = false};
  static constexpr auto attributes() { return std::tuple<>{}; }
  bool operator==(global_average_pool const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

struct global_max_pool {
  static constexpr std::string_view name = "GlobalMaxPool";
  static constexpr op_traits traits{.layer = layer_class::global_pooling, .merges = false, .selects = true};
  static constexpr auto attributes() { return std::tuple<>{}; }
  bool operator==(global_max_pool const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! The root of the sum of the p-th powers of the magnitudes of a channel.
struct global_lp_pool {
  static constexpr std::string_view name = "GlobalLpPool";
  static constexpr op_traits traits{.layer = layer_class::global_pooling, .merges = false};
  std::int64_t p = 2;
  static constexpr auto attributes() { return std::tuple{attribute{"p", &global_lp_pool::p}}; }
  bool operator==(global_lp_pool const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! No axes: all of them.
struct reduce_mean {
  static constexpr std::string_view name = "ReduceMean";
  static constexpr op_traits traits{.layer = layer_class::global_pooling, .merges = false};
  ints axes;
  bool keep_dims = true;
  static constexpr auto attributes() {
    return std::tuple{attribute{"axes", &reduce_mean::axes}, attribute{"keepdims", &reduce_mean::keep_dims}};
  }
  bool operator==(reduce_mean const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

} // namespace peax::op

#ifndef PEAX_COMPILED
#include <peax/graph/op/pooling.ipp>
#endif
