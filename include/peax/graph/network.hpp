#pragma once
//! @file
//! A network: an immutable graph with its weights, cheap to copy; a model: a network whose kind is part of its type.

#include <peax/graph/graph.hpp>

#include <concepts>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace peax {

//! Kinds of models: what a rewriter takes and what it yields.
struct single_exit {
  static constexpr std::string_view name = "single_exit";
};
struct multi_exit {
  static constexpr std::string_view name = "multi_exit";
};
struct temporal {
  static constexpr std::string_view name = "temporal";
};

//! An immutable graph with its weights, whatever its kind. Copies share everything.
class network {
 public:
  network();
  explicit network(graph g);

  [[nodiscard]] graph const& operator*() const { return held_->structure; }
  [[nodiscard]] graph const* operator->() const { return &held_->structure; }
  [[nodiscard]] std::string const& name() const { return held_->structure.name(); }

  //! Hash of structure and weights; computed once.
  [[nodiscard]] digest content() const { return held_->content; }

 private:
  struct held {
    graph structure;
    digest content;
  };
  std::shared_ptr<held const> held_;
};

//! A network whose kind (single_exit, multi_exit, temporal, ...) is part of its type.
template <class Kind> struct model : network {
  using kind = Kind;
  using network::network;
  explicit model(network n) : network(std::move(n)) {}
};

} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/graph/network.ipp>
#endif
