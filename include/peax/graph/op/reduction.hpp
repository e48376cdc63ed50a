#pragma once
//! @file
//! What remains of an axis: sums, extremes, their places, the largest. What each member means: op_kind.hpp.

#include <peax/core/config.hpp>
#include <peax/graph/op/base.hpp>
#include <peax/graph/op_question.hpp>
#include <peax/graph/op_traits.hpp>

#include <cstdint>
#include <string_view>
#include <tuple>
#include <vector>

namespace peax::op {

//! What reductions over axes share. No axes: all of them.
struct reduction {
  static constexpr op_traits traits{.merges = false, .any_order = true};
  ints axes;
  bool keep_dims = true;
  bool operator==(reduction const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
};

//! The attributes of a reduction, as its own.
template <class Op> constexpr auto reduction_attributes() {
  return std::tuple{attribute<Op, ints>{"axes", &Op::axes}, attribute<Op, bool>{"keepdims", &Op::keep_dims}};
}

struct reduce_sum : reduction {
  static constexpr std::string_view name = "ReduceSum";
  static constexpr auto attributes() { return reduction_attributes<reduce_sum>(); }
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

struct reduce_max : reduction {
  static constexpr std::string_view name = "ReduceMax";
  static constexpr auto attributes() { return reduction_attributes<reduce_max>(); }
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

struct reduce_min : reduction {
  static constexpr std::string_view name = "ReduceMin";
  static constexpr auto attributes() { return reduction_attributes<reduce_min>(); }
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! Sum of absolute values.
struct reduce_l1 : reduction {
  static constexpr std::string_view name = "ReduceL1";
  static constexpr auto attributes() { return reduction_attributes<reduce_l1>(); }
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! Square root of the sum of squares.
struct reduce_l2 : reduction {
  static constexpr std::string_view name = "ReduceL2";
  static constexpr auto attributes() { return reduction_attributes<reduce_l2>(); }
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

struct reduce_sum_square : reduction {
  static constexpr std::string_view name = "ReduceSumSquare";
  static constexpr auto attributes() { return reduction_attributes<reduce_sum_square>(); }
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

struct reduce_prod : reduction {
  static constexpr std::string_view name = "ReduceProd";
  static constexpr auto attributes() { return reduction_attributes<reduce_prod>(); }
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

struct reduce_log_sum : reduction {
  static constexpr std::string_view name = "ReduceLogSum";
  static constexpr auto attributes() { return reduction_attributes<reduce_log_sum>(); }
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! Logarithm of the sum of exp(x), without overflow inside.
struct reduce_log_sum_exp : reduction {
  static constexpr std::string_view name = "ReduceLogSumExp";
  static constexpr auto attributes() { return reduction_attributes<reduce_log_sum_exp>(); }
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! What the places of extremes along one axis share: int64, the first of several equal ones, or the last.
struct place_of_extreme {
  static constexpr op_traits traits{.merges = false, .any_order = true};
  std::int64_t axis = 0;
  bool keep_dims = true, select_last = false;
  bool operator==(place_of_extreme const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
};

struct arg_max : place_of_extreme {
  static constexpr std::string_view name = "ArgMax";
  static constexpr auto attributes() {
    return std::tuple{attribute<arg_max, std::int64_t>{"axis", &arg_max::axis},
                      attribute<arg_max, bool>{"keepdims", &arg_max::keep_dims},
                      attribute<arg_max, bool>{"select_last_index", &arg_max::select_last}};
  }
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

struct arg_min : place_of_extreme {
  static constexpr std::string_view name = "ArgMin";
  static constexpr auto attributes() {
    return std::tuple{attribute<arg_min, std::int64_t>{"axis", &arg_min::axis},
                      attribute<arg_min, bool>{"keepdims", &arg_min::keep_dims},
                      attribute<arg_min, bool>{"select_last_index", &arg_min::select_last}};
  }
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! The k largest (or smallest) along one axis in their order, and their places (int64); of equal ones the first comes first.
struct top_k {
  static constexpr std::string_view name = "TopK";
  static constexpr op_traits traits{.merges = false, .any_order = true};
  std::int64_t axis = -1, k = 1;
  bool largest = true, sorted = true;
  static constexpr auto attributes() {
    return std::tuple{attribute{"axis", &top_k::axis}, attribute{"k", &top_k::k},
                      attribute{"largest", &top_k::largest}, attribute{"sorted", &top_k::sorted}};
  }
  bool operator==(top_k const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

} // namespace peax::op

#ifndef PEAX_COMPILED
#include <peax/graph/op/reduction.ipp>
#endif
