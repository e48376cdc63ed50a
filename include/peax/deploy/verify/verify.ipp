#pragma once
//! @file
//! The bodies of verify.hpp.

#include <peax/core/error.hpp>
#include <peax/deploy/board/scratch_folder.hpp>
#include <peax/deploy/board/toolchain.hpp>
#include <peax/deploy/to_c.hpp>
#include <peax/deploy/verify/c_run.hpp>
#include <peax/deploy/verify/certificate_checker.hpp>
#include <peax/deploy/verify/conditional_answers.hpp>
#include <peax/deploy/verify/network_outputs.hpp>
#include <peax/deploy/verify/onnxruntime.hpp>
#include <peax/deploy/verify/verify.hpp>
#include <peax/graph/extract.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::deploy {

namespace detail {

//! Goes through the steps.
class verifier {
 public:
  verifier(verify_subject const& what, test_samples const& on, verify_options const& how)
      : what_(what), on_(on), how_(how), board_(board::board_named(how.board)) {
    for (auto const& step : how.only)
      if (std::find(std::begin(verify_steps), std::end(verify_steps), step) == std::end(verify_steps)) {
        std::string names;
        for (auto const known : verify_steps) names += (names.empty() ? "" : ", ") + std::string(known);
        throw usage_error(fmt::format("there is no step '{}' to verify; known are {}", step, names));
      }
  }

  verified run() {
    out_.samples = on_.count();
    out_.recordings = on_.lengths.size();
    generate();
    if (wanted("certificate")) check_certificate();
    refer();
    for (std::size_t i = 0; i < on_.count(); ++i)
      if (expected_.near_threshold[i]) out_.near_threshold.push_back(i);
    if (wanted("conditional")) run_conditional();
    run_onnxruntime();
    if (wanted("host"))
      run_c_on(
          board::missing_for_host(), [] { return board::host_target(); }, "C, host", told("host"));
    if (wanted("board"))
      run_c_on(
          board::missing_for(board_), [&] { return board::emulated_target(board_); }, "C, " + board_.text(),
          told("board"));
    return std::move(out_);
  }

 private:
  [[nodiscard]] bool wanted(std::string_view step) const {
    return how_.only.empty() || std::find(how_.only.begin(), how_.only.end(), step) != how_.only.end();
  }
  [[nodiscard]] progress told(std::string_view step) const {
    return how_.listen ? how_.listen(step) : progress();
  }
  [[nodiscard]] network const& net() const { return what_.what.network; }

  void add(verified_line line) {
    if (how_.each) how_.each(line);
    out_.lines.push_back(std::move(line));
  }
  void skip(std::string who, std::string why) {
    add({std::move(who), agreement::skipped, std::move(why), {}, {}});
  }

  //! The C that is looked at; a reason where there is none.
  void generate() {
    try {
      if (!what_.c.empty()) {
        c_ = read_generated_c(what_.c);
        return;
      }
      save_c(what_.what, made_.path() / "c", "net", on_.first(4).inputs);
      c_ = read_generated_c(made_.path() / "c");
    } catch (bad_input const& e) {
      if (!what_.c.empty()) throw;
      no_c_ = e.what();
    }
  }

  //! Against the network alone, by a checker that knows nothing of the planner.
  void check_certificate() {
    if (!c_) return skip("memory certificate", no_c_);
    auto const faults = certificate_faults(net(), c_->certificate);
    verified_line line{
        "memory certificate", faults.empty() ? agreement::agrees : agreement::differs, "", {}, {}};
    for (auto const& fault : faults) line.why += (line.why.empty() ? "" : "; ") + fault;
    add(std::move(line));
  }

  //! The reference evaluator, or the engine where an operator brings none.
  void refer() {
    verified_line line{"reference evaluator", agreement::reference, "", {}, {}};
    try {
      expected_ = decide(what_.what, evaluated_outputs(net(), on_, told("reference")), on_.lengths);
      add(std::move(line));
    } catch (bad_input const& e) {
      skip(line.who, e.what());
      expected_ =
          decide(what_.what, engine_outputs(net(), on_, how_.threads, told("reference")), on_.lengths);
      add({"engine", agreement::reference, "", {}, {}});
      return;
    }
    if (wanted("engine"))
      judge(
          "engine",
          [&] {
            return decide(what_.what, engine_outputs(net(), on_, how_.threads, told("engine")), on_.lengths);
          },
          [&](test_samples const& one) { return first_layer_of_engine(net(), one); });
  }

  //! Compares somebody's answers. `explain` finds the layer at which a sample departs.
  template <class Answers, class Explain> void judge(std::string who, Answers answered, Explain explain) {
    verified_line line{std::move(who), agreement::agrees, "", {}, {}};
    try {
      answers const got = answered();
      line.counts =
          compare(expected_, got, on_.lengths, what_.what.exits.size(), what_.what.decision.has_memory());
      if (line.counts.first) {
        line.says = agreement::differs;
        line.layer = told_by(explain, line.counts.first->sample);
      }
    } catch (refused const& e) {
      line.says = agreement::skipped;
      line.why = e.what();
    } catch (error const& e) {
      line.says = agreement::differs;
      line.why = e.what();
    }
    add(std::move(line));
  }

