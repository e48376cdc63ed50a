#pragma once
//! @file
//! The body of network_svg.hpp.

#include <peax/document/drawing.hpp>
#include <peax/summary/frame.hpp>
#include <peax/summary/network_layout.hpp>
#include <peax/summary/network_svg.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace peax::summary {

namespace detail {

struct spot {
  double x, y;
};
//! A right-angled way through the spots, corners rounded.
inline std::string rounded_way(std::vector<spot> const& way, double radius) {
  std::string d = "M" + coordinate(way[0].x) + " " + coordinate(way[0].y);
  auto const toward = [](spot a, spot b, double by) {
    double const dx = b.x - a.x, dy = b.y - a.y, size = std::max(1e-9, std::max(std::abs(dx), std::abs(dy)));
    double const part = std::min(0.5, by / size);
    return spot{a.x + dx * part, a.y + dy * part};
  };
  for (std::size_t i = 1; i + 1 < way.size(); ++i) {
    spot const before = toward(way[i], way[i - 1], radius), after = toward(way[i], way[i + 1], radius);
    d += "L" + coordinate(before.x) + " " + coordinate(before.y) + "Q" + coordinate(way[i].x) + " " +
         coordinate(way[i].y) + " " + coordinate(after.x) + " " + coordinate(after.y);
  }
  return fmt::format("{}L{} {}", d, coordinate(way.back().x), coordinate(way.back().y));
}

} // namespace detail

namespace detail {

//! The geometry and the steps of one drawing of a network.
class network_painter {
 public:
  explicit network_painter(document::network_drawing const& d)
      : drawing_(d), layout_(lay_out(d)), compact_(layout_.rows.size() > 40) {
    for (auto const& b : d.boxes)
      if (kinds_.emplace(b.kind, kinds_.size()).second && !b.kind.empty())
        legend_.push_back({b.kind, "area " + colour(kinds_[b.kind])});
    exits_of_.resize(d.boxes.size());
    for (std::size_t i = 0; i < d.exits.size(); ++i)
      if (d.exits[i].at < d.boxes.size()) exits_of_[d.exits[i].at].push_back(i);
    place();
  }

  [[nodiscard]] std::string paint() {
    svg out(width_, height_, drawing_.title);
    paint_bands(out);
    draw_legend(out, 12, 4, width_ - 24, legend_);
    for (std::size_t i = 0; i < layout_.arrows.size(); ++i)
      paint_arrow(out, layout_.arrows[i], layout_.track[i]);
    for (std::size_t i = 0; i < drawing_.boxes.size(); ++i) paint_exits(out, i);
    for (std::size_t i = 0; i < drawing_.boxes.size(); ++i) paint_box(out, i);
    return out.str();
  }

 private:
  [[nodiscard]] double box_height(document::box const& b) const {
    return compact_ ? 26 : 32 + 15 * static_cast<double>(b.lines.size()) + (b.share ? 10 : 0);
  }
  [[nodiscard]] static double exit_height(document::exit_branch const& e) {
    return 30 + 15 * static_cast<double>(e.lines.size() + (e.threshold ? 1 : 0) + (e.share ? 1 : 0)) +
           (e.share ? 8 : 0);
  }
  [[nodiscard]] std::optional<std::size_t> processor_of(std::size_t row) const {
    auto const p = drawing_.boxes[layout_.rows[row].front()].processor;
    return p && *p < drawing_.processors.size() ? p : std::nullopt;
  }

