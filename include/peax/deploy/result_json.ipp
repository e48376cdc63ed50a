#pragma once
//! @file
//! The body of result_json.hpp.

#include <peax/deploy/figures_json.hpp>
#include <peax/deploy/record_json.hpp>
#include <peax/deploy/result_json.hpp>

#include <map>
#include <string>
#include <utility>

namespace peax::deploy {

PEAX_INLINE json result_json(result::figures const& original, std::vector<found_solution> const& front,
                             std::optional<std::size_t> chosen, seconds_spent const& spent,
                             choice_made const& by) {
  json solutions = json::array();
  for (auto const& found : front) {
    json entry{{"id", found.id},
               {"folder", found.folder},
               {"identity", text_or_null(found.identity)},
               {"made_by", text_or_null(found.made_by)}};
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
  out["chosen_because"] = text_or_null(by.because);
  out["remarks"] = json::array();
  for (auto const& said : by.remarks) out["remarks"].push_back(as_utf8(said));
  out["refusals"] = json::array();
  for (auto const& r : by.refusals)
    out["refusals"].push_back(
        {{"what", as_utf8(r.what)}, {"why", as_utf8(r.why)}, {"where", text_or_null(r.where)}});
  out["limit"] = nullptr;
  if (by.limit) {
    out["limit"] = json_of_record(*by.limit);
    out["limit"]["sample_units"] = by.sample_units;
  }
  out["seconds"] = {{"reports", times(spent.reports)}, {"rewriters", times(spent.rewriters)}};
  return out;
}

} // namespace peax::deploy
