#pragma once
//! @file
//! The bodies of network_layout.hpp.

#include <peax/document/drawing.hpp>
#include <peax/summary/network_layout.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace peax::summary {

namespace detail {
//! Rows by longest path. Boxes on a cycle keep the row their order gives them.
inline std::vector<std::size_t> longest_path_rows(std::size_t boxes,
                                                  std::vector<document::arrow> const& arrows) {
  std::vector<std::size_t> row(boxes, 0), missing(boxes, 0), ready;
  std::vector<std::vector<std::size_t>> next(boxes);
  for (auto const& a : arrows) next[a.from].push_back(a.to), ++missing[a.to];
  std::vector<bool> placed(boxes, false);
  auto const place = [&](std::size_t box) {
    placed[box] = true;
    for (std::size_t to : next[box]) {
      if (!placed[to]) row[to] = std::max(row[to], row[box] + 1);
      if (missing[to] > 0 && --missing[to] == 0 && !placed[to]) ready.push_back(to);
    }
  };
  for (std::size_t i = 0; i < boxes; ++i)
    if (missing[i] == 0) ready.push_back(i);
  for (std::size_t done = 0, left = 0; left < boxes;) {
    if (done < ready.size()) {
      place(ready[done++]);
    } else { // a cycle: begin it at its first box
      while (left < boxes && placed[left]) ++left;
      if (left < boxes) place(left);
    }
  }
  return row;
}

inline void order_rows(network_layout& layout) {
  std::size_t const boxes = layout.row.size();
  std::vector<double> place(boxes, 0);
  auto const number = [&](std::vector<std::size_t> const& row) {
    for (std::size_t i = 0; i < row.size(); ++i)
      place[row[i]] = static_cast<double>(i) - static_cast<double>(row.size() - 1) / 2;
  };
  std::for_each(layout.rows.begin(), layout.rows.end(), number);
  for (int sweep = 0; sweep < 6; ++sweep) {
    bool const down = sweep % 2 == 0;
    std::vector<std::vector<std::size_t>> neighbours(boxes);
    for (auto const& a : layout.arrows) neighbours[down ? a.to : a.from].push_back(down ? a.from : a.to);
    for (std::size_t step = 0; step < layout.rows.size(); ++step) {
      auto& row = layout.rows[down ? step : layout.rows.size() - 1 - step];
      std::vector<double> centre(boxes, 0);
      for (std::size_t box : row) {
        double total = 0;
        for (std::size_t n : neighbours[box]) total += place[n];
        centre[box] =
            neighbours[box].empty() ? place[box] : total / static_cast<double>(neighbours[box].size());
      }
      std::stable_sort(row.begin(), row.end(),
                       [&](std::size_t a, std::size_t b) { return centre[a] < centre[b]; });
      number(row);
    }
  }
}

//! Short arrows lie inside, and arrows whose rows overlap have different tracks.
inline void assign_tracks(network_layout& layout) {
  using span = std::pair<std::size_t, std::size_t>;
  auto const rows_of = [&](document::arrow const& a) -> span {
    return std::minmax(layout.row[a.from], layout.row[a.to]);
  };
  layout.track.assign(layout.arrows.size(), network_layout::no_track);
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < layout.arrows.size(); ++i)
    if (layout.row[layout.arrows[i].to] != layout.row[layout.arrows[i].from] + 1) order.push_back(i);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    span const s = rows_of(layout.arrows[a]), t = rows_of(layout.arrows[b]);
    return std::pair(s.second - s.first, s.first) < std::pair(t.second - t.first, t.first);
  });
  std::vector<std::vector<span>> used;
  for (std::size_t i : order) {
    span const s = rows_of(layout.arrows[i]);
    auto const free = std::find_if(used.begin(), used.end(), [&](std::vector<span> const& there) {
      return std::none_of(there.begin(), there.end(),
                          [&](span const& t) { return s.first < t.second && t.first < s.second; });
    });
    layout.track[i] = static_cast<std::size_t>(free - used.begin());
    if (free == used.end()) used.emplace_back();
    used[layout.track[i]].push_back(s);
  }
  layout.tracks = used.size();
}

} // namespace detail

PEAX_INLINE network_layout lay_out(document::network_drawing const& drawing) {
  network_layout layout;
  std::size_t const boxes = drawing.boxes.size();
  for (auto const& a : drawing.arrows)
    if (a.from < boxes && a.to < boxes && a.from != a.to) layout.arrows.push_back(a);
  layout.row = detail::longest_path_rows(boxes, layout.arrows);
  std::size_t const last = boxes == 0 ? 0 : *std::max_element(layout.row.begin(), layout.row.end());
  layout.rows.resize(boxes == 0 ? 0 : last + 1);
  for (std::size_t i = 0; i < boxes; ++i) layout.rows[layout.row[i]].push_back(i);
  std::erase_if(layout.rows, [](auto const& row) { return row.empty(); });
  for (std::size_t r = 0; r < layout.rows.size(); ++r)
    for (std::size_t box : layout.rows[r]) layout.row[box] = r;
  detail::order_rows(layout);
  detail::assign_tracks(layout);
  return layout;
}

} // namespace peax::summary
