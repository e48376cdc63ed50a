#pragma once
//! @file
//! Operators that move elements: joining, reshaping, slicing. What each member means: op_kind.hpp.

#include <peax/core/config.hpp>
#include <peax/graph/op/base.hpp>
#include <peax/graph/op_question.hpp>
#include <peax/graph/op_traits.hpp>

#include <cstdint>
#include <string_view>
#include <tuple>
#include <vector>

namespace peax::op {

struct concat {
  static constexpr std::string_view name = "Concat";
  static constexpr op_traits traits{
      .layer = layer_class::reshape, .any_order = true, .any_type = true, .most_inputs = any_number};
  std::int64_t axis = 1;
  static constexpr auto attributes() { return std::tuple{attribute{"axis", &concat::axis}}; }
  bool operator==(concat const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! To a matrix: axes before `axis` are rows.
struct flatten {
  static constexpr std::string_view name = "Flatten";
  static constexpr op_traits traits{.layer = layer_class::reshape,
                                    .view = true,
                                    .in_place = true,
                                    .selects = true,
                                    .any_order = true,
                                    .any_type = true};
  std::int64_t axis = 1;
  static constexpr auto attributes() { return std::tuple{attribute{"axis", &flatten::axis}}; }
  bool operator==(flatten const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! Target extents: -1 is inferred, 0 copies the input's. A target whose axis 0 is the batch has 0 there.
struct reshape {
  static constexpr std::string_view name = "Reshape";
  static constexpr op_traits traits{.layer = layer_class::reshape,
                                    .view = true,
                                    .in_place = true,
                                    .selects = true,
                                    .any_order = true,
                                    .any_type = true};
  ints target;
  static constexpr auto attributes() { return std::tuple{attribute{"shape", &reshape::target}}; }
  bool operator==(reshape const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! Removes axes of extent 1; no axes: all of them.
struct squeeze {
  static constexpr std::string_view name = "Squeeze";
  static constexpr op_traits traits{.layer = layer_class::reshape,
                                    .view = true,
                                    .in_place = true,
                                    .selects = true,
                                    .any_order = true,
                                    .any_type = true};
  ints axes;
  static constexpr auto attributes() { return std::tuple{attribute{"axes", &squeeze::axes}}; }
  bool operator==(squeeze const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

struct unsqueeze {
  static constexpr std::string_view name = "Unsqueeze";
  static constexpr op_traits traits{.layer = layer_class::reshape,
                                    .view = true,
                                    .in_place = true,
                                    .selects = true,
                                    .any_order = true,
                                    .any_type = true};
  ints axes;
  static constexpr auto attributes() { return std::tuple{attribute{"axes", &unsqueeze::axes}}; }
  bool operator==(unsqueeze const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

struct transpose {
  static constexpr std::string_view name = "Transpose";
  static constexpr op_traits traits{
      .layer = layer_class::reshape, .selects = true, .any_order = true, .any_type = true};
  ints permutation;
  static constexpr auto attributes() { return std::tuple{attribute{"perm", &transpose::permutation}}; }
  bool operator==(transpose const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! Pads of all axes: begins, then ends; may be negative.
struct pad {
  static constexpr std::string_view name = "Pad";
  static constexpr op_traits traits{.layer = layer_class::normalization, .any_order = true, .any_type = true};
  ints pads;
  pad_mode mode = pad_mode::constant;
  float value = 0;
  static constexpr auto attributes() {
    return std::tuple{attribute{"pads", &pad::pads}, attribute{"mode", &pad::mode},
                      attribute{"value", &pad::value}};
  }
  bool operator==(pad const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! Each axis so often behind itself.
struct tile {
  static constexpr std::string_view name = "Tile";
  static constexpr op_traits traits{.layer = layer_class::reshape, .any_order = true, .any_type = true};
  ints repeats;
  static constexpr auto attributes() { return std::tuple{attribute{"repeats", &tile::repeats}}; }
  bool operator==(tile const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! As many entries as sliced axes; ends beyond the extent are clamped.
struct slice {
  static constexpr std::string_view name = "Slice";
  static constexpr op_traits traits{.layer = layer_class::reshape, .any_order = true, .any_type = true};
  ints starts, ends, axes, steps;
  static constexpr auto attributes() {
    return std::tuple{attribute{"starts", &slice::starts}, attribute{"ends", &slice::ends},
                      attribute{"axes", &slice::axes}, attribute{"steps", &slice::steps}};
  }
  bool operator==(slice const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! As many outputs as sizes.
struct split {
  static constexpr std::string_view name = "Split";
  static constexpr op_traits traits{.layer = layer_class::reshape, .any_order = true, .any_type = true};
  std::int64_t axis = 0;
  ints sizes;
  static constexpr auto attributes() {
    return std::tuple{attribute{"axis", &split::axis}, attribute{"split", &split::sizes}};
  }
  bool operator==(split const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! data, indices (int64 or int32).
struct gather {
  static constexpr std::string_view name = "Gather";
  static constexpr op_traits traits{
      .layer = layer_class::reshape, .any_order = true, .any_type = true, .most_inputs = 2};
  std::int64_t axis = 0;
  static constexpr auto attributes() { return std::tuple{attribute{"axis", &gather::axis}}; }
  bool operator==(gather const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

} // namespace peax::op

#ifndef PEAX_COMPILED
#include <peax/graph/op/layout.ipp>
#endif
