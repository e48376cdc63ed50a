#pragma once
//! @file
//! The bodies of rewriter_page.hpp.

#include <peax/document/page.hpp>
#include <peax/summary/front_section.hpp>
#include <peax/summary/rewriter_page.hpp>
#include <peax/summary/solution_changes.hpp>
#include <peax/summary/solution_section.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::summary {

namespace detail {

PEAX_INLINE std::string plain_name_of(std::string_view title) {
  std::string out;
  for (char const c : title) {
    bool const keep = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
    if (keep)
      out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    else if (!out.empty() && out.back() != '_')
      out += '_';
  }
  while (out.ends_with('_')) out.pop_back();
  return out.substr(0, 80);
}

PEAX_INLINE std::string page_of_solution(std::size_t id) { return fmt::format("solution_{}.html", id); }
PEAX_INLINE std::string page_of_report(std::string_view title) {
  return fmt::format("report_{}.html", plain_name_of(title));
}
PEAX_INLINE std::string page_of_rewriter(analysis_record const& r, std::size_t number) {
  return fmt::format("rewriter_{}_{}.html", number + 1, plain_name_of(r.ran.at(number).name));
}

PEAX_INLINE bool show_reasons(document::section& out, std::vector<refusal> const& all) {
  std::vector<refusal> first;
  for (auto const& each : all) {
    bool const known =
        std::any_of(first.begin(), first.end(), [&](refusal const& f) { return f.why == each.why; });
    if (!known && first.size() < 20) first.push_back(each);
  }
  bool const whole = first.size() == all.size();
  out.refuse(whole ? "What was refused" : "What was refused, one of each reason", std::move(first));
  return whole;
}

inline std::string counted(std::size_t n, char const* one, char const* many) {
  return document::grouped(static_cast<std::int64_t>(n)) + (n == 1 ? one : many);
}

//! Which of the run's solutions each one that the rewriter found is; nothing for those that were not kept.
inline std::vector<std::optional<std::size_t>> kept_of(analysis_record const& r, any_solutions const& found) {
  std::vector<std::string> known;
  for (auto const& s : r.found.front) known.push_back(result::own_identity(s));
  std::vector<std::optional<std::size_t>> out;
  for (auto const& s : found.front) {
    auto const at = std::find(known.begin(), known.end(), result::own_identity(s));
    out.emplace_back();
    if (at != known.end()) out.back() = static_cast<std::size_t>(at - known.begin());
  }
  return out;
}

//! What became of what it found, in words.
inline std::string outcome_of(ran_rewriter const& w, std::vector<std::optional<std::size_t>> const& kept) {
  std::string const& name = w.name;
  if (!w.found) return name + " ran; the analysis keeps the solutions of its last rewriter.";
  auto const& found = *w.found;
  if (found.front.empty()) return name + " found no solution.";
  auto const in_run = static_cast<std::size_t>(
      std::count_if(kept.begin(), kept.end(), [](auto const& k) { return k.has_value(); }));
  std::string out = name + " found " + counted(found.front.size(), " solution", " solutions") + ". ";
  if (w.went_on)
    out += fmt::format("The one that it chose, candidate {}, was taken by the next rewriter.",
                       found.choice.value_or(0));
  else if (in_run == found.front.size())
    out += in_run == 1 ? "It is a solution of the run." : "All are solutions of the run.";
  else
    out += in_run == 0
               ? std::string("None is a solution of the run: each is beaten by another.")
               : fmt::format("{} in the run; the others are beaten by one of these or of another way.",
                             in_run == 1 ? "One is a solution" : std::to_string(in_run) + " are solutions");
  if (!found.choice) out += " None keeps to the limits.";
  return out;
}

inline void tell_work(document::section& out, ran_rewriter const& w,
                      std::vector<std::optional<std::size_t>> const& kept) {
  static constexpr char const* origins[] = {"made", "remembered", "loaded from the cache"};
  document::figures tiles;
  if (w.found) tiles.add({"solutions found", w.found->front.size(), document::as_integer(), {}, false});
  if (w.found && !w.went_on)
    tiles.add({"of them in the run",
               static_cast<std::size_t>(
                   std::count_if(kept.begin(), kept.end(), [](auto const& k) { return k.has_value(); })),
               document::as_integer(),
               {},
               false});
  if (w.found) tiles.add({"refused", w.found->refusals.size(), document::as_integer(), {}, false});
  if (w.run)
    tiles.add({"own time", w.run->seconds, document::as_quantity("s"),
               origins[static_cast<std::size_t>(w.run->from)], false});
  out.show(std::move(tiles)).say(outcome_of(w, kept));
  std::string const on = w.before.name();
  out.say((on.empty()
               ? ""
               : "It took the network " + on + (w.behind.empty() ? ". " : ", made by " + w.behind + ". ")) +
          (w.run ? "Identity " + w.run->identity.text() + "." : std::string()));
}

inline void tell_settings(document::page& page, ran_rewriter const& w) {
  if (w.settings.empty()) return;
  document::table rows({{"key"}, {"value"}, {"what it says"}},
                       "Marked keys were given; the others hold without being said");
  for (auto const& each : w.settings)
    rows.add({each.key, each.value, each.what},
             each.given ? document::emphasis::chosen : document::emphasis::none);
  page.section("With which keys").show(std::move(rows));
}

inline void tell_reports(document::page& page, analysis_record const& r, ran_rewriter const& w) {
  std::vector<std::string> titles;
  for (auto const* group : {&r.data, &r.accuracy, &r.exits, &r.hardware})
    for (auto const& s : *group)
      if (std::find(w.reports.begin(), w.reports.end(), s.title()) != w.reports.end())
        titles.push_back(s.title());
  if (titles.empty()) return;
  document::section& out = page.section("What it read");
  for (auto const& title : titles) out.show(document::link{title, page_of_report(title)});
}

//! The exits that it could choose from, and how many of its solutions use each.
inline void tell_tried(document::page& page, ran_rewriter const& w) {
  if (w.tried.empty()) return;
  std::vector<any_solution> const none;
  auto const& all = w.found ? w.found->front : none;
  bool const leaves = std::any_of(all.begin(), all.end(), [](auto const& s) { return s.exits.size() > 1; });
  std::vector<document::column> columns{{"behind"},
                                        {"branch"},
                                        {"MACs to there", document::as_integer()},
                                        {"of the branch", document::as_integer()},
                                        {"alone, on validation", document::as_percent(2)}};
  if (leaves) columns.push_back({"solutions that use it", document::as_integer()});
  document::table rows(std::move(columns));
  for (auto const& t : w.tried) {
    auto const used = static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [&](auto const& s) {
      return std::any_of(s.exits.begin(), s.exits.end(), [&](auto const& e) { return e.at == t.at; });
    }));
    std::vector<document::cell> row{t.after_block, t.kind, t.prefix_macs, t.branch_macs, t.score};
    if (leaves) row.push_back(used);
    rows.add(std::move(row), leaves && used == 0 ? document::emphasis::muted : document::emphasis::none);
  }
  page.section("Candidates")
      .say(leaves ? "The exits that it could choose from, float32: the better branch of each place."
                  : "The places where the network may end, float32: the better branch of each.")
      .show(std::move(rows));
}

