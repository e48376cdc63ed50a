#pragma once
//! @file
//! What a plan computes: the nodes that the wanted values need, and which of them become one step.

#include <peax/core/error.hpp>
#include <peax/engine/operand.hpp>
#include <peax/engine/plan/plan_options.hpp>
#include <peax/graph/graph.hpp>
#include <peax/graph/op.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

namespace peax::engine {

//! One or several nodes that become one step.
struct lowered {
  node_id main = node_id::none;
  node_id norm = node_id::none;   //!< normalization folded into the weights
  value_id bias = value_id::none; //!< constant row added behind a MatMul
  bounds limits{};                //!< activation in the epilogue
  std::vector<value_id> outputs;  //!< of the last node
};

//! Facts about values and nodes that fusion and the plan ask for.
class lowering {
 public:
  lowering(graph const& g, plan_options const& options) : g_(g), training_(options.training) {
    wanted_ = options.wanted;
    if (wanted_.empty()) wanted_.assign(g.outputs().begin(), g.outputs().end());
    mark_live();
    mark_trained(options);
    mark_gradients();
    for (std::size_t i = 0; i < g.nodes().size(); ++i)
      if (live_[i] && !taken_[i]) lower(static_cast<node_id>(i));
  }

  [[nodiscard]] std::vector<lowered> const& steps() const { return steps_; }
  [[nodiscard]] std::vector<value_id> const& wanted() const { return wanted_; }
  [[nodiscard]] bool is_wanted(value_id id) const {
    return std::find(wanted_.begin(), wanted_.end(), id) != wanted_.end();
  }
  //! Constants that train, in the order of the graph.
  [[nodiscard]] std::vector<value_id> const& trained() const { return trained_; }
  //! Whether a gradient reaches the value (it is trained, or depends on something trained).
  [[nodiscard]] bool has_gradient(value_id id) const {
    return id != value_id::none && gradient_[index_of(id)];
  }
  //! Whether a normalization node works on the statistics of the batch.
  [[nodiscard]] bool uses_batch_statistics(node_id id) const { return batch_statistics_[index_of(id)]; }
  //! Number of live nodes that read the value.
  [[nodiscard]] std::size_t live_readers(value_id id) const {
    auto const readers = g_.readers(id);
    return static_cast<std::size_t>(
        std::count_if(readers.begin(), readers.end(), [&](node_id n) { return live_[index_of(n)]; }));
  }

 private:
  void mark_live() {
    live_.assign(g_.nodes().size(), false);
    taken_ = batch_statistics_ = live_;
    std::vector<bool> needed(g_.values().size(), false);
    for (auto id : wanted_) {
      if (index_of(id) >= needed.size())
        throw bad_input("plan of " + g_.name() + ": a wanted value is not in the graph");
      needed[index_of(id)] = true;
    }
    for (std::size_t i = g_.nodes().size(); i-- > 0;) {
      node const& n = g_.nodes()[i];
      for (auto id : n.outputs)
        if (id != value_id::none && needed[index_of(id)]) live_[i] = true;
      if (!live_[i]) continue;
      if (training_ && n.op.is<op::if_else>())
        throw bad_input("If '" + n.name +
                        "': a network with branches is only run; train the network that it was made from");
      for (auto id : n.inputs)
        if (id != value_id::none) needed[index_of(id)] = true;
    }
  }

  void mark_trained(plan_options const& options) {
    if (!training_) return;
    std::vector<bool> reads(g_.values().size(), false);
    for (std::size_t i = 0; i < g_.nodes().size(); ++i) {
      node const& n = g_.nodes()[i];
      if (!live_[i] || n.op.traits().ignores_elements || !gives_slopes(n)) continue;
      std::size_t const weights = std::min(n.inputs.size(), n.op.traits().trained_inputs);
      for (std::size_t k = 0; k < weights; ++k) {
        value_id const id = n.inputs[k];
        if (id == value_id::none || !g_[id].is_constant() || g_[id].type != data_type::float32) continue;
        reads[index_of(id)] = true;
      }
    }
    if (options.trained) {
      for (auto id : *options.trained) {
        if (index_of(id) >= reads.size() || !g_[id].is_constant())
          throw bad_input("plan of " + g_.name() +
                          ": a value that is to be trained is no constant of the graph");
        if (reads[index_of(id)]) trained_.push_back(id);
      }
      std::sort(trained_.begin(), trained_.end());
      trained_.erase(std::unique(trained_.begin(), trained_.end()), trained_.end());
    } else {
      for (std::size_t i = 0; i < reads.size(); ++i)
        if (reads[i]) trained_.push_back(static_cast<value_id>(i));
    }
    auto const trains = [&](value_id id) { return std::binary_search(trained_.begin(), trained_.end(), id); };
    for (std::size_t i = 0; i < g_.nodes().size(); ++i) {
      node const& n = g_.nodes()[i];
      batch_statistics_[i] = live_[i] && n.op.is<op::batch_normalization>() &&
                             options.normalization == normalization_mode::where_trained &&
                             (trains(n.input(1)) || trains(n.input(2)));
    }
  }