  template <class Explain>
  std::optional<layer_difference> told_by(Explain const& explain, std::size_t sample) const {
    try {
      return explain(on_.only(sample));
    } catch (error const&) { // what cannot be told is left open: the sample says enough
      return std::nullopt;
    }
  }

  //! conditional.onnx as peax itself runs it, its state given back along recordings.
  void run_conditional() {
    constexpr char const* who = "conditional.onnx in peax";
    if (what_.conditional.empty()) return skip(who, no_conditional());
    judge(
        who, [&] { return conditional_answers(what_.conditional, on_, how_.threads, told("conditional")); },
        [](test_samples const&) { return std::optional<layer_difference>(); });
  }

  void run_onnxruntime() {
    if (!wanted("onnxruntime")) return;
    auto const runtime = board::find_onnxruntime();
    constexpr char const* model = "model.onnx in ONNX Runtime";
    constexpr char const* conditional = "conditional.onnx in ONNX Runtime";
    constexpr char const* missing =
        "node with the module onnxruntime-node is not found (from the working folder or "
        "NODE_PATH); npm install onnxruntime-node";
    if (!runtime)
      skip(model, missing);
    else
      judge(
          model,
          [&] {
            return decide(what_.what,
                          run_in_onnxruntime(*runtime, what_.model, net(), on_, told("onnxruntime")),
                          on_.lengths);
          },
          [&](test_samples const& one) { return first_layer_of_onnxruntime(*runtime, net(), one); });
    if (what_.conditional.empty())
      skip(conditional, no_conditional());
    else if (!runtime)
      skip(conditional, missing);
    else
      judge(
          conditional,
          [&] {
            return run_conditional_in_onnxruntime(*runtime, what_.conditional, what_.what, on_,
                                                  told("onnxruntime"));
          },
          [](test_samples const&) { return std::optional<layer_difference>(); });
  }

  template <class Target>
  void run_c_on(std::optional<std::string> const& missing, Target target, std::string who,
                progress const& to) {
    if (!c_) return skip(std::move(who), no_c_);
    if (missing) return skip(std::move(who), *missing);
    std::optional<c_run> ran;
    board::target const on = target();
    judge(
        std::move(who), [&] { return (ran = run_c(on, *c_, on_, expected_.width, to))->said; },
        [&](test_samples const& one) { return first_layer_of_c(on, *c_, net(), one); });
    if (!ran) return;
    auto exits = exits_of(*ran);
    verified_line& line = out_.lines.back();
    for (std::size_t e = 0; e < exits.size(); ++e)
      if (exits[e].samples > 0 && exits[e].arena_bytes != exits[e].certified_bytes) {
        line.says = agreement::differs;
        line.why = fmt::format("of exit {} the arena is written up to byte {}, its certificate says {}", e,
                               exits[e].arena_bytes, exits[e].certified_bytes);
      }
    if (on.emulated) out_.board = figures_of(on, *ran, std::move(exits));
  }

  [[nodiscard]] std::vector<exit_on_board> exits_of(c_run const& ran) const {
    std::vector<exit_on_board> out(what_.what.exits.size());
    auto const& certified = c_->certificate.at("peak_bytes_by_exit");
    for (std::size_t e = 0; e < out.size() && e < certified.size(); ++e)
      out[e].certified_bytes = certified[e].get<std::size_t>();
    for (std::size_t i = 0; i < ran.of.size(); ++i) {
      if (ran.said.exit[i] >= out.size()) continue;
      auto& e = out[ran.said.exit[i]];
      auto const n = ran.of[i].instructions;
      e.least = e.samples == 0 ? n : std::min(e.least, n);
      e.most = std::max(e.most, n);
      e.mean += static_cast<double>(n);
      e.arena_bytes = std::max(e.arena_bytes, ran.of[i].arena_bytes);
      ++e.samples;
    }
    for (auto& e : out)
      if (e.samples > 0) e.mean /= static_cast<double>(e.samples);
    return out;
  }

  on_board figures_of(board::target const& on, c_run const& ran, std::vector<exit_on_board> exits) {
    on_board f;
    f.board = on.text();
    f.resolution = on.emulated->instructions_per_tick;
    for (auto const& s : ran.of) {
      f.mean_instructions += static_cast<double>(s.instructions) / static_cast<double>(ran.of.size());
      f.stack_bytes = std::max(f.stack_bytes, s.stack_bytes);
    }
    f.state_bytes = ran.state_bytes;
    f.library_bytes = ran.size.static_bytes - std::min(ran.size.static_bytes, ran.state_bytes);
    f.flash_bytes = ran.size.flash_bytes;
    f.exits = std::move(exits);
    if (what_.what.exits.size() < 2) return f;
    for (std::size_t e = 0; e < f.exits.size(); ++e)
      if (how_.alone || e + 1 == f.exits.size()) measure_alone(on, ran, e, f.exits[e]);
    return f;
  }

