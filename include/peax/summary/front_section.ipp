#pragma once
//! @file
//! The bodies of front_section.hpp.

#include <peax/document/chart.hpp>
#include <peax/document/table.hpp>
#include <peax/solution/any_solution.hpp>
#include <peax/summary/analysis_record.hpp>
#include <peax/summary/front_section.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::summary {

namespace detail {
PEAX_INLINE std::string score_name(std::string_view judged_by) {
  std::string const text(judged_by.substr(0, judged_by.find(':')));
  std::string name = text == "macro_f1" ? "macro F1" : text == "mean_recall" ? "mean recall" : text;
  if (auto const at = judged_by.find(':'); at != std::string_view::npos)
    name += " (" + std::string(judged_by.substr(at + 1)) + ")";
  return name;
}

PEAX_INLINE std::string score_name(analysis_record const& r) {
  return r.found.front.empty() ? "accuracy" : score_name(r.found.front.front().judged_by);
}

PEAX_INLINE std::string interval_text(result::figures const& f) {
  if (!f.test_accuracy_interval) return {};
  return fmt::format("{}–{}", document::fixed(f.test_accuracy_interval->first * 100, 2),
                     document::percent(f.test_accuracy_interval->second, 2));
}

PEAX_INLINE std::string thresholds_text(any_solution const& s) {
  std::string out;
  for (float const t : s.thresholds)
    out += (out.empty() ? "" : ", ") + document::fixed(static_cast<double>(t), 4);
  if (out.empty()) return s.note.empty() ? "no early exit" : s.note;
  return (s.decision.repeats() ? s.decision.text() + ", distances below " : "thresholds ") + out;
}

inline std::vector<figure_column> figure_columns(analysis_record const& r) {
  using document::cell;
  using result::figures;
  bool const tested = std::any_of(r.found.front.begin(), r.found.front.end(),
                                  [](auto const& s) { return s.measured.test_accuracy.has_value(); });
  std::vector<figure_column> all;
  if (tested)
    all.push_back(
        {{"test accuracy", document::as_percent(2)}, [](figures const& f) { return cell(f.test_accuracy); }});
  else
    all.push_back({{"validation accuracy", document::as_percent(2)},
                   [](figures const& f) { return cell(f.validation_accuracy); }});
  if (score_name(r) != "accuracy")
    all.push_back({{score_name(r), document::as_percent(2)},
                   [tested](figures const& f) { return cell(tested ? f.test_score : f.validation_score); }});
  all.push_back({{"mean MACs", document::as_share()}, [](figures const& f) {
                   return cell(f.relative_macs ? f.relative_macs : f.validation_relative_macs);
                 }});
  all.push_back({{"mean latency", document::as_quantity("s")},
                 [](figures const& f) { return cell(f.mean_latency_s); }});
  all.push_back({{"worst latency", document::as_quantity("s")},
                 [](figures const& f) { return cell(f.worst_latency_s); }});
  all.push_back(
      {{"mean energy", document::as_quantity("J")}, [](figures const& f) { return cell(f.mean_energy_j); }});
  all.push_back({{"RAM", document::as_bytes()}, [](figures const& f) { return cell(f.peak_memory_bytes); }});
  all.push_back({{"flash", document::as_bytes()}, [](figures const& f) { return cell(f.storage_bytes); }});
  std::erase_if(all, [&](figure_column const& c) {
    auto const says = [&](figures const& f) {
      cell const value = c.of(f);
      return value.number() || value.text();
    };
    return std::none_of(r.found.front.begin(), r.found.front.end(),
                        [&](auto const& s) { return says(s.measured); });
  });
  return all;
}

} // namespace detail

namespace detail {

//! A few poor points would press all others together: the axis of the scores then begins at the next one, and the page says in words
//! which lie outside. Guides and the chosen point stay inside.
inline void fit_scores(document::scatter& chart) {
  std::vector<double> scores;
  for (auto const& s : chart.all)
    for (auto const& p : s.points) scores.push_back(p.y);
  if (scores.size() < 6) return;
  std::sort(scores.begin(), scores.end());
  double must = scores.back(), top = scores.back();
  for (auto const& g : chart.guides)
    if (!g.vertical) must = std::min(must, g.value), top = std::max(top, g.value);
  if (chart.chosen) must = std::min(must, chart.chosen->y);
  double const whole = top - scores.front();
  std::size_t const most = std::max<std::size_t>(2, scores.size() / 8); // a solution has two points
  for (std::size_t left_out = 1; left_out <= most; ++left_out) {
    double const least = std::min(scores[left_out], must), span = top - least;
    if (!(span > 0) || span >= 0.4 * whole || !(scores.front() < least)) continue;
    chart.y.from = std::max(least - 0.06 * span, scores.front() + 1e-9);
    return;
  }
}

inline std::string name_of(std::size_t i, std::vector<std::string> const& names) {
  return names.empty() ? "solution " + std::to_string(i) : names.at(i);
}

} // namespace detail

