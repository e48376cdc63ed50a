#include "info_fit.hpp"

#include <peax/document/number.hpp>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace command {

namespace {

using peax::document::grouped;

json misfits_as_json(std::vector<peax::refusal> const& list) {
  json out = json::array();
  for (auto const& r : list) out.push_back({{"what", r.what}, {"why", r.why}, {"where", r.where}});
  return out;
}

template <class Unit> json or_null(std::optional<Unit> const& known) {
  return known ? json(known->value) : json();
}
json or_null(std::optional<double> const& known) { return known ? json(*known) : json(); }

} // namespace

json fit_as_json(peax::report::hardware_fit const& fit) {
  json out = json::array();
  for (auto const& p : fit.processors) {
    json blocks = json::array();
    for (std::size_t b = 0; b < p.blocks.size(); ++b)
      blocks.push_back({{"name", fit.structure.blocks[b].name},
                        {"fits", p.blocks[b].misfits.empty()},
                        {"latency_s", or_null(p.blocks[b].time)},
                        {"energy_j", or_null(p.blocks[b].energy)},
                        {"instructions", or_null(p.blocks[b].instructions)},
                        {"misfits", misfits_as_json(p.blocks[b].misfits)}});
    out.push_back({{"processor", p.processor},
                   {"data_type", p.type.name},
                   {"fits", p.whole.misfits.empty()},
                   {"latency_s", or_null(p.whole.time)},
                   {"energy_j", or_null(p.whole.energy)},
                   {"instructions", or_null(p.whole.instructions)},
                   {"storage_bytes", p.whole.weights.value},
                   {"peak_memory_bytes", p.whole.feature_maps.value},
                   {"misfits", misfits_as_json(p.whole.misfits)},
                   {"blocks", std::move(blocks)}});
  }
  return out;
}

std::string fit_as_text(peax::report::hardware_fit const& fit) {
  auto const in_words = [](auto const& known, char const* unit) {
    return known ? peax::document::si(known->value, unit) : std::string("not known");
  };
  auto const count = [](std::optional<double> const& known) {
    return known ? grouped(static_cast<std::int64_t>(*known)) : std::string("not known");
  };
  bool const counts = std::any_of(fit.processors.begin(), fit.processors.end(),
                                  [](auto const& p) { return p.whole.instructions.has_value(); });
  std::vector<text_table::column> heads{
      {"processor"}, {"data type"}, {"runs it all"}, {"latency", true}, {"energy", true}};
  if (counts) heads.push_back({"instructions", true});
  text_table processors(std::move(heads));
  std::string reasons;
  for (auto const& p : fit.processors) {
    bool const fits = p.whole.misfits.empty();
    std::vector<std::string> row{p.processor, std::string(p.type.name), fits ? "yes" : "no",
                                 in_words(p.whole.time, "s"), in_words(p.whole.energy, "J")};
    if (counts) row.push_back(count(p.whole.instructions));
    processors.add(std::move(row));
    for (auto const& r : p.whole.misfits) {
      std::string const reason = "  " + r.text() + "\n";
      if (reasons.find(reason) == std::string::npos) reasons += reason;
    }
  }
  std::vector<text_table::column> columns{{"block"}};
  for (auto const& p : fit.processors)
    columns.push_back(
        {p.processor + (p.type.name == "float32" ? "" : ", " + std::string(p.type.name)), true});
  text_table blocks(std::move(columns));
  for (std::size_t b = 0; b < fit.structure.blocks.size(); ++b) {
    std::vector<std::string> row{fit.structure.blocks[b].name};
    for (auto const& p : fit.processors)
      row.push_back(!p.blocks[b].misfits.empty() ? "does not fit"
                    : !p.blocks[b].time && p.blocks[b].instructions
                        ? count(p.blocks[b].instructions) + " instructions"
                        : in_words(p.blocks[b].time, "s"));
    blocks.add(std::move(row));
  }
  return "\n" + processors.text() + (reasons.empty() ? "" : "\n" + reasons) + "\n" + blocks.text();
}

} // namespace command
