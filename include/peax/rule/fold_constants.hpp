#pragma once
//! @file
//! Constants folded.
//!
//!     Before: constants -> op -> y
//!     After:  constant y

#include <peax/core/error.hpp>
#include <peax/graph/evaluate.hpp>
#include <peax/rule/rule.hpp>

#include <cstddef>
#include <string_view>
#include <vector>

namespace peax::rule {

//! Replaces an operator that reads constants only by its result.
struct fold_constants {
  static constexpr std::string_view name = "fold constants";
  static constexpr bool sweeps = true;

  [[nodiscard]] verdict rewrite(rewriting& w, node_id at) const {
    node const& n = w.now(at);
    if (n.inputs.empty()) return verdict::nothing();
    std::vector<tensor> inputs;
    for (auto id : n.inputs) {
      if (id != value_id::none && !w.now(id).is_constant()) return verdict::nothing();
      inputs.push_back(id == value_id::none ? tensor() : w.now(id).constant);
    }
    for (auto id : n.outputs)
      if (id == value_id::none) return verdict::nothing();
    std::vector<tensor> results;
    try {
      results = evaluate(n.op, n.name, inputs, n.outputs.size());
    } catch (bad_input const& e) {
      return verdict::no("folding a constant", e.what(), n.name);
    }
    auto const outputs = n.outputs;
    auto& edit = w.edit();
    for (std::size_t i = 0; i < results.size(); ++i) edit.set_constant(outputs[i], results[i]);
    edit.remove(at);
    return verdict::done();
  }
};

} // namespace peax::rule
