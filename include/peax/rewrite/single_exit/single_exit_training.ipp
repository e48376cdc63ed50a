#pragma once
//! @file
//! The bodies of single_exit_training.hpp.

#include <peax/rewrite/single_exit/single_exit_training.hpp>
#include <peax/train/fit.hpp>
#include <peax/train/fit_options.hpp>
#include <peax/train/schedule.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace peax::rewrite {

PEAX_INLINE network learned_again(network const& n, network const& original, data::data_set const& learn,
                                  relearning const& how, std::optional<std::vector<value_id>> trained,
                                  progress const& to) {
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

PEAX_INLINE std::vector<value_id> constants_named(graph const& g,
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
