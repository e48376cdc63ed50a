#pragma once
//! @file
//! The body of contents.hpp.

#include <peax/deploy/c/contents.hpp>
#include <peax/graph/cut.hpp>

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace peax::deploy::c {

namespace detail {

//! Names the buffers of a program one after the other, as they are completed.
class naming {
 public:
  naming(program& p, graph const& original)
      : p_(p), g_(original), made_of_(p.buffers.size()), is_(p.buffers.size(), value_id::none) {
    for (std::size_t i = 0; i < g_.values().size(); ++i)
      values_.emplace(g_.values()[i].name, static_cast<value_id>(i));
    for (auto const& n : g_.nodes())
      if (!n.name.empty() && !n.outputs.empty()) {
        auto const [at, fresh] = by_node_.emplace(n.name, n.outputs[0]);
        if (!fresh) at->second = value_id::none; // of several nodes
      }
  }

  void run() {
    std::vector<std::vector<std::size_t>> writers(p_.buffers.size());
    for (std::size_t s = 0; s < p_.steps.size(); ++s)
      for (auto const& a : p_.steps[s].arguments)
        if (a.in == memory::arena && a.written) writers[a.number].push_back(s);
    std::vector<std::size_t> order(p_.buffers.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return !writers[b].empty() && (writers[a].empty() || writers[a].back() < writers[b].back());
    });
    for (auto const b : order) name(b, writers[b]);
  }

 private:
  void name(std::size_t b, std::vector<std::size_t> const& writers) {
    buffer& to = p_.buffers[b];
    for (auto const s : writers) take_sources(b, p_.steps[s]);
    auto& from = made_of_[b];
    std::sort(from.begin(), from.end());
    from.erase(std::unique(from.begin(), from.end()), from.end());
    for (auto const& o : p_.outputs)
      if (!o.further.empty() && o.at.number == b) to.holds = content::outputs;
    if (to.holds == content::outputs) return to.value.clear();
    for (auto const v : wishes(to)) {
      auto const nodes = nodes_between(from, v, to.floats);
      if (!nodes) continue;
      to.holds = content::value;
      to.element_wise =
          std::all_of(nodes->begin(), nodes->end(), [&](node_id id) { return keeps_places(id); });
      is_[b] = v;
      for (auto const s : writers) p_.steps[s].nodes = *nodes;
      break;
    }
    bool const moved = std::all_of(writers.begin(), writers.end(),
                                   [&](std::size_t s) { return p_.steps[s].function == "layer_move"; });
    if (is_[b] == value_id::none && moved && from.size() == 1 && fits(from[0], to.floats)) {
      to.holds = content::copy;
      is_[b] = from[0];
    }
    to.value = is_[b] == value_id::none ? std::string() : g_[is_[b]].name;
  }

  void take_sources(std::size_t b, step const& s) {
    auto& from = made_of_[b];
    for (auto const& a : s.arguments) {
      if (a.in == memory::input) from.push_back(g_.inputs()[a.number]);
      if (a.in != memory::arena || a.written || a.number == b) continue;
      if (is_[a.number] != value_id::none)
        from.push_back(is_[a.number]);
      else
        from.insert(from.end(), made_of_[a.number].begin(), made_of_[a.number].end());
    }
  }

  [[nodiscard]] std::vector<value_id> wishes(buffer const& b) const {
    std::vector<value_id> out;
    auto const wish = [&](auto const& known, std::string const& name) {
      auto const at = known.find(name);
      if (at != known.end() && at->second != value_id::none) out.push_back(at->second);
    };
    wish(values_, b.value);
    for (auto const& v : b.views) wish(values_, v);
    wish(by_node_, b.node);
    return out;
  }

  [[nodiscard]] bool fits(value_id v, std::size_t floats) const {
    return static_cast<std::size_t>(g_[v].dims.elements()) == floats;
  }

  //! The nodes that make a value of others, all of which they need; nothing when it cannot be made of them.
  [[nodiscard]] std::optional<std::vector<node_id>> nodes_between(std::vector<value_id> const& from,
                                                                  value_id made, std::size_t floats) const {
    if (!fits(made, floats) || (g_.producer(made) == node_id::none && !g_[made].is_constant()))
      return std::nullopt;
    std::vector<bool> seen(g_.nodes().size(), false), used(from.size(), false);
    std::vector<node_id> out;
    std::vector<value_id> waiting{made};
    for (bool first = true; !waiting.empty(); first = false) {
      value_id const v = waiting.back();
      waiting.pop_back();
      if (v == value_id::none || g_[v].is_constant()) continue;
      if (auto const at = std::lower_bound(from.begin(), from.end(), v);
          !first && at != from.end() && *at == v) {
        used[static_cast<std::size_t>(at - from.begin())] = true;
        continue;
      }
      node_id const p = g_.producer(v);
      if (p == node_id::none) return std::nullopt;
      if (seen[index_of(p)]) continue;
      seen[index_of(p)] = true;
      out.push_back(p);
      if (!g_[p].op.traits().ignores_elements)
        waiting.insert(waiting.end(), g_[p].inputs.begin(), g_[p].inputs.end());
    }
    if (!std::all_of(used.begin(), used.end(), [](bool u) { return u; })) return std::nullopt;
    std::sort(out.begin(), out.end());
    return out;
  }

  //! Whether an element of the output comes from the element in the same place.
  [[nodiscard]] bool keeps_places(node_id id) const {
    auto const& facts = g_[id].op.traits();
    return facts.element_wise || facts.broadcasts || facts.in_place || feature_maps_of(g_, id).empty();
  }

  program& p_;
  graph const& g_;
  std::unordered_map<std::string, value_id> values_, by_node_;
  std::vector<std::vector<value_id>> made_of_; //!< of each buffer that is complete, through scratch
  std::vector<value_id> is_;
};

} // namespace detail

PEAX_INLINE void name_contents(program& p, graph const& original) { detail::naming(p, original).run(); }

} // namespace peax::deploy::c
