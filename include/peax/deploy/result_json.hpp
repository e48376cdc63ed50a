#pragma once
//! @file
//! `result.json`: what an optimization found.

#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/deploy/json_value.hpp>
#include <peax/deploy/seconds_spent.hpp>
#include <peax/search/limit/limit.hpp>
#include <peax/solution/figures.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace peax::deploy {

//! A solution of the front, as `result.json` tells it.
struct found_solution {
  std::size_t id = 0;
  std::string folder; //!< relative to that of result.json, such as "solutions/3"
  result::figures figures;
  std::string identity{}; //!< result::own_identity
  std::string made_by{};  //!< the rewriters, in their order
};

//! What a choice rests on.
struct choice_made {
  std::string because{};              //!< the rule that was applied, in words
  std::vector<std::string> remarks{}; //!< on the samples of the choice
  std::optional<search::loss_limit> limit{};
  bool sample_units = false;
  std::vector<refusal> refusals{}; //!< what was not done, and why
};

//! The content of `result.json`.
[[nodiscard]] PEAX_INLINE json result_json(result::figures const& original,
                                           std::vector<found_solution> const& front,
                                           std::optional<std::size_t> chosen, seconds_spent const& spent,
                                           choice_made const& by = {});

} // namespace peax::deploy

#ifndef PEAX_COMPILED
#include <peax/deploy/result_json.ipp>
#endif
