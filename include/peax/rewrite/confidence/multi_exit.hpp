#pragma once
//! @file
//! A network with some of its tried exits as further outputs.

#include <peax/core/config.hpp>
#include <peax/graph/graph.hpp>
#include <peax/graph/network.hpp>
#include <peax/report/early_exits.hpp>
#include <peax/solution/solution.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace peax::rewrite {

//! A network whose outputs are its exits in running order, the last the classifier that it had; and their records.
struct multi_exit_network {
  network whole;
  std::vector<result::exit_record> exits;
  std::vector<value_id> at; //!< the feature map of each early exit's branch
};

//! Joins branches to a network with one output. Names of the user's model stay; exit i's values begin with "exit_<block>/" and its
//! output is called "exit_<block>". Further outputs of the model are dropped.
[[nodiscard]] PEAX_INLINE multi_exit_network with_exits(network const& n,
                                                        std::span<report::map_branch const* const> chosen);

} // namespace peax::rewrite

#ifndef PEAX_COMPILED
#include <peax/rewrite/confidence/multi_exit.ipp>
#endif
