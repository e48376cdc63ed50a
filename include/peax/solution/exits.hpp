#pragma once
//! @file
//! The exits of a solution's network, and which processor answers at which.

#include <peax/meta/record.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace peax::result {

//! One exit of a model, in running order; the last is the final classifier.
struct exit_record {
  std::string name;
  std::string output;      //!< the output of the model
  std::string after_block; //!< empty for the last
  std::string at;          //!< the feature map that the branch reads; empty for the last
  std::int64_t macs = 0;   //!< of a sample that leaves here, branches passed included
};

//! What runs on one processor: the exits it answers at.
struct mapping_record {
  std::string processor;
  std::vector<std::size_t> exits;
};

} // namespace peax::result

PEAX_RECORD(peax::result::exit_record, name, output, after_block, at, macs);
PEAX_RECORD(peax::result::mapping_record, processor, exits);
