#pragma once
//! @file
//! How a rewritten network learns again: on the labels and on the answers of the original.

#include <peax/core/progress.hpp>
#include <peax/data/data_set.hpp>
#include <peax/graph/graph.hpp>
#include <peax/graph/network.hpp>
#include <peax/train/fit.hpp>
#include <peax/train/fit_options.hpp>
#include <peax/train/schedule.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
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
[[nodiscard]] inline network learned_again(network const& n, network const& original,
                                           data::data_set const& learn, relearning const& how,
                                           std::optional<std::vector<value_id>> trained = {},
                                           progress const& to = {}) {
  if (how.epochs == 0) return n;
  training::fit_options options;
  options.trained = std::move(trained);
  options.epochs = how.epochs;
  options.batch = how.batch;
  options.optimizer.rate = how.rate;
  options.schedule = training::schedule::cosine();
  options.keep_best = false;
  options.class_weight_power = how.class_weight_power;
  options.seed = how.seed;
  if (how.distillation > 0)
    options.teacher = training::teacher{original, 0, how.temperature, how.distillation};
  return training::fit(n, learn, {}, options, to).network;
}

//! The constants whose names begin so.
[[nodiscard]] inline std::vector<value_id> constants_named(graph const& g,
                                                           std::vector<std::string> const& beginnings) {
  std::vector<value_id> out;
  for (std::size_t i = 0; i < g.values().size(); ++i)
    for (auto const& b : beginnings)
      if (value const& v = g.values()[i]; v.is_constant() && v.name.starts_with(b)) {
        out.push_back(static_cast<value_id>(i));
        break;
      }
  return out;
}

} // namespace peax::rewrite
