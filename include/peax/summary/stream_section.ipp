#pragma once
//! @file
//! The body of stream_section.hpp.

#include <peax/data/stream.hpp>
#include <peax/document/page.hpp>
#include <peax/report/temporal_behaviour_distances.hpp>
#include <peax/score/score_of.hpp>
#include <peax/solution/decisions.hpp>
#include <peax/solution/measure_stream.hpp>
#include <peax/summary/front_section.hpp>
#include <peax/summary/stream_section.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::summary {

namespace detail {

inline std::vector<data::recording> recordings_of_lengths(std::vector<std::size_t> const& lengths) {
  std::vector<data::recording> out;
  std::size_t at = 0;
  for (auto const n : lengths) out.push_back({at, at + n}), at += n;
  return out;
}

inline decision::reference reference_of(result::any_decision const& d) {
  auto const* change = d.get_if<result::signature_change>();
  return change != nullptr ? change->reference : decision::reference::scene;
}

inline double share_of(std::size_t part, std::size_t all) {
  return all == 0 ? 0 : static_cast<double>(part) / static_cast<double>(all);
}

inline document::table recordings_table(result::recorded_answers const& a,
                                        std::span<data::recording const> recordings) {
  document::table out({{"recording", document::as_integer()},
                       {"samples", document::as_integer()},
                       {"changes of the label", document::as_integer()},
                       {"accuracy", document::as_percent(2)},
                       {"whole network alone", document::as_percent(2)},
                       {"run whole", document::as_share(1)}},
                      "Each recording");
  for (std::size_t r = 0; r < recordings.size(); ++r) {
    std::size_t right = 0, alone = 0, whole = 0, changes = 0;
    for (std::size_t i = recordings[r].first; i < recordings[r].last; ++i) {
      right += a.final[a.from[i]] == a.truth[i] ? 1 : 0;
      alone += a.final[i] == a.truth[i] ? 1 : 0;
      whole += a.exit[i] == a.outputs.size() ? 1 : 0;
      changes += i > recordings[r].first && a.truth[i] != a.truth[i - 1] ? 1 : 0;
    }
    std::size_t const n = recordings[r].last - recordings[r].first;
    out.add({r, n, changes, share_of(right, n), share_of(alone, n), share_of(whole, n)});
  }
  return recordings.size() > 40 ? std::move(out.fold()) : std::move(out);
}

//! Pieces of the stream in which the same happened: an exit repeated the answer, or the whole network ran.
inline document::lane strip_of(any_solution const& s, result::recorded_answers const& a,
                               data::recording const& r, std::size_t number) {
  constexpr std::size_t most = 240; // samples that can be seen in a strip
  std::size_t const last = std::min(r.last, r.first + most);
  document::lane out{"recording " + std::to_string(number), {}, {}, {}};
  out.lines.push_back(last < r.last ? "its first " + std::to_string(most) + " samples"
                                    : std::to_string(last - r.first) + " samples");
  for (std::size_t i = r.first; i < last;) {
    std::size_t end = i + 1;
    while (end < last && a.exit[end] == a.exit[i] && a.final[a.from[end]] == a.final[a.from[i]]) ++end;
    bool const whole = a.exit[i] == a.outputs.size();
    std::string const name =
        whole ? "the whole network"
              : "repeated at " + (a.exit[i] < s.exits.size() ? s.exits[a.exit[i]].name : "");
    out.tasks.push_back({name, static_cast<double>(i - r.first), static_cast<double>(end - i),
                         "answer " + std::to_string(a.final[a.from[i]]), !whole});
    i = end;
  }
  return out;
}

//! "2nd", "11th", "21st".
inline std::string ordinal(std::size_t k) {
  constexpr std::string_view ends[] = {"th", "st", "nd", "rd"};
  bool const teen = k / 10 % 10 == 1;
  return std::to_string(k) + std::string(ends[!teen && k % 10 < 4 ? k % 10 : 0]);
}

//! The rule beside its control, on the same samples.
inline document::table control_table(any_solution const& s, result::recorded_answers const& a,
                                     double original_macs) {
  bool const scored = s.judged_by != "accuracy";
  std::vector<document::column> columns{
      {"what runs"}, {"MACs, of the original", document::as_share(1)}, {"accuracy", document::as_percent(2)}};
  if (scored) columns.push_back({score_name(s.judged_by), document::as_percent(2)});
  document::table out(std::move(columns),
                      "The rule beside the whole network on every k-th sample, whose answer is "
                      "repeated in between");
  auto const add = [&](std::string what, document::cell macs, document::cell accuracy, document::cell score,
                       document::emphasis stress) {
    std::vector<document::cell> row{std::move(what), std::move(macs), std::move(accuracy)};
    if (scored) row.push_back(std::move(score));
    out.add(std::move(row), stress);
  };
  auto const n = a.final.size();
  std::vector<std::int32_t> said;
  double macs = 0;
  std::size_t right = 0, alone = 0;
  for (std::size_t i = 0; i < n; ++i) {
    said.push_back(a.final[a.from[i]]);
    macs += a.exit[i] < s.exits.size() ? static_cast<double>(s.exits[a.exit[i]].macs) : 0;
    right += said.back() == a.truth[i] ? 1 : 0;
    alone += a.final[i] == a.truth[i] ? 1 : 0;
  }
  auto const by = scoring::parse_score(s.judged_by);
  add("this rule",
      n > 0 && original_macs > 0 ? document::cell(macs / static_cast<double>(n) / original_macs)
                                 : document::cell(),
      share_of(right, n), scoring::score_of(by, a.truth, said), document::emphasis::chosen);
  add("the whole network on every sample", 1.0, share_of(alone, n), scoring::score_of(by, a.truth, a.final),
      document::emphasis::none);
  for (auto const& c : a.control)
    add("the whole network on every " + ordinal(c.every) + " sample", c.relative_macs,
        document::cell(c.accuracy), c.score, document::emphasis::none);
  return out;
}

inline document::histogram distances_chart(std::string const& exit, tensor const& values,
                                           result::recorded_answers const& a,
                                           std::span<data::recording const> recordings, bool previous) {
  std::size_t const width = values.size() / a.final.size();
  std::vector<double> inside, across;
  for (auto const& r : recordings)
    for (std::size_t i = r.first + 1, start = r.first; i < r.last; ++i) {
      std::size_t const to = previous ? i - 1 : start;
      bool const changed = a.truth[i] != a.truth[i - 1];
      double const d = std::sqrt(static_cast<double>(peax_decision_squared_distance(
          values.floats().data() + i * width, values.floats().data() + to * width, static_cast<int>(width))));
      (changed ? across : inside).push_back(d);
      if (changed) start = i;
    }
  double most = 0;
  for (auto const* all : {&inside, &across})
    for (double const d : *all) most = std::max(most, d);
  constexpr std::size_t bins = 20;
  document::histogram out{
      "Distances at " + exit,
      {"distance (L2)", document::as_quantity()},
      {"share", document::as_percent(0)},
      {},
      {{"inside a scene", std::vector<double>(bins, 0)}, {"at a change", std::vector<double>(bins, 0)}}};
  if (!(most > 0)) return out;
  for (std::size_t b = 0; b <= bins; ++b)
    out.edges.push_back(most * static_cast<double>(b) / static_cast<double>(bins));
  for (auto& [all, into] : {std::pair{&inside, &out.all[0]}, std::pair{&across, &out.all[1]}})
    for (double const d : *all)
      into->values[std::min(bins - 1, static_cast<std::size_t>(d / most * bins))] +=
          1.0 / static_cast<double>(all->size());
  return out;
}

inline document::table distances_table(any_solution const& s, result::recorded_answers const& a,
                                       std::span<data::recording const> recordings) {
  document::table out({{"recording", document::as_integer()},
                       {"exit"},
                       {"median inside scenes", document::as_number(3)},
                       {"largest inside", document::as_number(3)},
                       {"least at a change", document::as_number(3)},
                       {"median at changes", document::as_number(3)},
                       {"told apart", document::as_percent(1)}},
                      "Distances of each recording; without a change there are none at changes");
  for (std::size_t r = 0; r < recordings.size() && r < 200; ++r)
    for (std::size_t e = 0; e < a.outputs.size(); ++e) {
      auto const d =
          report::distances_of(a.outputs[e], recordings.subspan(r, 1), a.truth, reference_of(s.decision));
      bool const changes = d.changes.count > 0;
      out.add({r, s.exits[e].name, d.inside.median, d.inside.largest,
               changes ? document::cell(d.changes.least) : document::cell(),
               changes ? document::cell(d.changes.median) : document::cell(), d.separation});
    }
  return out.rows().size() > 24 ? std::move(out.fold()) : std::move(out);
}

} // namespace detail

