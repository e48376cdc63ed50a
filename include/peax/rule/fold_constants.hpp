#pragma once
//! @file
//! Constants folded.
//!
//!     Before: constants -> op -> y
//!     After:  constant y

#include <peax/graph/evaluate.hpp>
#include <peax/rule/rule.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace peax::rule {

//! Replaces an operator that reads constants only by its result, up to 64 million elements.
struct fold_constants {
  static constexpr std::string_view name = "fold constants";
  static constexpr std::int64_t most_folded = std::int64_t{1} << 26;

  [[nodiscard]] verdict rewrite(rewriting& w, node_id at) const {
    graph const& g = w.before();
    node const& n = g[at];
    std::vector<tensor> inputs;
    for (auto id : n.inputs) {
      if (id != value_id::none && !g[id].is_constant()) return verdict::nothing();
      inputs.push_back(id == value_id::none ? tensor() : g[id].constant);
    }
    if (inputs.empty()) return verdict::nothing();
    for (auto id : n.outputs) {
      if (id == value_id::none) return verdict::nothing();
      if (g[id].dims.elements() > most_folded)
        return verdict::no("folding a constant", "it has " + g[id].dims.text() + " elements", n.name);
    }
    std::vector<tensor> results;
    try {
      results = evaluate(n.op, n.name, inputs, n.outputs.size());
    } catch (bad_input const& e) {
      return verdict::no("folding a constant", e.what(), n.name);
    }
    auto& edit = w.edit();
    for (std::size_t i = 0; i < results.size(); ++i) edit.set_constant(n.outputs[i], results[i]);
    edit.remove(at);
    return verdict::done();
  }
};

} // namespace peax::rule
