#pragma once
//! @file
//! Where a trained constant lies in the memory of a plan.

#include <peax/graph/value.hpp>

#include <cstddef>

namespace peax::engine {

//! A constant of the graph that trains: its place in the flat memory of all parameters, in the graph's order.
struct parameter {
  value_id id = value_id::none;
  std::size_t offset = 0, size = 0;
};

} // namespace peax::engine
