#pragma once
//! @file
//! What goes along one axis and keeps its extents: running sums, the mark of the largest. What each member means: op_kind.hpp.

#include <peax/core/config.hpp>
#include <peax/graph/op/base.hpp>
#include <peax/graph/op_question.hpp>
#include <peax/graph/op_traits.hpp>

#include <cstdint>
#include <string_view>
#include <tuple>
#include <vector>

namespace peax::op {

//! Sums of the elements up to each one, or (exclusive) up to the one before; reverse: from the end.
struct cum_sum {
  static constexpr std::string_view name = "CumSum";
  static constexpr op_traits traits{.merges = false, .any_order = true, .since = 11};
  std::int64_t axis = 0;
  bool exclusive = false, reverse = false;
  static constexpr auto attributes() {
    return std::tuple{attribute{"axis", &cum_sum::axis}, attribute{"exclusive", &cum_sum::exclusive},
                      attribute{"reverse", &cum_sum::reverse}};
  }
  bool operator==(cum_sum const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! 1 at the first largest element along an axis, 0 elsewhere. Its slope is 0.
struct hardmax {
  static constexpr std::string_view name = "Hardmax";
  static constexpr op_traits traits{.layer = layer_class::activation, .merges = false, .any_order = true};
  std::int64_t axis = -1;
  static constexpr auto attributes() { return std::tuple{attribute{"axis", &hardmax::axis}}; }
  bool operator==(hardmax const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

} // namespace peax::op

#ifndef PEAX_COMPILED
#include <peax/graph/op/along_axis.ipp>
#endif
