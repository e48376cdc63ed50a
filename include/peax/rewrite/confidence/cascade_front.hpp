#pragma once
//! @file
//! From trained exits to a front of cascades: traces, exact search, mapping, models.

#include <peax/analysis/component.hpp>
#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/core/progress.hpp>
#include <peax/data/data_set.hpp>
#include <peax/decision/confidence.hpp>
#include <peax/graph/network.hpp>
#include <peax/hardware/platform.hpp>
#include <peax/report/early_exits.hpp>
#include <peax/solution/constraints.hpp>
#include <peax/solution/solution.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::rewrite {

//! Settings of confidence exits, with and without a platform.
struct confidence_settings {
  result::constraints keep{};
  decision::confidence_rule rule = decision::confidence_rule::max_probability;
  std::size_t most_exits = 2;      //!< early exits in one cascade
  std::size_t most_solutions = 40; //!< of the front that become models; the chosen one is always among them
  double search_seconds = 60;      //!< for sets of three exits
  bool finetune = false;           //!< trains the chosen cascade jointly and searches again
  double finetune_rate = 5e-5;
  std::size_t finetune_epochs = 1;
  std::string data_type =
      "float32"; //!< in which the network is deployed: memory, transfers and rates of processors go by it
  std::uint64_t seed = 0;
};

[[nodiscard]] inline std::string_view name_of(decision::confidence_rule r) {
  constexpr std::string_view names[] = {"max_probability", "margin", "entropy"};
  return names[static_cast<std::size_t>(r)];
}

namespace detail {

inline double mean_under(std::span<double const> shares, std::span<double const> of_exit) {
  double mean = 0;
  for (std::size_t e = 0; e < shares.size(); ++e) mean += shares[e] * of_exit[e];
  return mean;
}

//! Smaller is better.
inline double rank_of(result::record const& s, result::preference prefer) {
  result::figures const& f = s.measured;
  switch (prefer) {
  case result::preference::score: return -*f.validation_score;
  case result::preference::latency:
    return s.leaving_seconds.empty() ? *f.validation_relative_macs
                                     : mean_under(f.validation_exit_shares, s.leaving_seconds);
  case result::preference::energy:
    return s.leaving_joules.empty() ? *f.validation_relative_macs
                                    : mean_under(f.validation_exit_shares, s.leaving_joules);
  case result::preference::ram: return static_cast<double>(*f.peak_memory_bytes);
  case result::preference::macs: break;
  }
  return *f.validation_relative_macs;
}

} // namespace detail

//! The front of cascades of a network's tried exits: exact search on the stored validation answers, each point as a model with
//! its mapping and figures. The loss counts from `first`, the model of the user. `on` may be null.
[[nodiscard]] PEAX_INLINE solutions<multi_exit>
cascade_front(network const& n, network const& first, report::early_exits const& tried,
              data::data_set const& judge, hardware::platform const* on, confidence_settings const& with,
              progress const& to);

} // namespace peax::rewrite

#ifndef PEAX_COMPILED
#include <peax/rewrite/confidence/cascade_front.ipp>
#endif
