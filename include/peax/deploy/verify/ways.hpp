#pragma once
//! @file
//! The nodes of a network that lie between values that are known and one that is made of them.

#include <peax/deploy/json_value.hpp>
#include <peax/graph/graph.hpp>
#include <peax/graph/op.hpp>

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace peax::deploy::certified {

//! The values of a network by their names, and what lies between them.
class ways {
 public:
  explicit ways(graph const& g) : g_(g) {
    for (std::size_t i = 0; i < g.values().size(); ++i)
      by_name_.emplace(as_utf8(g.values()[i].name), static_cast<value_id>(i));
  }

  [[nodiscard]] value_id find(std::string const& name) const {
    auto const at = by_name_.find(name);
    return at == by_name_.end() ? value_id::none : at->second;
  }

  //! The nodes between values that are known and one that is made of them.
  struct way {
    std::set<node_id> nodes;
    std::set<value_id> used;           //!< of the known ones
    value_id unknown = value_id::none; //!< an input of the network that none of the known values hides
  };

  [[nodiscard]] way between(std::set<value_id> const& known, value_id made) const {
    way out;
    std::vector<node_id> waiting;
    auto const reach = [&](value_id v) {
      if (v == value_id::none || g_[v].is_constant()) return;
      if (known.contains(v)) {
        out.used.insert(v);
        return;
      }
      node_id const p = g_.producer(v);
      if (p == node_id::none)
        out.unknown = v;
      else if (out.nodes.insert(p).second && !g_[p].op.traits().ignores_elements)
        waiting.push_back(p);
    };
    // The value itself may be among the known ones: a copy.
    reach(made);
    while (!waiting.empty()) {
      node const& n = g_[waiting.back()];
      waiting.pop_back();
      for (auto const v : n.inputs) reach(v);
    }
    return out;
  }

  //! Whether all nodes that work on feature maps give each element from the element that lies in the same place.
  [[nodiscard]] bool is_element_wise(way const& w) const {
    return !w.nodes.empty() && std::all_of(w.nodes.begin(), w.nodes.end(), [&](node_id id) {
      node const& n = g_[id];
      op_traits const& facts = n.op.traits();
      return is_of_constants(n) || facts.element_wise || facts.broadcasts || facts.view || facts.in_place;
    });
  }

  //! Whether a layer or a pooling is among the nodes, whose output lies beside its inputs in any order of steps.
  [[nodiscard]] bool has_layer(way const& w) const {
    return !w.used.empty() && std::any_of(w.nodes.begin(), w.nodes.end(), [&](node_id id) {
      layer_class const c = g_[id].op.traits().layer;
      return c == layer_class::convolution || c == layer_class::dense || c == layer_class::pooling ||
             c == layer_class::global_pooling;
    });
  }

  //! Whether all nodes that work on feature maps leave the elements as they are, or `turned` into another order.
  [[nodiscard]] bool is_renamed(way const& w, bool turned = false) const {
    return std::all_of(w.nodes.begin(), w.nodes.end(), [&, turned](node_id id) {
      any_op const& op = g_[id].op;
      if (auto const* const cast = op.get_if<op::cast>()) // to whole numbers it computes
        return cast->to == data_type::float32 || cast->to == data_type::float64;
      if (turned && op.is<op::transpose>()) return true;
      return is_of_constants(g_[id]) || op.traits().view || op.is<op::identity>() || op.is<op::dropout>();
    });
  }

  [[nodiscard]] std::size_t bytes_of(value_id v) const {
    return static_cast<std::size_t>(g_[v].dims.elements()) * sizeof(float);
  }
  [[nodiscard]] std::string name_of(value_id v) const { return as_utf8(g_[v].name); }
  [[nodiscard]] graph const& network() const { return g_; }

 private:
  [[nodiscard]] bool is_of_constants(node const& n) const {
    return std::all_of(n.inputs.begin(), n.inputs.end(),
                       [&](value_id v) { return v == value_id::none || g_[v].is_constant(); });
  }

  graph const& g_;
  std::map<std::string, value_id> by_name_;
};

} // namespace peax::deploy::certified
