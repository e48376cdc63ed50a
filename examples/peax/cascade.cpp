// peax cascade DIR [--max-accuracy-loss E] [--margin K | --confidence C]

#include "limits.hpp"
#include "output.hpp"
#include "verbs.hpp"
#include <peax/core/error.hpp>
#include <peax/core/read_json.hpp>
#include <peax/data/read_array.hpp>
#include <peax/search/cascade/cascade_search.hpp>
#include <peax/search/limit/validation.hpp>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <iterator>
#include <memory>

namespace command {

namespace {

namespace search = peax::search;

struct cascade_options {
  std::string folder, groups;
  limit_options limit;
  double seconds = 60;
};

search::exit_costs read_costs(std::string const& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in)
    throw peax::io_error(
        file +
        ": cannot be read; a cascade folder holds truth.npy, prediction.npy, confidence.npy and cost.json");
  std::string const text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  auto const fail = [&] {
    return peax::bad_input(
        file +
        R"(: wanted {"relative_cost": [exits]} or {"prefix": [exits], "branch": [exits]}, lists of numbers)");
  };
  auto const root = peax::read_json(text, file);
  if (!root.is_object()) throw fail();
  auto const numbers = [&](char const* key) {
    std::vector<double> out;
    if (!root.contains(key) || !root[key].is_array()) throw fail();
    for (auto const& e : root[key]) {
      if (!e.is_number()) throw fail();
      out.push_back(e.get<double>());
    }
    return out;
  };
  if (root.contains("relative_cost") == root.contains("prefix")) throw fail();
  return root.contains("prefix") ? search::exit_costs::parts(numbers("prefix"), numbers("branch"))
                                 : search::exit_costs::whole(numbers("relative_cost"));
}

search::cascade_traces read_traces(cascade_options const& given) {
  auto const in = [&](char const* name) {
    return given.folder + (given.folder.ends_with('/') ? "" : "/") + name;
  };
  auto const truth = peax::data::read_array(in("truth.npy"));
  auto const prediction = peax::data::read_array(in("prediction.npy"));
  auto const confidence = peax::data::read_array(in("confidence.npy"));
  auto costs = read_costs(in("cost.json"));
  if (truth.dims.rank() != 1)
    throw peax::bad_input(fmt::format("{}: shape {}, wanted [N]", truth.name, truth.dims.text()));
  for (auto const* a : {&prediction, &confidence})
    if (a->dims.rank() != 2 || a->dims[1] != truth.dims[0])
      throw peax::bad_input(fmt::format("{}: shape {}, wanted [exits,{}]: a row for each exit, a column for "
                                        "each of the samples of truth.npy",
                                        a->name, a->dims.text(), truth.dims[0]));
  std::vector<std::int64_t> groups;
  if (!given.groups.empty() && !given.limit.sample_units)
    groups = peax::data::read_array(given.groups).numbers<std::int64_t>();
  try {
    return {truth.numbers<std::int32_t>(), prediction.numbers<std::int32_t>(), confidence.numbers<float>(),
            std::move(costs), std::move(groups)};
  } catch (peax::bad_input const& e) {
    throw peax::bad_input(given.folder + ": " + e.what());
  }
}

//! A margin or a certificate may choose a point that another one on the samples beats; it is listed in its
//! place by cost.
std::optional<std::size_t> list_chosen(search::cascade_choice& found) {
  if (!found.chosen || found.index) return found.index;
  auto const at = std::upper_bound(found.front.begin(), found.front.end(), *found.chosen,
                                   [](auto const& a, auto const& b) { return a.mean_cost < b.mean_cost; });
  return static_cast<std::size_t>(found.front.insert(at, *found.chosen) - found.front.begin());
}

json as_json(search::cascade_choice const& found, std::optional<std::size_t> index, bool on_front,
             std::vector<std::string> const& remarks) {
  json points = json::array();
  for (std::size_t i = 0; i < found.front.size(); ++i) {
    auto const& p = found.front[i];
    json thresholds = json::array();
    for (float const t : p.thresholds) thresholds.push_back(static_cast<double>(t));
    json point{{"thresholds", std::move(thresholds)},
               {"accuracy", p.accuracy},
               {"score", p.score},
               {"relative_cost", p.mean_cost},
               {"exit_shares", p.exit_shares}};
    if (i == index && !on_front) point["on_front"] = false;
    points.push_back(std::move(point));
  }
  json out{{"front", std::move(points)}, {"chosen", index ? json(*index) : json()}};
  if (!found.reason.why.empty()) out["reason"] = found.reason.text();
  if (!found.note.empty()) out["note"] = found.note;
  out["remarks"] = remarks;
  if (found.subsets_left_out != 0) out["subsets_left_out"] = found.subsets_left_out;
  return out;
}

std::string as_text(search::cascade_choice const& found, std::optional<std::size_t> index,
                    std::vector<std::string> const& remarks) {
  constexpr std::size_t most = 20;
  text_table points({{""}, {"cost", true}, {"accuracy", true}, {"leave", true}, {"thresholds"}});
  std::size_t const step = (found.front.size() + most - 1) / most;
  for (std::size_t i = 0; i < found.front.size(); ++i) {
    if (i % step != 0 && i + 1 != found.front.size() && i != index) continue;
    auto const& p = found.front[i];
    std::string thresholds, shares;
    for (float const t : p.thresholds)
      thresholds +=
          (thresholds.empty() ? "" : " ") + (t == 2.0F ? std::string("never") : fmt::format("{:.4f}", t));
    for (double const s : p.exit_shares)
      shares += (shares.empty() ? "" : " / ") + fmt::format("{:.1f}", 100 * s);
    points.add({i == index ? "->" : "", fmt::format("{:.4f}", p.mean_cost),
                fmt::format("{:.2f} %", 100 * p.accuracy), shares + " %", thresholds});
  }
  std::string out = fmt::format("{} points of cost and accuracy\n\n", found.front.size()) + points.text();
  if (!found.note.empty()) out += "\n" + found.note + "\n";
  for (auto const& said : remarks) out += "\nnote: " + said + "\n";
  return out;
}

//! What the samples cannot show, and what a margin or a certificate counted.
std::vector<std::string> remarks_on(search::cascade_traces const& traces, search::cascade_goal const& goal) {
  auto out = search::remarks_on_labels(traces.truth(), traces.classes(), goal.limit);
  if (goal.limit && goal.limit->strength != search::limit_strength::plain)
    out.push_back(fmt::format(
        "the {} counts {}", goal.limit->strength == search::limit_strength::margin ? "margin" : "certificate",
        units_in_words(traces)));
  return out;
}

int search_folder(cascade_options const& given, common const& c) {
  search::cascade_goal goal;
  goal.by = given.limit.score();
  goal.limit = given.limit.limit();
  goal.search_seconds = given.seconds;
  goal.seed = c.seed;
  if (given.limit.sample_units && given.groups.empty())
    throw peax::usage_error(
        "--sample-units: without --validation-groups every sample is independent already");
  auto const traces = read_traces(given);
  auto found = search::search_cascade(traces, goal, show_progress(c));
  auto const remarks = remarks_on(traces, goal);
  bool const on_front = found.index.has_value();
  auto const index = list_chosen(found);
  if (c.json)
    print_object("peax.cascade", as_json(found, index, on_front, remarks));
  else
    print_text(as_text(found, index, remarks));
  if (!goal.limit || index) return 0;
  throw peax::refused(found.reason);
}

} // namespace

action declare_cascade(options& o) {
  auto const given = std::make_shared<cascade_options>();
  o.argument("folder DIR", given->folder, "holds truth.npy, prediction.npy, confidence.npy and cost.json");
  given->limit.declare(o);
  o.text("--validation-groups G.npy", given->groups, "[N] int: the independent unit of each sample");
  o.number("--search-seconds T", given->seconds,
           "for sets of three exits when there are more than three (default 60)");
  o.example("peax cascade traces", "the front of cost and accuracy");
  o.example("peax cascade traces --max-accuracy-loss 2pp --margin 1 --json",
            "the cheapest thresholds whose loss keeps a margin");
  return [given](common const& c) { return search_folder(*given, c); };
}

} // namespace command
