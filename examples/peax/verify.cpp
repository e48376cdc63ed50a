// peax verify MODEL.onnx|SOLUTION_DIR [--data X | --stream X,Y,L] [--samples N] [--board m4] [--only STEP] [--c DIR] [--alone]

#include "evaluation.hpp"
#include "output.hpp"
#include "subject.hpp"
#include "verbs.hpp"
#include <peax/core/error.hpp>
#include <peax/deploy/verify/verify.hpp>
#include <peax/document/number.hpp>
#include <peax/graph/cost.hpp>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <filesystem>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace command {

namespace {

using peax::deploy::agreement;
using peax::deploy::verified;
using peax::deploy::verified_line;
using peax::deploy::verify_subject;

struct verify_arguments {
  std::string model, stream, board = "m4", c;
  std::vector<std::string> data, only;
  std::optional<std::int64_t> samples;
  bool alone = false;
  input_options input;
};

constexpr std::int64_t samples_of_data = 200, random_samples = 8;

peax::deploy::test_samples samples_for(verify_arguments const& given, peax::any_solution const& s,
                                       common const& c) {
  bool const is_random = given.data.empty() && given.stream.empty();
  auto const most = given.samples.value_or(is_random ? random_samples : samples_of_data);
  auto const count = static_cast<std::size_t>(most);
  if (is_random) return peax::deploy::random_test_samples(s.network, count, s.decision.has_memory(), c.seed);
  if (!given.data.empty())
    return peax::deploy::test_samples_of(s.network, first_samples(s, given.input, given.data, most, c));
  evaluate_options as_evaluate;
  as_evaluate.stream = given.stream;
  as_evaluate.input = given.input;
  auto const recordings = load_recordings(as_evaluate, s.network, c, s.scaling);
  return peax::deploy::test_samples_of(s.network, {recordings.samples().inputs()}, recordings.lengths())
      .first(count);
}

verify_subject subject_of(verify_arguments const& given) {
  verify_subject out;
  auto arrays = given.data;
  if (!given.stream.empty()) arrays = {given.stream};
  out.what = read_subject(given.model, given.input, arrays);
  std::filesystem::path const at = given.model;
  bool const is_folder = std::filesystem::is_directory(at);
  out.model = is_folder ? at / "model.onnx" : at;
  if (is_folder && std::filesystem::exists(at / "conditional.onnx"))
    out.conditional = at / "conditional.onnx";
  out.c = given.c;
  return out;
}

std::string as_text(verified_line const& line) {
  auto const& n = line.counts;
  std::string out = fmt::format("{:<33}{}", line.who, name_of(line.says));
  if (line.says == agreement::reference) out += ": the others are compared with it";
  if (line.says == agreement::agrees && n.compared > 0)
    out += fmt::format(" on {} samples, largest difference {:.1e}", n.compared, n.largest);
  if (n.excused > 0) out += fmt::format(", {} decided otherwise on a threshold's edge", n.excused);
  if (n.left_out > 0) out += fmt::format(", {} behind such a one left out", n.left_out);
  if (n.first) {
    out += fmt::format(" on {} of {} samples; the first is sample {}: {} is {}, expected {}", n.differing,
                       n.compared, n.first->sample, n.first->what, n.first->got, n.first->expected);
    if (line.layer)
      out += fmt::format("\n{:<33}the first layer that differs is {}: {} is {}, expected {}", "",
                         line.layer->layer, line.layer->value, line.layer->got, line.layer->expected);
  }
  if (!line.why.empty()) out += (n.first ? "; " : ": ") + line.why;
  return out + "\n";
}

std::string bytes(std::size_t n) { return peax::document::grouped(static_cast<std::int64_t>(n)); }
std::string instructions(double n) { return peax::document::grouped(std::llround(n)); }

std::string as_text(peax::deploy::on_board const& b) {
  std::string out = fmt::format(
      "\n{}: instructions are counts of the emulator, not cycles (resolution {:g})\n", b.board, b.resolution);
  text_table rows({{"exit", true},
                   {"samples", true},
                   {"instructions", true},
                   {"least", true},
                   {"most", true},
                   {"layers alone", true},
                   {"times those", true},
                   {"arena", true},
                   {"certified", true}});
  for (std::size_t e = 0; e < b.exits.size(); ++e) {
    auto const& x = b.exits[e];
    bool const ran = x.samples > 0;
    rows.add({std::to_string(e), std::to_string(x.samples), ran ? instructions(x.mean) : "-",
              ran ? instructions(static_cast<double>(x.least)) : "-",
              ran ? instructions(static_cast<double>(x.most)) : "-", x.alone ? instructions(*x.alone) : "-",
              x.times_alone ? fmt::format("{:.3f}", *x.times_alone) : "-", ran ? bytes(x.arena_bytes) : "-",
              bytes(x.certified_bytes)});
  }
  out += rows.text();
  out += fmt::format("mean {} instructions a sample", instructions(b.mean_instructions));
  if (auto const& whole = b.exits.back().alone; whole && b.exits.size() > 1)
    out += fmt::format(", {} of the {} that the network without early exits takes",
                       peax::document::percent(b.mean_instructions / *whole), instructions(*whole));
  return out +
         fmt::format("\nRAM {} bytes (state {}, stack {}) and {} of the C library's data, flash {} bytes\n",
                     bytes(b.state_bytes + b.stack_bytes), bytes(b.state_bytes), bytes(b.stack_bytes),
                     bytes(b.library_bytes), bytes(b.flash_bytes));
}

std::string summary_text(verified const& v) {
  std::string out;
  if (!v.near_threshold.empty()) {
    out += fmt::format("{} samples have a decision within {:g} of its threshold, which may fall either way:",
                       v.near_threshold.size(), peax::deploy::decision_tolerance);
    for (auto const i : v.near_threshold) out += fmt::format(" {}", i);
    out += "\n";
  }
  if (v.board) out += as_text(*v.board);
  return out;
}

//! The steps that tell how far they are, in their order, with about how many seconds a MAC takes in each and what it takes to begin.
struct step_time {
  std::string_view step;
  double a_mac, at_first;
};
constexpr step_time step_times[] = {{"reference", 5e-9, 0},    {"engine", 1e-10, 0},
                                    {"conditional", 1e-10, 0}, {"onnxruntime", 2e-10, 0.5},
                                    {"host", 1e-9, 1},         {"board", 1e-7, 2}};

//! What the steps that are wanted take, about.
std::vector<double> expected_of(verify_arguments const& given, peax::network const& n,
                                peax::deploy::test_samples const& on) {
  double const macs = static_cast<double>(peax::cost_of(*n).macs.value) * static_cast<double>(on.count());
  std::vector<double> out;
  for (auto const& s : step_times) {
    bool const is_wanted = s.step == "reference" || given.only.empty() ||
                           std::find(given.only.begin(), given.only.end(), s.step) != given.only.end();
    out.push_back(is_wanted ? s.at_first + s.a_mac * macs : 0);
  }
  return out;
}

int verify(verify_arguments const& given, common const& c) {
  if (!given.data.empty() && !given.stream.empty())
    throw peax::usage_error("give either --data X or --stream X,Y,L");
  auto const subject = subject_of(given);
  auto const samples = samples_for(given, subject.what, c);
  peax::deploy::verify_options how;
  how.board = given.board;
  how.only = given.only;
  how.alone = given.alone;
  how.threads = c.threads;
  if (!c.json) how.each = [](verified_line const& line) { print_text(as_text(line)); };
  shown_progress const shown(c, expected_of(given, subject.what.network, samples));
  how.listen = [&](std::string_view step) {
    auto const* const at = std::find_if(std::begin(step_times), std::end(step_times),
                                        [&](step_time const& s) { return s.step == step; });
    return shown.stage(static_cast<std::size_t>(at - std::begin(step_times)));
  };
  auto const found = verify_solution(subject, samples, how);
  if (c.json)
    print_object("peax.verify", to_json(found));
  else
    print_text(summary_text(found));
  return found.exit_code();
}

} // namespace

action declare_verify(options& o) {
  auto const given = std::make_shared<verify_arguments>();
  o.argument("model MODEL", given->model, "an ONNX or .tflite file, or the folder of a solution");
  o.texts("--data X", given->data,
          "samples, X or X,Y; for several inputs X once for each (default: random numbers)");
  o.text("--stream X,Y,L", given->stream, "samples in time order, with the lengths of the recordings");
  o.count("--samples N", given->samples,
          "the first samples (default 200 of --data and --stream, 8 random ones)", 1);
  o.text("--board m3|m4|m7|m33|m55", given->board, "the emulated board (default m4)");
  o.texts("--only certificate|engine|conditional|onnxruntime|host|board", given->only,
          "one of the steps (default: all)");
  o.text("--c DIR", given->c,
         "a folder that generate wrote, whose C is looked at (default: C is generated anew)");
  o.flag("--alone", given->alone, "compares what an exit costs with its layers as a network of their own");
  given->input.declare(o);
  o.example("peax verify model.onnx --data test_x.npy --samples 20 --only engine",
            "the engine on recorded samples");
  o.example("peax verify model.onnx --board m4", "everybody who is installed, on random numbers");
  return [given](common const& c) { return verify(*given, c); };
}

} // namespace command
