#pragma once
//! @file
//! Branches: graphs of which one runs. What each member means: op_kind.hpp.

#include <peax/core/config.hpp>
#include <peax/graph/op/base.hpp>
#include <peax/graph/op_question.hpp>
#include <peax/graph/op_traits.hpp>

#include <string_view>
#include <tuple>
#include <vector>

namespace peax::op {

//! condition (boolean, one element), then what the branches read of the graph around them. Each branch has these as its inputs, in
//! this order, and gives as many values as the node, of the same types. Only the branch that is taken runs. Run only: neither
//! trained nor rewritten.
struct if_else {
  static constexpr std::string_view name = "If";
  static constexpr op_traits traits{
      .merges = false, .any_order = true, .any_type = true, .most_inputs = any_number};
  body then_branch, else_branch;
  static constexpr auto attributes() {
    return std::tuple{attribute{"then_branch", &if_else::then_branch},
                      attribute{"else_branch", &if_else::else_branch}};
  }
  bool operator==(if_else const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const; //!< of the branch that costs more
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

} // namespace peax::op

// The bodies ask and run whole graphs: interpret.hpp includes them.