PEAX_INLINE std::string note_beside_control(any_solution const& s,
                                            std::optional<result::recorded_answers> const& along) {
  if (!along || along->control.empty()) return s.note;
  result::stream_evaluation only;
  only.control = along->control;
  std::string const told = result::control_text(only);
  std::string out = s.note;
  auto const at = out.find(told);
  if (at == std::string::npos) return out;
  out.erase(at, told.size());
  if (out.ends_with("; ")) out.resize(out.size() - 2);
  return out;
}

PEAX_INLINE document::section describe_along(any_solution const& s, result::recorded_answers const& along,
                                             std::string const& name, double original_macs) {
  auto const recordings = detail::recordings_of_lengths(along.lengths);
  document::section out("Along " + name);
  out.say("What the rule did on each recording, float32. Dashed pieces repeat the last answer of the whole "
          "network; "
          "filled ones ran it.");
  out.show(detail::control_table(s, along, original_macs));
  document::lanes strip{
      "The stream, and what the rule did", "sample of the recording", document::as_integer(), {}};
  for (std::size_t r = 0; r < recordings.size() && r < 6; ++r)
    strip.all.push_back(detail::strip_of(s, along, recordings[r], r));
  out.show(std::move(strip)).show(detail::recordings_table(along, recordings));
  bool const previous = detail::reference_of(s.decision) == decision::reference::previous;
  for (std::size_t e = 0; e < along.outputs.size(); ++e)
    out.show(detail::distances_chart(s.exits[e].name, along.outputs[e], along, recordings, previous));
  out.show(detail::distances_table(s, along, recordings));
  return out;
}

} // namespace peax::summary
