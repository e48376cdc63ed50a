#pragma once
//! @file
//! A branch on a feature map of a network, and an exit made of one.

#include <peax/core/config.hpp>
#include <peax/graph/network.hpp>
#include <peax/report/early_exits/branch_kind.hpp>
#include <peax/tensor/tensor.hpp>

#include <cstdint>
#include <iosfwd>
#include <string>

namespace peax::report {

//! What is computed from one feature map beside the network, and what it gave for each sample: an exit's answers or
//! logits, or a signature.
struct map_branch {
  std::string at;          //!< the feature map that it reads
  std::string after_block; //!< the block that ends there; places in one block are told apart by a number
  network branch;          //!< from the feature map to the outputs
  std::int64_t prefix_macs = 0, branch_macs = 0;
  tensor outputs; //!< [N, values]
};

//! A trained exit at one place. Its `outputs` are its answers on the validation samples.
struct exit_candidate : map_branch {
  branch_kind kind = branch_kind::grid;
  double score = 0; //!< on validation, by the score of the report

  PEAX_INLINE void save(std::ostream& to) const;
  static PEAX_INLINE exit_candidate load(std::istream& from);
};

} // namespace peax::report

#ifndef PEAX_COMPILED
#include <peax/report/early_exits/candidate.ipp>
#endif
