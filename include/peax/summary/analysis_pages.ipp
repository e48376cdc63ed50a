#pragma once
//! @file
//! The bodies of analysis_pages.hpp.

#include <peax/document/page.hpp>
#include <peax/summary/analysis_pages.hpp>
#include <peax/summary/analysis_record.hpp>
#include <peax/summary/front_section.hpp>
#include <peax/summary/html.hpp>
#include <peax/summary/memory_timeline.hpp>
#include <peax/summary/network_page.hpp>
#include <peax/summary/rewriter_page.hpp>
#include <peax/summary/site.hpp>
#include <peax/summary/solution_drawing.hpp>
#include <peax/summary/solution_section.hpp>
#include <peax/summary/solution_timeline.hpp>
#include <peax/summary/stream_section.hpp>
#include <peax/summary/thresholds_section.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace peax::summary {

namespace detail {
inline std::string counted_in_words(result::constraints const& keep) {
  return keep.sample_units ? "; every sample counts as independent, whatever its group or recording" : "";
}

//! "accuracy may fall by 1.0 % at most on the validation samples, mean MACs ..."; the limits as a list.
inline std::vector<std::string> limits_in_words(result::constraints const& keep, std::string const& score,
                                                std::string const& judged_on) {
  std::vector<std::string> out;
  if (keep.loss) {
    std::string const most =
        score + " falls by at most " + document::fixed(keep.loss->loss * 100, 2) + " points";
    switch (keep.loss->strength) {
    case search::limit_strength::plain: out.push_back(most + " on " + judged_on); break;
    case search::limit_strength::margin:
      out.push_back(most + ", with a margin of " + document::fixed(keep.loss->value, 3) +
                    " standard errors of the paired loss (an estimate, no guarantee)" +
                    counted_in_words(keep));
      break;
    case search::limit_strength::certified:
      out.push_back(most +
                    " on new data from the same source, certified: wrong with a probability of at most " +
                    document::percent(1 - keep.loss->value, 1) + counted_in_words(keep));
      break;
    }
  }
  if (keep.macs_share)
    out.push_back("mean MACs are at most " + document::percent(*keep.macs_share) + " of the original's");
  if (keep.ram_bytes)
    out.push_back("feature maps take at most " +
                  document::binary_bytes(static_cast<double>(*keep.ram_bytes)));
  if (keep.flash_bytes)
    out.push_back("weights take at most " + document::binary_bytes(static_cast<double>(*keep.flash_bytes)));
  if (keep.latency_s) out.push_back("the worst latency is at most " + document::si(*keep.latency_s, "s"));
  return out;
}

//! Where samples are answered: "57.3 % of the test samples are answered at exit_0, ...".
inline std::string shares_in_words(any_solution const& s) {
  auto const& shares = shares_of(s.measured);
  if (shares.size() != s.exits.size() || s.exits.size() < 2) return {};
  std::string out = s.measured.exit_shares.empty() ? "Of the samples of the choice " : "Of the test samples ";
  for (std::size_t e = 0; e < shares.size(); ++e)
    out += (e == 0                   ? ""
            : e + 1 == shares.size() ? " and "
                                     : ", ") +
           document::percent(shares[e]) + " are answered " +
           (e + 1 == shares.size() ? "by the whole network" : "behind " + s.exits[e].after_block);
  return out + ".";
}

inline document::page all_solutions(analysis_record const& r) {
  document::page all("Solutions of " + r.title,
                     "Every solution of the front, from the cheapest to the most costly.");
  all.section("Compare")
      .show(front_chart(r))
      .show(front_comparison(r, page_of_solution))
      .show(front_table(r, page_of_solution));
  return all;
}

inline document::page one_solution(analysis_record const& r, std::size_t id) {
  auto const& s = r.found.front.at(id);
  std::string const name = "Solution " + std::to_string(id) + (r.found.choice == id ? " (chosen)" : "");
  document::page out(name, "Of " + r.title + (s.made_by.empty() ? "." : ", made by " + s.made_by + "."));
  out.add(describe_solution(r, id));
  if (r.along && r.found.choice == id)
    out.add(describe_along(s, *r.along, r.along_name, static_cast<double>(r.footprint.total.macs.value)));
  out.section("Its network").show(draw_solution(s, {}, "Blocks and exits", r.platform));
  return out;
}

inline void tell_result(document::page& page, analysis_record const& r) {
  document::section& out = page.section("Result");
  auto const limits = limits_in_words(
      r.keep, score_name(r), follows_streams(r) ? "the calibration stream" : "the validation samples");
  if (r.found.choice) {
    auto const& s = r.found.front.at(*r.found.choice);
    out.show(tiles_of(s.measured, r.original, true));
    out.say(shares_in_words(s));
    std::string const why =
        s.chosen_because.empty() ? "it has " + result::in_words(r.keep.prefer) : s.chosen_because;
    out.say("Solution " + std::to_string(*r.found.choice) + " of " + std::to_string(r.found.front.size()) +
            " was chosen: " + why + (limits.empty() ? "." : ". The limits:"));
    if (!limits.empty()) out.show(document::list{limits, false});
    if (s.exits.size() > 1 && follows_streams(r)) out.say(s.decision.in_words(s.outputs_are));
    std::string const said = note_beside_control(s, r.along);
    if (!said.empty()) out.show(document::note{said, document::tone::plain});
    if (r.along)
      out.show(
          document::link{"What the rule did on each recording, beside the whole network on every k-th sample",
                         page_of_solution(*r.found.choice)});
  } else {
    std::string const why =
        r.found.refusals.empty() ? std::string() : " " + r.found.refusals.back().text() + ".";
    out.show(document::note{"Nothing was chosen." + why, document::tone::warning});
    out.show(tiles_of(r.original, {}, false));
    if (!limits.empty())
      out.say("A solution had to keep to these limits:").show(document::list{limits, false});
  }
  std::string const told = r.found.choice ? r.found.front.at(*r.found.choice).note : std::string();
  for (auto const& said : r.remarks)
    if (told.find(said) == std::string::npos) out.show(document::note{said, document::tone::warning});
  if (!r.found.front.empty()) out.show(front_chart(r));
}

inline void tell_network(document::page& page, analysis_record const& r) {
  if (r.found.choice) {
    auto const& s = r.found.front.at(*r.found.choice);
    page.section("Network")
        .say("The chosen solution: blocks with their share of the multiply-accumulates of one sample, and "
             "the exits "
             "beside them. Pale exits were trained and judged, and are not part of it.")
        .show(draw_solution(s, r.tried,
                            "Blocks, exits" + std::string(s.mapping.empty() ? "" : " and processors"),
                            r.platform));
    return;
  }
  any_solution alone;
  static_cast<result::record&>(alone) = result::record_of_network(r.footprint.structure.of);
  alone.network = r.footprint.structure.of;
  document::section& out = page.section("Network");
  out.say(r.tried.empty() ? "The network: blocks with their share of the multiply-accumulates of one sample, "
                            "and its memory while it runs."
                          : "The original network: blocks with their share of the multiply-accumulates of "
                            "one sample. Pale exits were "
                            "trained and judged.")
      .show(draw_solution(alone, r.tried, r.tried.empty() ? "Blocks" : "Blocks and exits that were tried"));
  show_memory(out, alone);
}

inline void tell_processors(document::page& page, analysis_record const& r) {
  std::optional<document::lanes> lanes;
  if (r.found.choice && r.platform)
    lanes = timeline_of(r.found.front.at(*r.found.choice), *r.platform, "The longest way of a sample");
  if (lanes)
    page.section("Processors")
        .say("What runs when and where if a sample needs the whole network. One that leaves early ends where "
             "its exit "
             "answers: what stands behind is not woken.")
        .show(*std::move(lanes));
}

//! Every reason once, and all that was refused folded below when it is more: mappings are refused by the hundred.
inline void tell_refusals(document::page& page, analysis_record const& r) {
  auto const& all = r.found.refusals;
  if (all.empty()) return;
  document::section& out = page.section("Not done, and why");
  if (show_reasons(out, all)) return;
  constexpr std::size_t most = 1000;
  document::table rows({{"what"}, {"where"}, {"why"}},
                       "All " + document::grouped(static_cast<std::int64_t>(all.size())) + " refusals" +
                           (all.size() > most ? ", the first 1,000" : ""));
  for (std::size_t i = 0; i < all.size() && i < most; ++i) rows.add({all[i].what, all[i].where, all[i].why});
  out.show(std::move(rows.fold()));
}

inline void tell_run(document::page& page, analysis_record const& r) {
  static constexpr char const* doers[] = {"report", "rewriter", "measurement", "exporter"};
  static constexpr char const* origins[] = {"made", "remembered", "loaded from the cache"};
  if (!r.events.empty()) {
    document::table done(
        {{"what"}, {"kind"}, {"how"}, {"own time", document::as_quantity("s")}, {"identity"}});
    double total = 0;
    for (auto const& e : r.events) {
      bool const made = e.from == event::origin::made;
      if (made) total += e.seconds;
      done.add({e.name, doers[static_cast<std::size_t>(e.by)], origins[static_cast<std::size_t>(e.from)],
                e.seconds, e.identity.text().substr(0, 12)},
               made ? document::emphasis::none : document::emphasis::muted);
    }
    done.add({"together", "", "", total, ""}, document::emphasis::total);
    page.section("What was run").show(std::move(done));
  }
  document::section& again = page.section("How to repeat this");
  if (!r.command.empty()) again.show(document::code{r.command});
  document::table told({{"what"}, {"value"}});
  auto const tell = [&](char const* what, std::string const& value) {
    if (!value.empty()) told.add({what, value});
  };
  tell("rewriter", r.rewriter);
  tell("seed", std::to_string(r.seed));
  tell("identity", r.identity);
  tell("peax", r.version);
  again.show(std::move(told)).say("The same model, data, settings and seed give the same solutions.");
}

inline std::string subtitle_of(analysis_record const& r) {
  std::string const network = r.footprint.structure.of.name();
  if (r.rewriter.empty()) return network + " as it stands: nothing was rewritten.";
  return fmt::format("{} on {}, seed {}. Chosen on {}{}", r.rewriter, network, r.seed,
                     (follows_streams(r) ? "the calibration stream" : "validation data"),
                     (!r.original.test_accuracy ? "."
                      : follows_streams(r)      ? ", measured on the test stream."
                                                : ", measured on test data."));
}

//! A page for each section of the reports.
inline void add_reports(std::vector<site_page>& to, analysis_record const& r) {
  for (auto const* group : {&r.data, &r.accuracy, &r.exits, &r.hardware})
    for (auto const& s : *group) {
      std::string file = page_of_report(s.title());
      bool const known = std::any_of(to.begin(), to.end(), [&](auto const& p) { return p.file == file; });
      if (known || s.title() == "Task") continue;
      document::page page(s.title(), "Report of " + r.title + ".");
      page.add(s);
      to.push_back({std::move(file), std::move(page)});
    }
}

inline void tell_files(document::page& page, analysis_record const& r) {
  bool const model = r.files.solutions && r.found.choice;
  if (!r.files.original && !r.files.result && !model) return;
  document::section& out = page.section("Files");
  if (r.files.original) out.show(document::link{"original.onnx: the network as it came", "../original.onnx"});
  if (r.files.result) out.show(document::link{"result.json: all figures of these pages", "../result.json"});
  if (model)
    out.show(document::link{"the model of the chosen solution",
                            "../solutions/" + std::to_string(*r.found.choice) + "/model.onnx"});
}

} // namespace detail