  void place() {
    std::size_t widest = 1;
    for (auto const& row : layout_.rows) widest = std::max(widest, row.size());
    box_width_ = widest > 3 ? 180 : 280;
    double const rows_width = static_cast<double>(widest) * (box_width_ + 24) - 24;
    double const tracks = layout_.tracks == 0 ? 0 : 14.0 * static_cast<double>(layout_.tracks) + 12;
    double const exits = drawing_.exits.empty() ? 0 : 64 + exit_width;
    double const used = 24 + tracks + rows_width + exits + 24;
    width_ = std::max(used, chart_width);
    left_ = 24 + tracks + (width_ - used) / 2;
    right_ = left_ + rows_width;
    svg probe(width_, 0, "");
    double y = draw_legend(probe, 12, 4, width_ - 24, legend_) + 8;
    double const gap = compact_ ? 14 : 28;
    xs_.resize(drawing_.boxes.size());
    ys_.resize(drawing_.boxes.size());
    for (std::size_t r = 0; r < layout_.rows.size(); ++r) {
      auto const& row = layout_.rows[r];
      bool const opens = processor_of(r) && (r == 0 || processor_of(r) != processor_of(r - 1));
      if (opens) y += r == 0 ? 30 : 34;
      tops_.push_back(y);
      double height = 0, stacked = 0;
      for (std::size_t i = 0; i < row.size(); ++i) {
        double const offset = static_cast<double>(i) - static_cast<double>(row.size() - 1) / 2;
        xs_[row[i]] = (left_ + right_) / 2 + offset * (box_width_ + 24) - box_width_ / 2;
        ys_[row[i]] = y;
        height = std::max(height, box_height(drawing_.boxes[row[i]]));
        for (std::size_t e : exits_of_[row[i]]) stacked += exit_height(drawing_.exits[e]) + 8;
      }
      exit_tops_.push_back(y + std::max(0.0, (height - stacked + 8) / 2));
      y = std::max(y + height, exit_tops_.back() + stacked - 8) + gap;
      ends_.push_back(y - gap);
    }
    height_ = y;
  }

  void paint_bands(svg& out) const {
    for (std::size_t r = 0; r < layout_.rows.size();) {
      std::size_t end = r + 1;
      while (end < layout_.rows.size() && processor_of(end) == processor_of(r)) ++end;
      if (auto const p = processor_of(r)) {
        double const top = tops_[r] - 34, bottom = ends_[end - 1] + 12;
        std::string const shade = "p" + std::to_string(*p % 4);
        out.rect(4, top, width_ - 8, bottom - top, "band " + shade, 8)
            .rect(4, top + 8, 4, bottom - top - 16, "edge " + shade, 2);
        out.text(20, top + 21, fitted(drawing_.processors[*p], width_ - 40, 13), "label strong");
      }
      r = end;
    }
  }

  void paint_arrow(svg& out, document::arrow const& a, std::size_t track) const {
    double const half = box_width_ / 2, bottom = ys_[a.from] + box_height(drawing_.boxes[a.from]);
    spot const from{xs_[a.from] + half, bottom}, to{xs_[a.to] + half, ys_[a.to]};
    if (track == network_layout::no_track) {
      double const mid = std::max(from.y, to.y - 34);
      bool const straight = std::abs(from.x - to.x) < 0.5;
      out.path(straight
                   ? "M" + coordinate(from.x) + " " + coordinate(from.y) + "V" + coordinate(to.y - 4)
                   : rounded_way(
                         {from, {from.x, (mid + to.y) / 2}, {to.x, (mid + to.y) / 2}, {to.x, to.y - 4}}, 8),
               "edge-line");
      head(out, to, false);
      if (!a.label.empty())
        out.text(to.x + 10, to.y - 9, fitted(a.label, right_ - to.x, 11), "count", a.label);
      return;
    }
    double const x = left_ - 16 - 14 * static_cast<double>(track);
    auto const leftmost = [&](std::size_t box) { return layout_.rows[layout_.row[box]].front() == box; };
    std::vector<spot> way;
    double const down = compact_ ? 7 : 14;
    if (leftmost(a.from))
      way = {{xs_[a.from], bottom - down}, {x, bottom - down}};
    else
      way = {from, {from.x, from.y + 7}, {x, from.y + 7}};
    bool const side = leftmost(a.to);
    if (side)
      way.insert(way.end(), {{x, to.y + down}, {xs_[a.to] - 4, to.y + down}});
    else
      way.insert(way.end(), {{x, to.y - 8}, {to.x, to.y - 8}, {to.x, to.y - 4}});
    out.path(rounded_way(way, 8), "edge-line skip");
    head(out, side ? spot{xs_[a.to], to.y + down} : to, side);
  }

  static void head(svg& out, spot at, bool rightward) {
    std::string const x = coordinate(at.x), y = coordinate(at.y);
    out.path("M" + x + " " + y + (rightward ? "l-7 -3.5v7z" : "l-3.5 -7h7z"), "head");
  }