PEAX_INLINE document::scatter front_chart(analysis_record const& r, std::vector<std::string> const& names) {
  std::string const score = detail::score_name(r);
  document::scatter out{"The front: " + score + " against cost",
                        {"mean MACs, of the original", document::as_percent(0), false, {}, {}},
                        {score, document::as_percent(1), false, {}, {}},
                        {},
                        {},
                        {}};
  document::series judged{follows_streams(r) ? "calibration: what the choice saw"
                                             : "validation: what the choice saw",
                          {},
                          document::trace::front,
                          false};
  document::series measured{"test: measured afterwards", {}, document::trace::points, false};
  for (std::size_t i = 0; i < r.found.front.size(); ++i) {
    auto const& s = r.found.front[i];
    auto const& f = s.measured;
    std::string const label = detail::name_of(i, names) + ", " + detail::thresholds_text(s);
    if (f.validation_relative_macs && f.validation_score)
      judged.points.push_back({*f.validation_relative_macs, *f.validation_score, label});
    if (f.relative_macs && f.test_score) measured.points.push_back({*f.relative_macs, *f.test_score, label});
  }
  auto const by_cost = [](document::point const& a, document::point const& b) { return a.x < b.x; };
  std::stable_sort(judged.points.begin(), judged.points.end(), by_cost);
  if (!judged.points.empty()) out.all.push_back(std::move(judged));
  if (!measured.points.empty()) out.all.push_back(std::move(measured));
  if (r.found.choice) {
    auto const& f = r.found.front.at(*r.found.choice).measured;
    auto const x = f.validation_relative_macs ? f.validation_relative_macs : f.relative_macs;
    auto const y = f.validation_score ? f.validation_score : f.test_score;
    if (x && y) out.chosen = document::point{*x, *y, "chosen: " + detail::name_of(*r.found.choice, names)};
  }
  if (r.original.validation_score) {
    double const before = *r.original.validation_score;
    out.guides.push_back({"original " + document::percent(before, 2), before, false});
    if (r.keep.loss && r.keep.loss->loss > 0)
      out.guides.push_back(
          {"limit " + document::percent(before - r.keep.loss->loss, 2), before - r.keep.loss->loss, false});
  }
  if (r.keep.macs_share) out.guides.push_back({"MACs allowed", *r.keep.macs_share, true});
  detail::fit_scores(out);
  return out;
}

PEAX_INLINE document::comparison front_comparison(analysis_record const& r,
                                                  std::function<std::string(std::size_t)> const& details) {
  auto const figures = detail::figure_columns(r);
  document::comparison out{"Two solutions beside each other", {}, {}, {}, 0, 0};
  for (auto const& c : figures) out.names.push_back(c.head.title), out.shown.push_back(c.head.shown);
  for (std::size_t i = 0; i < r.found.front.size(); ++i) {
    document::compared each{"solution " + std::to_string(i), {}, details(i)};
    for (auto const& c : figures) each.cells.push_back(c.of(r.found.front[i].measured));
    out.all.push_back(std::move(each));
  }
  out.left = r.found.choice.value_or(0);
  out.right = out.left + 1 < out.all.size() ? out.left + 1 : 0;
  return out;
}

PEAX_INLINE document::table front_table(analysis_record const& r,
                                        std::function<std::string(std::size_t)> const& details,
                                        std::vector<std::string> const& names) {
  auto const figures = detail::figure_columns(r);
  std::vector<document::column> columns{{"solution", document::as_text()},
                                        {"early exits", document::as_integer()}};
  for (auto const& c : figures) columns.push_back(c.head);
  auto const& all = r.found.front;
  bool const ruled = follows_streams(r);
  bool const several =
      std::any_of(all.begin(), all.end(), [&](auto const& s) { return s.made_by != all[0].made_by; });
  if (ruled) columns.push_back({"rule", document::as_text()});
  if (several) columns.push_back({"made by", document::as_text()});
  document::table out(std::move(columns));
  auto const row = [&](std::string name, std::size_t exits, result::figures const& f,
                       result::record const& s) {
    std::vector<document::cell> cells{std::move(name), exits};
    for (auto const& c : figures) cells.push_back(c.of(f));
    if (ruled) cells.push_back(s.exits.size() > 1 ? s.decision.text() : std::string("the whole network"));
    if (several) cells.push_back(s.made_by);
    return cells;
  };
  for (std::size_t i = 0; i < r.found.front.size(); ++i) {
    auto const& s = r.found.front[i];
    out.add(row(names.empty() ? std::to_string(i) : names.at(i), s.exits.empty() ? 0 : s.exits.size() - 1,
                s.measured, s),
            r.found.choice == i ? document::emphasis::chosen : document::emphasis::none, details(i));
  }
  result::figures original = r.original;
  if (!original.relative_macs) original.relative_macs = 1;
  out.add(row("original", 0, original, {}), document::emphasis::muted);
  out.sortable();
  return out;
}

} // namespace peax::summary
