#pragma once
//! @file
//! Constants folded.
//!
//!     Before: constants -> op -> y
//!     After:  constant y

#include <peax/core/checked.hpp>
#include <peax/core/error.hpp>
#include <peax/graph/evaluate.hpp>
#include <peax/graph/infer.hpp>
#include <peax/rule/rule.hpp>

#include <fmt/core.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace peax::rule {

//! Replaces an operator that reads constants only by its result. Throws bad_input, naming the bound, where the results of one sweep
//! over a graph would have too many elements, or take too long.
struct fold_constants {
  static constexpr std::string_view name = "fold constants";
  static constexpr bool sweeps = true;
  //! Elements that are made beyond four times those that the graph holds.
  static constexpr std::int64_t most_folded = std::int64_t{1} << 24;
  //! Multiplications and element operations beyond one for each of those elements.
  static constexpr std::int64_t most_folding_work = std::int64_t{1} << 28;

  [[nodiscard]] verdict rewrite(rewriting& w, node_id at) const {
    node const& n = w.now(at);
    if (n.inputs.empty()) return verdict::nothing();
    for (auto id : n.inputs)
      if (id != value_id::none && !w.now(id).is_constant()) return verdict::nothing();
    for (auto id : n.outputs)
      if (id == value_id::none) return verdict::nothing();
    spend(w, n);
    std::vector<tensor> inputs, results;
    for (auto id : n.inputs) inputs.push_back(id == value_id::none ? tensor() : w.now(id).constant);
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

 private:
  static void spend(rewriting& w, node const& n) {
    std::vector<value const*> read;
    for (auto id : n.inputs) read.push_back(id == value_id::none ? nullptr : &w.now(id));
    auto& spent = w.spent();
    if (spent.held < 0) {
      spent.held = 0;
      for (auto const& v : w.before().values()) spent.held += v.is_constant() ? v.dims.elements() : 0;
    }
    auto const refuse = [&](std::string const& why) {
      throw bad_input(fmt::format("{}: its constant cannot be folded: {}",
                                  describe_node(n.op.name(), n.name, read), why));
    };
    for (auto id : n.outputs) spent.made += w.now(id).dims.elements();
    if (spent.made > most_folded + 4 * spent.held)
      refuse(fmt::format("{} elements are too many (most_folded is {})", spent.made, most_folded));
    try {
      auto const work = n.op.kind().work_of(n.op.held(), {read, w.now(n.outputs.front())});
      spent.work = checked_sum(spent.work, checked_sum(work.macs, work.elements));
    } catch (bad_input const& e) {
      refuse(e.what());
    }
    if (spent.work > most_folding_work + 4 * spent.held)
      refuse(
          fmt::format("{} operations are too many (most_folding_work is {})", spent.work, most_folding_work));
  }
};

} // namespace peax::rule