PEAX_INLINE std::vector<site_page> analysis_pages(analysis_record const& r) {
  document::page index(r.title, detail::subtitle_of(r));
  for (auto const& s : r.data)
    if (s.title() == "Task") index.add(s);
  if (!r.rewriter.empty()) detail::tell_result(index, r);
  tell_thresholds(index, r);
  detail::tell_network(index, r);
  detail::tell_processors(index, r);
  if (!r.found.front.empty())
    index.section("Solutions")
        .say("From the cheapest to the most costly; the chosen one is marked. The numbers lead to exits, "
             "thresholds, intervals "
             "and processors. MACs are shares of the original's.")
        .show(front_table(r, [&](std::size_t id) { return detail::page_of_solution(id); }));
  detail::tell_files(index, r);
  document::page run("The run", "What was run, what was refused and why, and how to repeat it.");
  detail::tell_refusals(run, r);
  detail::tell_run(run, r);

  std::vector<site_page> out{{"index.html", std::move(index)}};
  if (!r.found.front.empty()) out.push_back({"solutions.html", detail::all_solutions(r)});
  for (std::size_t id = 0; id < r.found.front.size(); ++id)
    out.push_back({detail::page_of_solution(id), detail::one_solution(r, id), r.found.choice == id});
  for (std::size_t i = 0; i < r.ran.size(); ++i)
    out.push_back({detail::page_of_rewriter(r, i), rewriter_page(r, i)});
  out.push_back({"network.html", network_page(r)});
  detail::add_reports(out, r);
  out.push_back({"run.html", std::move(run)});
  return out;
}

} // namespace peax::summary
