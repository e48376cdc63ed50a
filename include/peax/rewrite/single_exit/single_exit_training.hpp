#pragma once
//! @file
//! How a rewritten network learns again: on the labels and on the answers of the original.

#include <peax/core/config.hpp>
#include <peax/core/progress.hpp>
#include <peax/data/data_set.hpp>
#include <peax/graph/graph.hpp>
#include <peax/graph/network.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace peax::rewrite {

//! Adam at a rate that falls to 0 by a cosine, with knowledge distillation (Hinton, Vinyals, Dean 2015)
//! from the original. Validation data are never seen, so that a limit on them is not spent by the training.
struct relearning {
  std::size_t epochs = 2;
  double rate = 1e-3;
  std::size_t batch = 64;
  double distillation = 0.5;     //!< share of the loss that follows the original's answers
  double temperature = 2;        //!< of these answers
  double class_weight_power = 0; //!< weight of a class: (largest count / count) ^ power; 0: all alike
  std::uint64_t seed = 0;
};

//! The network trained again. `trained` names the constants that change; without it all weights do. With 0
//! epochs it is given back as it is.
[[nodiscard]] PEAX_INLINE network learned_again(network const& n, network const& original,
                                                data::data_set const& learn, relearning const& how,
                                                std::optional<std::vector<value_id>> trained = {},
                                                progress const& to = {});

//! The constants whose names begin so.
[[nodiscard]] PEAX_INLINE std::vector<value_id> constants_named(graph const& g,
                                                                std::vector<std::string> const& beginnings);

} // namespace peax::rewrite

#ifndef PEAX_COMPILED
#include <peax/rewrite/single_exit/single_exit_training.ipp>
#endif