//! What tells a solution from the others in words: where it leaves, or what was done to it.
inline std::string made_of(any_solution const& s) {
  std::string out;
  for (std::size_t e = 0; e + 1 < s.exits.size(); ++e)
    out += (e == 0 ? "leaves behind " : ", ") + s.exits[e].after_block;
  std::string const told = thresholds_text(s);
  return out.empty() ? told : out + "; " + told;
}

inline void tell_found(document::page& page, analysis_record const& r, ran_rewriter const& w,
                       std::vector<std::optional<std::size_t>> const& kept) {
  if (!w.found || w.found->front.empty()) return;
  auto const& found = *w.found;
  auto const in_run = std::count_if(kept.begin(), kept.end(), [](auto const& k) { return k.has_value(); });
  document::section& out = page.section("What it found");
  std::vector<std::string> names;
  for (std::size_t i = 0; i < kept.size(); ++i)
    names.push_back(kept[i] ? "solution " + std::to_string(*kept[i]) : "candidate " + std::to_string(i));
  auto const page_of = [&](std::size_t i) { return kept[i] ? page_of_solution(*kept[i]) : std::string(); };
  if (static_cast<std::size_t>(in_run) == r.found.front.size() && kept.size() == r.found.front.size()) {
    document::table rows({{"solution"}, {"what it is"}});
    for (std::size_t i = 0; i < kept.size(); ++i)
      rows.add({names[i], made_of(found.front[i])},
               found.choice == i ? document::emphasis::chosen : document::emphasis::none, page_of(i));
    out.say("They are the front of the run.")
        .show(document::link{"Their figures, charted, compared and sorted", "solutions.html"})
        .show(std::move(rows));
    return;
  }
  analysis_record own = r;
  own.found = found;
  out.say("Everything that it found, chosen among these alone. Candidates have no page of their own.")
      .show(front_chart(own, names))
      .show(front_table(own, page_of, names));
  if (found.choice && w.went_on && !w.before.name().empty()) {
    document::section& changes = page.section("What its choice changed");
    changes.show(tiles_of(found.front.at(*found.choice).measured, r.original, true));
    show_layers(changes, found.front[*found.choice], w.before);
  }
}

} // namespace detail

PEAX_INLINE document::page rewriter_page(analysis_record const& r, std::size_t number) {
  auto const& w = r.ran.at(number);
  document::page out("Rewriter " + w.name + (w.behind.empty() ? "" : " behind " + w.behind),
                     fmt::format("Of {}, {} of {}.", r.title, number + 1,
                                 detail::counted(r.ran.size(), " rewriter that ran", " rewriters that ran")));
  auto const kept = w.found ? detail::kept_of(r, *w.found) : std::vector<std::optional<std::size_t>>();
  detail::tell_work(out.section("What it did"), w, kept);
  detail::tell_found(out, r, w, kept);
  detail::tell_tried(out, w);
  detail::tell_settings(out, w);
  detail::tell_reports(out, r, w);
  if (w.found && !w.found->refusals.empty()) {
    document::section& refused = out.section("Not done, and why");
    if (!detail::show_reasons(refused, w.found->refusals))
      refused.show(document::link{"All that was refused in the run", "run.html"});
  }
  return out;
}

} // namespace peax::summary
