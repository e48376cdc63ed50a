#pragma once
//! @file
//! What a search over temporal rules is to find.

#include <peax/decision/temporal_rule.hpp>
#include <peax/score/score.hpp>
#include <peax/search/exit_filter.hpp>
#include <peax/search/limit/limit.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace peax::search {

//! What to search for.
struct temporal_goal {
  std::optional<loss_limit> limit{};
  scoring::score by{};
  std::vector<decision::temporal_rule> rules{};
  std::size_t most_exits = 1;
  std::vector<std::size_t> most_exits_of_rule{}; //!< [rules] where it differs by rule; else empty
  double search_seconds = 60;                    //!< for rules of several exits
  std::size_t most_behaviours =
      1'000'000;          //!< of one rule at one exit; beyond, 400 quantiles refined around the chosen one
  std::uint64_t seed = 0; //!< of the split that a certificate needs, and of the bootstrap of macro F1
  exit_filter allowed{};  //!< which sets of exits
};

} // namespace peax::search
