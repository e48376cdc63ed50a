#pragma once
//! @file
//! The options of `peax optimize`, read and checked in one place.

#include "input.hpp"
#include "limits.hpp"
#include "rewriter_spec.hpp"
#include <peax/solution/constraints.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace command {

struct optimize_options {
  std::string model, train, validation, test, calibration, test_stream, validation_groups, test_groups,
      platform, cache, output;
  std::string prefer = "macs";
  std::vector<std::string> rewrites;
  limit_options limit;
  std::optional<double> max_macs_share, max_latency;
  std::optional<std::int64_t> max_ram, max_flash;
  double search_seconds = 60;
  bool dry_run = false;
  input_options input;

  void declare(options& o) {
    o.argument("model MODEL", model, "an ONNX or .tflite file");
    o.texts("--rewrite NAME[:key=value,...]", rewrites,
            "what is done; several are applied in this order; NAME|NAME: alternatives");
    o.text("--train X,Y", train,
           "what exits and changed layers learn from; or a folder with a folder of pictures or sounds "
           "for each class");
    o.text("--validation X,Y", validation, "what choices are made on");
    o.text("--test X,Y", test, "what figures are measured on; never seen by a choice");
    o.text("--calibration X,Y,L", calibration, "a stream for the choices of temporal rewriters");
    o.text("--test-stream X,Y,L", test_stream, "a stream that figures are measured on");
    o.text("--validation-groups G.npy", validation_groups,
           "[N] int: the independent unit of each validation sample");
    o.text("--test-groups G.npy", test_groups, "[N] int: the same for test");
    o.text("--platform P.json", platform, "a platform file: solutions are mapped on its processors");
    o.text("--cache DIR", cache, "a folder: what was made once is not made again");
    o.text("--output DIR", output, "the folder to write (required, but for --dry-run)");
    o.flag("--dry-run", dry_run,
           "only says what would be made, what of it the cache has, and about how long it takes");
    o.section("Limits, and the choice among those that keep to them");
    limit.declare(o);
    o.number("--max-macs-share S", max_macs_share, "mean MACs at most this share of the original's");
    o.count("--max-ram BYTES", max_ram, "bytes of feature maps at most");
    o.count("--max-flash BYTES", max_flash, "bytes of weights at most");
    o.number("--max-latency SECONDS", max_latency, "seconds of the slowest sample at most; needs --platform");
    o.text("--prefer macs|score|latency|energy|ram", prefer,
           "which of the solutions that keep to the limits is chosen (default macs)");
    o.number("--search-seconds T", search_seconds,
             "for sets of three exits when there are more than three (default 60)");
    input.declare(o);
    input.declare_task(o);
    input.declare_split(o);
    input.declare_modality(o);
    o.example("peax optimize model.onnx --train train_x.npy,train_y.npy --validation "
              "validation_x.npy,validation_y.npy "
              "--test test_x.npy,test_y.npy --rewrite confidence_exits --max-accuracy-loss 1pp --output out",
              "early exits that lose at most one percentage point of accuracy");
    o.example("peax optimize model.onnx --train train_x.npy,train_y.npy --validation "
              "validation_x.npy,validation_y.npy "
              "--rewrite 'slimming:width=50|right_sizing' --rewrite confidence_exits:exits=1 --cache cache "
              "--dry-run "
              "--output out",
              "what two alternatives, each with exits behind it, would take; nothing is computed");
    o.example("peax optimize model.onnx --calibration stream_validation_x.npy,stream_validation_y.npy,"
              "stream_validation_l.npy --test-stream stream_test_x.npy,stream_test_y.npy,stream_test_l.npy "
              "--rewrite feature_map_termination --max-accuracy-loss 0.02 --output out_stream",
              "along a stream, full inferences only where something changes");
  }

  //! With --split the set of --train stands for all. Throws usage_error when another was given, too.
  [[nodiscard]] optimize_options with_parts() const {
    if (input.split.empty()) return *this;
    if (train.empty() || !validation.empty() || !test.empty())
      throw peax::usage_error(
          "--split cuts the set of --train in parts; give --train, and no --validation or --test");
    auto all = *this;
    all.validation = train;
    if (peax::data::parse_shares("--split", input.split)[2] > 0) all.test = train;
    auto const& groups = validation_groups.empty() ? test_groups : validation_groups;
    if (!validation_groups.empty() && !test_groups.empty() && validation_groups != test_groups)
      throw peax::usage_error(
          "--split cuts one set, which has one file of groups; give --validation-groups alone");
    all.validation_groups = groups;
    if (!all.test.empty()) all.test_groups = groups;
    return all;
  }

  //! Limits, score and preference. Throws usage_error for what contradicts itself.
  [[nodiscard]] peax::result::constraints constraints() const {
    peax::result::constraints c;
    c.loss = limit.limit();
    c.score = limit.score();
    c.sample_units = limit.sample_units;
    c.macs_share = max_macs_share;
    c.ram_bytes = max_ram, c.flash_bytes = max_flash, c.latency_s = max_latency;
    if (max_macs_share && !(*max_macs_share > 0 && *max_macs_share <= 1))
      throw peax::usage_error(
          "--max-macs-share: give a fraction above 0, at most 1; 40 % of the MACs are 0.4");
    if (!validation_groups.empty() && validation.empty())
      throw peax::usage_error(
          "--validation-groups: there is no --validation whose samples they could be of; the unit "
          "of a --calibration stream is its recording");
    if (!test_groups.empty() && test.empty())
      throw peax::usage_error("--test-groups: there is no --test whose samples they could be of");
    if (max_latency && platform.empty())
      throw peax::usage_error("--max-latency: only a --platform says how long something takes");
    bool const timed = prefer == "latency" || prefer == "energy";
    if (timed && platform.empty())
      throw peax::usage_error("--prefer " + prefer + ": only a --platform says what that is");
    using peax::result::preference;
    std::vector<std::string> names;
    for (auto const p :
         {preference::score, preference::macs, preference::latency, preference::energy, preference::ram}) {
      names.emplace_back(name_of(p));
      if (names.back() == prefer) {
        c.prefer = p;
        return c;
      }
    }
    throw peax::usage_error("--prefer: there is no '" + prefer + "'" + suggestion(prefer, names) +
                            "; score, macs, latency, energy and ram are there");
  }

  //! The steps of the flow, each a list of alternatives.
  [[nodiscard]] std::vector<std::vector<rewriter_spec>> steps(std::span<known_rewriter const> known) const {
    if (rewrites.empty())
      throw peax::usage_error("--rewrite: say what to do with the network, as in --rewrite confidence_exits");
    std::vector<std::vector<rewriter_spec>> out;
    for (auto const& text : rewrites) out.push_back(parse_step(text, known));
    return out;
  }
};

} // namespace command
