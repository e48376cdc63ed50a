#pragma once
//! @file
//! A node of a graph whose operator kind is part of the type.

#include <peax/graph/any_op.hpp>
#include <peax/graph/graph.hpp>

#include <cstddef>
#include <string>
#include <type_traits>

namespace peax {

//! A node known to be of kind Op; `node_ref<any_op>` is one of any kind. Refers to the graph, which must outlive it.
template <class Op> class node_ref {
 public:
  node_ref(graph const& g, node_id id) : graph_(&g), id_(id) {}

  [[nodiscard]] node_id id() const { return id_; }
  [[nodiscard]] graph const& in() const { return *graph_; }
  [[nodiscard]] node const& operator*() const { return (*graph_)[id_]; }
  [[nodiscard]] node const* operator->() const { return &(*graph_)[id_]; }
  [[nodiscard]] std::string const& name() const { return (**this).name; }

  //! The attributes.
  [[nodiscard]] Op const& op() const {
    if constexpr (std::is_same_v<Op, any_op>)
      return (**this).op;
    else
      return (**this).op.template get<Op>();
  }

  [[nodiscard]] bool has_input(std::size_t i) const { return (**this).input(i) != value_id::none; }
  [[nodiscard]] value_id input_id(std::size_t i) const { return (**this).input(i); }
  [[nodiscard]] value_id output_id(std::size_t i = 0) const { return (**this).outputs[i]; }

  //! The i-th input, which must be present.
  [[nodiscard]] value const& input(std::size_t i = 0) const { return (*graph_)[input_id(i)]; }
  [[nodiscard]] value const& output(std::size_t i = 0) const { return (*graph_)[output_id(i)]; }

 private:
  graph const* graph_;
  node_id id_;
};

} // namespace peax