  //! Truth, places and whole numbers do not move with what they are computed from.
  [[nodiscard]] bool gives_slopes(node const& n) const {
    return std::any_of(n.outputs.begin(), n.outputs.end(), [&](value_id id) {
      return id != value_id::none && g_[id].type == data_type::float32;
    });
  }

  void mark_gradients() {
    gradient_.assign(g_.values().size(), false);
    for (auto id : trained_) gradient_[index_of(id)] = true;
    for (std::size_t i = 0; i < g_.nodes().size(); ++i) {
      node const& n = g_.nodes()[i];
      bool const reached =
          live_[i] && !n.op.traits().ignores_elements &&
          std::any_of(n.inputs.begin(), n.inputs.end(), [&](value_id id) { return has_gradient(id); });
      for (auto id : n.outputs)
        if (id != value_id::none && reached && g_[id].type == data_type::float32)
          gradient_[index_of(id)] = true;
    }
  }

  //! The only live reader of a node's only output, unless somebody else wants the value.
  [[nodiscard]] node_id next(std::vector<value_id> const& outputs) const {
    if (outputs.size() != 1 || is_wanted(outputs[0])) return node_id::none;
    node_id found = node_id::none;
    for (auto n : g_.readers(outputs[0])) {
      if (!live_[index_of(n)]) continue;
      if (found != node_id::none) return node_id::none;
      found = n;
    }
    return found;
  }

  void lower(node_id id) {
    node const& n = g_[id];
    lowered one{id, node_id::none, value_id::none, {}, n.outputs};
    auto const take = [&](node_id taken) {
      taken_[index_of(taken)] = true;
      one.outputs = g_[taken].outputs;
    };
    bool const convolution = n.op.is<op::conv>();
    if (convolution && g_[n.input(1)].is_constant() &&
        (n.input(2) == value_id::none || g_[n.input(2)].is_constant()))
      if (node_id const b = next(one.outputs); b != node_id::none && folds(b, one.outputs[0]) &&
                                               !has_gradient(n.input(1)) && !has_gradient(n.input(2)) &&
                                               !has_gradient(n.input(0)))
        one.norm = b, take(b);
    if (n.op.is<op::matmul>())
      if (node_id const b = next(one.outputs); b != node_id::none && adds_row(n, b, one.outputs[0])) {
        one.bias = g_[b].inputs[g_[b].inputs[0] == one.outputs[0] ? 1 : 0];
        take(b);
      }
    if (convolution || n.op.is<op::batch_normalization>() || n.op.is<op::gemm>() || n.op.is<op::matmul>() ||
        n.op.is<op::add>())
      if (node_id const a = next(one.outputs); a != node_id::none && activates(g_[a].op, one.limits)) take(a);
    steps_.push_back(std::move(one));
  }

  [[nodiscard]] bool folds(node_id b, value_id x) const {
    node const& n = g_[b];
    if (!n.op.is<op::batch_normalization>() || n.inputs[0] != x || uses_batch_statistics(b)) return false;
    for (std::size_t i = 1; i < 5; ++i)
      if (!g_[n.input(i)].is_constant() || has_gradient(n.input(i))) return false;
    return true;
  }

  [[nodiscard]] bool adds_row(node const& product, node_id b, value_id x) const {
    node const& n = g_[b];
    if (!n.op.is<op::add>() || !g_[product.inputs[1]].is_constant() || g_[product.inputs[1]].dims.rank() != 2)
      return false;
    value_id const row = n.inputs[n.inputs[0] == x ? 1 : 0];
    return n.inputs[0] != n.inputs[1] && g_[row].is_constant() &&
           g_[row].dims == shape{g_[product.inputs[1]].dims[1]};
  }

  [[nodiscard]] static bool activates(any_op const& op, bounds& limits) {
    if (op.is<op::relu>()) return limits = bounds::relu(), true;
    auto const* clip = op.get_if<op::clip>();
    if (clip == nullptr || (clip->low && clip->high && *clip->low > *clip->high)) return false;
    constexpr float infinity = std::numeric_limits<float>::infinity();
    return limits = {clip->low.value_or(-infinity), clip->high.value_or(infinity)}, true;
  }

  graph const& g_;
  bool training_;
  std::vector<value_id> wanted_, trained_;
  std::vector<bool> live_, taken_, batch_statistics_, gradient_;
  std::vector<lowered> steps_;
};

} // namespace peax::engine
