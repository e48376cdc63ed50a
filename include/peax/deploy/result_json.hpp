#pragma once
//! @file
//! `result.json`: what an optimization found.

#include <peax/deploy/figures_json.hpp>
#include <peax/deploy/json_value.hpp>
#include <peax/deploy/seconds_spent.hpp>
#include <peax/solution/solution.hpp>

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace peax::deploy {

//! A solution of the front, as `result.json` tells it.
struct found_solution {
  std::size_t id = 0;
  std::string folder; //!< relative to that of result.json, such as "solutions/3"
  rewrite::figures figures;
};

//! The content of `result.json`.
[[nodiscard]] inline json result_json(rewrite::figures const& original,
                                      std::vector<found_solution> const& front,
                                      std::optional<std::size_t> chosen, seconds_spent const& spent) {
  json solutions = json::array();
  for (auto const& found : front) {
    json entry{{"id", found.id}, {"folder", found.folder}};
    entry.update(to_json(found.figures));
    solutions.push_back(std::move(entry));
  }
  auto const times = [](std::map<std::string, double> const& of) {
    json out = json::object();
    for (auto const& [name, seconds] : of) out[as_utf8(name)] = number_or_null(seconds);
    return out;
  };
  json out = json::object();
  out["schema"] = {{"name", "peax.optimize"}, {"version", 1}};
  out["original"] = to_json(original);
  out["front"] = std::move(solutions);
  out["chosen"] = chosen ? json(*chosen) : json(nullptr);
  out["seconds"] = {{"reports", times(spent.reports)}, {"rewriters", times(spent.rewriters)}};
  return out;
}

} // namespace peax::deploy
