#pragma once
//! @file
//! The bodies of solution_section.hpp.

#include <peax/document/page.hpp>
#include <peax/solution/any_solution.hpp>
#include <peax/summary/analysis_record.hpp>
#include <peax/summary/front_section.hpp>
#include <peax/summary/memory_timeline.hpp>
#include <peax/summary/solution_changes.hpp>
#include <peax/summary/solution_drawing.hpp>
#include <peax/summary/solution_section.hpp>
#include <peax/summary/solution_timeline.hpp>
#include <peax/summary/stream_section.hpp>

#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace peax::summary {

namespace detail {
PEAX_INLINE document::figures tiles_of(result::figures const& f, result::figures const& before, bool chosen) {
  document::figures out;
  auto const percent = document::as_percent(2);
  auto const share = f.relative_macs ? f.relative_macs : f.validation_relative_macs;
  if (share)
    out.add({"MACs saved", 1 - *share, document::as_percent(1),
             f.mean_macs && before.mean_macs
                 ? document::grouped(std::llround(*before.mean_macs)) + " to " +
                       document::grouped(std::llround(*f.mean_macs)) + " on average"
             : f.relative_macs ? "on test"
                               : "on validation",
             chosen});
  if (f.test_accuracy) {
    std::string remark = originally(before.test_accuracy, percent);
    if (f.test_accuracy_interval)
      remark += (remark.empty() ? "" : "; ") + ("95 % interval " + interval_text(f));
    out.add({"test accuracy", f.test_accuracy, percent, remark, false});
  } else if (f.validation_accuracy) {
    out.add({"validation accuracy", f.validation_accuracy, percent,
             originally(before.validation_accuracy, percent), false});
  }
  auto const tile = [&](std::string name, auto const& now, auto const& then, document::style shown) {
    if (now) out.add({std::move(name), *now, shown, originally(then, shown), false});
  };
  tile("mean latency", f.mean_latency_s, before.mean_latency_s, document::as_quantity("s"));
  tile("worst latency", f.worst_latency_s, before.worst_latency_s, document::as_quantity("s"));
  tile("mean energy", f.mean_energy_j, before.mean_energy_j, document::as_quantity("J"));
  if (f.stream) {
    out.add({"a change is seen after", f.stream->change_delay, document::as_number(2), "samples on average",
             false});
    out.add({"changes never seen", f.stream->changes_missed, percent, {}, false});
  }
  tile("RAM", f.peak_memory_bytes, before.peak_memory_bytes, document::as_bytes());
  tile("flash", f.storage_bytes, before.storage_bytes, document::as_bytes());
  return out;
}

PEAX_INLINE document::table exits_table(any_solution const& s) {
  auto const& f = s.measured;
  bool const timed = !s.leaving_seconds.empty(), powered = !s.leaving_joules.empty();
  std::vector<document::column> columns{{"exit", document::as_text()},
                                        {std::string(s.decision.leaves_when()), document::as_text()},
                                        {"of validation", document::as_percent(1)},
                                        {"of test", document::as_share(1)},
                                        {"MACs when leaving", document::as_integer()}};
  if (timed) columns.push_back({"latency", document::as_quantity("s")});
  if (powered) columns.push_back({"energy", document::as_quantity("J")});
  document::table out(std::move(columns));
  auto const at = [](std::vector<double> const& values, std::size_t i) {
    return i < values.size() ? document::cell(values[i]) : document::cell();
  };
  for (std::size_t e = 0; e < s.exits.size(); ++e) {
    bool const last = e + 1 == s.exits.size();
    std::string const threshold = last || e >= s.thresholds.size()
                                      ? "always"
                                      : document::fixed(static_cast<double>(s.thresholds[e]), 6);
    std::vector<document::cell> row{last ? s.exits[e].name + " (the classifier)" : s.exits[e].name, threshold,
                                    at(f.validation_exit_shares, e), at(f.exit_shares, e), s.exits[e].macs};
    if (timed) row.push_back(at(s.leaving_seconds, e));
    if (powered) row.push_back(at(s.leaving_joules, e));
    out.add(std::move(row));
  }
  return out;
}

//! The fields of a decision that has no sentence for people.
inline document::table decision_table(result::any_decision const& d) {
  document::table out({{"decision"}, {std::string(d.kind())}});
  for (auto const& f : d.fields()) out.add({f.name, result::text_of(f.value)});
  return out;
}

//! What ends an inference early: in a sentence, or as a table of its fields.
inline void tell_decision(document::section& out, result::record const& s) {
  std::string const words = s.decision.in_words(s.outputs_are);
  if (!words.empty())
    out.say(words);
  else
    out.say("A sample leaves at the first exit that the decision " + std::string(s.decision.kind()) +
            " scores at least as high as its threshold.")
        .show(decision_table(s.decision));
}

} // namespace detail

PEAX_INLINE document::section describe_solution(analysis_record const& r, std::size_t id) {
  auto const& s = r.found.front.at(id);
  bool const chosen = r.found.choice == id;
  document::section out("Solution " + std::to_string(id) + (chosen ? " (chosen)" : ""));
  out.say("Figures of a deployment in " + s.data_type + "; MACs and accuracy as computed in float32.");
  out.show(detail::tiles_of(s.measured, r.original, chosen));
  if (s.exits.size() > 1) detail::tell_decision(out, s);
  if (s.exits.size() > 1) out.show(detail::exits_table(s));
  if (s.exits.size() > 1 && !chosen && !(r.answers.empty() && !r.along))
    out.say("The answers of every sample are stored for the chosen solution only: its thresholds can be "
            "moved, and the scores "
            "of its right and wrong answers are drawn, on the first page.");
  if (!s.mapping.empty()) {
    document::table on({{"processor"}, {"answers at"}});
    for (auto const& m : s.mapping) {
      std::string exits;
      for (auto const e : m.exits)
        exits += (exits.empty() ? "" : ", ") + (e < s.exits.size() ? s.exits[e].name : "");
      on.add({m.processor, exits});
    }
    out.show(std::move(on));
  }
  if (r.platform)
    if (auto lanes = timeline_of(s, *r.platform, "The longest way of a sample")) out.show(*std::move(lanes));
  if (r.platform) show_mappings(out, s, *r.platform);
  show_memory(out, s);
  show_layers(out, s, r.footprint.structure.of);
  if (std::string const said = chosen ? note_beside_control(s, r.along) : s.note; !said.empty())
    out.show(document::note{said, document::tone::plain});
  if (!s.made_by.empty()) out.say("Made by " + s.made_by + ".");
  if (!s.chosen_because.empty()) out.say("Chosen: " + s.chosen_because + ".");
  out.say("Identity " + result::own_identity(s) + ".");
  std::string const folder = "solutions/" + std::to_string(id) + "/";
  if (!r.files.solutions) return out;
  out.say("Files: " + folder + " beside the folder of these pages.");
  for (auto const* file : {"solution.json", "model.onnx"})
    out.show(document::link{folder + file, "../" + folder + file});
  return out;
}

} // namespace peax::summary
