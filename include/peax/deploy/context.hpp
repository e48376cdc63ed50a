#pragma once
//! @file
//! What a saved solution says about where it came from.

#include <peax/meta/record.hpp>

#include <cstdint>
#include <string>

namespace peax::deploy {

//! Empty texts are saved as null.
struct context {
  std::string rewriter; //!< the name of the pass, several joined by ", "
  std::string
      identity; //!< of the pass, its settings, the model and the data: `digest::text()`; of a saved solution its own
  std::uint64_t seed = 0;
  std::string version; //!< of peax
  std::string run{};   //!< of a saved solution: the identity of what made it
};

} // namespace peax::deploy

PEAX_RECORD(peax::deploy::context, rewriter, identity, seed, version, run);
