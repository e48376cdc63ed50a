// peax measure --board m4 --output board.json [--instructions-per-second N] [--check MODEL.onnx]

#include "input.hpp"
#include "output.hpp"
#include "verbs.hpp"
#include <peax/core/atomic_file.hpp>
#include <peax/core/error.hpp>
#include <peax/deploy/board/board.hpp>
#include <peax/deploy/board/measured_on_target.hpp>
#include <peax/deploy/board/toolchain.hpp>
#include <peax/document/number.hpp>
#include <peax/hardware/segment.hpp>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace command {

namespace {

using peax::deploy::board::measured_on_target;

struct measure_options {
  std::string board, output;
  std::optional<double> per_second;
  std::vector<std::string> check;
  input_options input;
};

//! A network that the costs were not made from.
struct checked {
  std::string name;
  double predicted = 0;
  std::uint64_t counted = 0;

  [[nodiscard]] double error() const { return predicted / static_cast<double>(counted) - 1; }
};

checked check(measured_on_target const& m, peax::deploy::board::target const& on, std::string const& file,
              input_options const& input) {
  auto const n = with_first_output(load_network(file, input));
  std::vector<peax::node_id> all;
  for (std::size_t i = 0; i < n->nodes().size(); ++i) all.push_back(static_cast<peax::node_id>(i));
  auto const cost =
      peax::hardware::cost_on(m.platform.processors[0], *n, all, 0, peax::hardware::storage_types[0]);
  if (!cost.instructions)
    throw peax::bad_input(
        fmt::format("--check {}: {}", file,
                    cost.misfits.empty() ? "its instructions are not known" : cost.misfits[0].text()));
  return {file, *cost.instructions, peax::deploy::board::count_run(on, n)};
}

std::string title(measured_on_target::fit const& f) {
  return f.cost.op + (f.cost.when.text().empty() ? "" : ", " + f.cost.when.text());
}

json as_json(measured_on_target const& m, std::string const& output, std::vector<checked> const& checks) {
  json fits = json::array(), networks = json::array();
  for (auto const& f : m.fits)
    if (f.layers > 0)
      fits.push_back({{"op", f.cost.op},
                      {"when", f.cost.when.text()},
                      {"layers", f.layers},
                      {"typical_error", f.typical_error},
                      {"worst_error", f.worst_error}});
  for (auto const& c : checks)
    networks.push_back({{"network", c.name},
                        {"predicted", std::round(c.predicted)},
                        {"counted", c.counted},
                        {"error", c.error()}});
  return {{"board", m.platform.name},
          {"output", output},
          {"fits", std::move(fits)},
          {"checks", std::move(networks)}};
}

std::string as_text(measured_on_target const& m, std::string const& output,
                    std::vector<checked> const& checks) {
  using peax::document::percent;
  text_table fits({{"layers of"}, {"counted", true}, {"typical error", true}, {"worst error", true}});
  for (auto const& f : m.fits)
    if (f.layers > 0)
      fits.add({title(f), std::to_string(f.layers), percent(f.typical_error), percent(f.worst_error)});
  std::string out =
      fmt::format("{}: instructions counted by QEMU; they are no cycles\n\n{}", m.platform.name, fits.text());
  if (!checks.empty()) {
    text_table networks({{"network"}, {"predicted", true}, {"counted", true}, {"error", true}});
    for (auto const& c : checks)
      networks.add({c.name, peax::document::grouped(std::llround(c.predicted)),
                    peax::document::grouped(static_cast<std::int64_t>(c.counted)), percent(c.error())});
    out += "\n" + networks.text();
  }
  return out + fmt::format("\n{} is written; add the memory of your board to it\n", output);
}

int measure(measure_options const& given, common const& c) {
  auto const& board = peax::deploy::board::board_named(given.board);
  if (given.per_second && !(*given.per_second > 0))
    throw peax::usage_error("--instructions-per-second: must be above 0");
  expect_writable(given.output);
  auto const on = peax::deploy::board::emulated_target(board);
  remark(c, "counting the instructions of about a hundred layers on the emulated board; this takes a minute "
            "or two");
  std::vector<double> expected(given.check.size(), 1.0);
  expected.insert(expected.begin(), 20); // the layers, beside one network
  shown_progress const shown(c, std::move(expected));
  auto const m = measured_on_target::of(on, given.per_second, shown.stage(0));
  std::vector<checked> checks;
  for (auto const& file : given.check) {
    peax::tell(shown.stage(checks.size() + 1), "counting " + file, 0);
    checks.push_back(check(m, on, file, given.input));
  }
  peax::write_file(given.output, m.file());
  if (c.json)
    print_object("peax.measure", as_json(m, given.output, checks));
  else if (!c.quiet)
    print_text(as_text(m, given.output, checks));
  return 0;
}

} // namespace

action declare_measure(options& o) {
  auto const given = std::make_shared<measure_options>();
  o.required("--board m3|m4|m7|m33|m55", given->board, "the emulated board");
  o.required("--output FILE", given->output, "the platform file to write");
  o.number("--instructions-per-second N", given->per_second,
           "how many instructions your board does in a second; without it the file knows no seconds");
  o.texts("--check MODEL", given->check,
          "a network whose instructions are predicted and counted; may be given several times");
  given->input.declare(o);
  o.example("peax measure --board m4 --output m4.json --instructions-per-second 80e6 --check model.onnx",
            "a platform file for optimize, and how well it foretells a network");
  return [given](common const& c) { return measure(*given, c); };
}

} // namespace command