  //! The layers up to an exit as a network of their own, on the first three samples that leave there.
  void measure_alone(board::target const& on, c_run const& ran, std::size_t exit, exit_on_board& into) {
    graph const& g = *net();
    any_solution alone;
    alone.network = network(extract(g, g.inputs(), g.outputs().subspan(exit, 1), g.name()));
    static_cast<result::record&>(alone) = result::record_of_network(alone.network);
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < ran.of.size() && chosen.size() < 3; ++i)
      if (ran.said.exit[i] == exit) chosen.push_back(i);
    bool const measures_only = chosen.empty();
    if (measures_only) chosen.push_back(0);
    try {
      auto const folder = made_.path() / fmt::format("alone_{}", exit);
      auto const width =
          static_cast<std::size_t>((*alone.network)[alone.network->outputs()[0]].dims.elements());
      save_c(alone, folder, "net", on_.first(1).inputs);
      auto const c = read_generated_c(folder);
      double here = 0, there = 0;
      for (auto const i : chosen) {
        there += static_cast<double>(run_c(on, c, on_.only(i), width).of[0].instructions);
        here += static_cast<double>(ran.of[i].instructions);
      }
      into.alone = there / static_cast<double>(chosen.size());
      if (!measures_only) into.times_alone = here / there;
    } catch (refused const&) { // the part alone does not fit the board either
    }
  }

  [[nodiscard]] std::string no_conditional() const {
    return what_.what.exits.size() < 2 ? "the network has no early exits"
                                       : "there is no conditional.onnx beside the network";
  }

  verify_subject const& what_;
  test_samples const& on_;
  verify_options const& how_;
  board::known_board const& board_;
  board::scratch_folder made_;
  std::optional<generated_c> c_;
  std::string no_c_;
  decided_answers expected_;
  verified out_;
};

} // namespace detail

PEAX_INLINE int verified::exit_code() const {
  bool compared = false;
  for (auto const& line : lines) {
    if (line.says == agreement::differs) return 1;
    compared = compared || line.says == agreement::agrees;
  }
  return compared ? 0 : 77;
}

PEAX_INLINE verified verify_solution(verify_subject const& what, test_samples const& on,
                                     verify_options const& how) {
  return detail::verifier(what, on, how).run();
}

namespace detail {

inline json line_json(verified_line const& line) {
  json out = json::object();
  out["who"] = line.who;
  out["says"] = name_of(line.says);
  out["why"] = text_or_null(line.why);
  auto const& c = line.counts;
  out["compared"] = c.compared;
  out["excused"] = c.excused;
  out["left_out"] = c.left_out;
  out["differing"] = c.differing;
  out["largest_difference"] = number_or_null(c.largest);
  out["first_difference"] = nullptr;
  if (!c.first) return out;
  json layer = nullptr;
  if (line.layer)
    layer = {{"layer", as_utf8(line.layer->layer)},
             {"value", as_utf8(line.layer->value)},
             {"expected", line.layer->expected},
             {"got", line.layer->got}};
  out["first_difference"] = {{"sample", c.first->sample},
                             {"what", c.first->what},
                             {"expected", c.first->expected},
                             {"got", c.first->got},
                             {"first_layer", std::move(layer)}};
  return out;
}

inline json board_json(on_board const& b) {
  json out = json::object();
  out["board"] = b.board;
  out["instructions_are"] = "counts of the emulator, not cycles";
  out["resolution"] = b.resolution;
  out["mean_instructions"] = number_or_null(b.mean_instructions);
  out["state_bytes"] = b.state_bytes;
  out["stack_bytes"] = b.stack_bytes;
  out["ram_bytes"] = b.state_bytes + b.stack_bytes;
  out["library_bytes"] = b.library_bytes;
  out["flash_bytes"] = b.flash_bytes;
  out["exits"] = json::array();
  for (auto const& e : b.exits)
    out["exits"].push_back({{"samples", e.samples},
                            {"mean_instructions", e.samples > 0 ? json(e.mean) : json()},
                            {"least_instructions", e.samples > 0 ? json(e.least) : json()},
                            {"most_instructions", e.samples > 0 ? json(e.most) : json()},
                            {"arena_bytes", e.samples > 0 ? json(e.arena_bytes) : json()},
                            {"certified_bytes", e.certified_bytes},
                            {"alone_instructions", number_or_null(e.alone)},
                            {"times_alone", number_or_null(e.times_alone)}});
  return out;
}

} // namespace detail

PEAX_INLINE json to_json(verified const& v) {
  json out = json::object();
  out["samples"] = v.samples;
  out["recordings"] = v.recordings;
  out["near_threshold"] = v.near_threshold;
  out["lines"] = json::array();
  for (auto const& line : v.lines) out["lines"].push_back(detail::line_json(line));
  out["board"] = v.board ? detail::board_json(*v.board) : json(nullptr);
  return out;
}

} // namespace peax::deploy
