#pragma once
//! @file
//! The structure of a network: blocks, places for exits, tasks and modalities.

#include <peax/analysis/obtain.hpp>
#include <peax/analysis/report.hpp>
#include <peax/core/config.hpp>
#include <peax/document/fwd.hpp>
#include <peax/graph/block.hpp>
#include <peax/graph/location.hpp>
#include <peax/graph/network.hpp>
#include <peax/graph/task.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace peax::report {

//! Blocks in running order, the block of each node, places for exits, the task of each output and the modality of each input.
struct architecture {
  static constexpr std::string_view title = "Architecture";

  network of;
  std::vector<block> blocks;
  std::vector<std::size_t> block_of_node;
  std::vector<location> locations;  //!< places for exits, without the one before the classifier
  std::vector<task> tasks;          //!< of each output
  std::vector<modality> modalities; //!< of each input
  bool is_branching = false;        //!< some feature map has several readers
  bool has_residuals = false;
  bool is_recurrent =
      false; //!< some layer keeps a state from step to step: LSTM, GRU, RNN; the others are feed-forward

  //! Made from any network, without data.
  struct default_reporter {
    architecture make(network const& n) const;
  };

  //! The block in which a value is made.
  [[nodiscard]] std::size_t block_of(value_id v) const { return block_of_node[index_of(of->producer(v))]; }
};

//! The operators of a block, runs of the same counted: "Conv, BatchNormalization, 2 x Relu".
[[nodiscard]] PEAX_INLINE std::string operators_of(graph const& g, block const& b);

//! The name of the block that ends at a place; several places in one block are told apart by their number.
[[nodiscard]] PEAX_INLINE std::string name_of_place(architecture const& a, location const& l);

//! The network as a drawing of its blocks; shares of the MACs as bars.
[[nodiscard]] PEAX_INLINE document::network_drawing draw_blocks(architecture const& a);

//! The section of the summary.
[[nodiscard]] PEAX_INLINE document::section describe(architecture const& a);

} // namespace peax::report

namespace peax::detail {
PEAX_COMPILED_ONCE(document::section told_by<report::architecture, document::section>(void const*));
} // namespace peax::detail

#ifndef PEAX_COMPILED
#include <peax/report/architecture.ipp>
#endif
