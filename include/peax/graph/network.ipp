#pragma once
//! @file
//! The bodies of network.hpp.

#include <peax/graph/network.hpp>

#include <memory>
#include <utility>

namespace peax {

PEAX_INLINE network::network() : network(graph()) {}

PEAX_INLINE network::network(graph g) {
  digest const content = content_hash(g);
  held_ = std::make_shared<held const>(held{std::move(g), content});
}

} // namespace peax