  void paint_box(svg& out, std::size_t i) const {
    document::box const& b = drawing_.boxes[i];
    double const x = xs_[i], y = ys_[i], h = box_height(b), room = box_width_ - 26;
    std::string tip = b.title;
    for (auto const& line : b.lines) tip += "\n" + line;
    if (b.share) tip += "\n" + document::percent(*b.share) + " of the cost";
    auto const kind = kinds_.find(b.kind);
    out.rect(x, y, box_width_, h, "box", 6, tip)
        .rect(x + 6, y + 6, 4, h - 12, "area " + colour(kind->second), 2);
    if (compact_) {
      double const taken = std::min(room * 0.6, width_in_ems(b.title) * small_font + 8);
      out.text(x + 18, y + 17, fitted(b.title, b.lines.empty() ? room : room * 0.6, small_font), "tick ink");
      if (!b.lines.empty())
        out.text(x + box_width_ - 8, y + 17, fitted(b.lines.front(), room - taken, 11), "count end");
      return;
    }
    out.text(x + 18, y + 20, fitted(b.title, room - (b.share ? 60 : 0), 13), "label strong");
    if (b.share) out.text(x + box_width_ - 10, y + 20, document::percent(*b.share), "tick end");
    double at = y + 36;
    for (auto const& line : b.lines) out.text(x + 18, at, fitted(line, room, small_font), "tick"), at += 15;
    if (b.share) {
      out.rect(x + 18, y + h - 12, room, 4, "rail", 2);
      out.rect(x + 18, y + h - 12, room * std::clamp(*b.share, 0.0, 1.0), 4, "area " + colour(kind->second),
               2);
    }
  }

  void paint_exits(svg& out, std::size_t box) const {
    double top = exit_tops_[layout_.row[box]];
    std::size_t const row = layout_.row[box];
    for (std::size_t other : layout_.rows[row]) {
      if (other == box) break;
      for (std::size_t e : exits_of_[other]) top += exit_height(drawing_.exits[e]) + 8;
    }
    for (std::size_t e : exits_of_[box]) {
      document::exit_branch const& exit = drawing_.exits[e];
      double const x = right_ + 64, h = exit_height(exit), room = exit_width - 24;
      std::string const use = exit.used ? "" : " unused";
      spot const from{xs_[box] + box_width_, ys_[box] + box_height(drawing_.boxes[box]) / 2};
      spot const to{x, std::clamp(from.y, top + 12, top + h - 12)};
      out.path(rounded_way({from, {x - 30, from.y}, {x - 30, to.y}, {to.x - 4, to.y}}, 6),
               "edge-line exit-line" + use);
      head(out, to, true);
      std::string tip = exit.title;
      for (auto const& line : exit.lines) tip += "\n" + line;
      out.rect(x, top, exit_width, h, "exit-box" + use, h > 44 ? 10 : 8, tip);
      out.text(x + 12, top + 20, fitted(exit.title, room, 13), "label strong");
      double at = top + 36;
      for (auto const& line : exit.lines)
        out.text(x + 12, at, fitted(line, room, small_font), "tick"), at += 15;
      if (exit.threshold)
        out.text(x + 12, at, exit.leaves_when + " " + document::fixed(*exit.threshold, 4), "tick"), at += 15;
      if (exit.share) {
        out.text(x + 12, at, document::percent(*exit.share) + " of the samples", "tick");
        out.rect(x + 12, top + h - 12, room, 4, "rail", 2);
        out.rect(x + 12, top + h - 12, room * std::clamp(*exit.share, 0.0, 1.0), 4, "exit-share", 2);
      }
      top += h + 8;
    }
  }

  static constexpr double exit_width = 250;

  document::network_drawing const& drawing_;
  network_layout layout_;
  bool compact_;
  std::map<std::string, std::size_t> kinds_;
  std::vector<legend_entry> legend_;
  std::vector<std::vector<std::size_t>> exits_of_;
  double box_width_ = 0, left_ = 0, right_ = 0, width_ = 0, height_ = 0;
  std::vector<double> xs_, ys_, tops_, ends_, exit_tops_;
};

} // namespace detail

PEAX_INLINE std::string draw(document::network_drawing const& drawing) {
  return drawing.boxes.empty() ? nothing_to_draw(drawing.title) : detail::network_painter(drawing).paint();
}

} // namespace peax::summary
