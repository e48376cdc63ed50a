#include "markup.hpp"
#include <peax/summary/network_layout.hpp>
#include <peax/summary/network_svg.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace d = peax::document;
using peax::summary::draw;
using peax::summary::lay_out;
using peax::summary::network_layout;

static d::network_drawing chain(std::size_t boxes) {
  d::network_drawing n;
  for (std::size_t i = 0; i < boxes; ++i) {
    n.boxes.push_back(
        {"block " + std::to_string(i), "residual", {"Conv 3x3"}, 1.0 / static_cast<double>(boxes), {}});
    if (i > 0) n.arrows.push_back({i - 1, i, ""});
  }
  return n;
}

TEST_CASE("a chain has one box a row and no tracks") {
  auto const layout = lay_out(chain(7));
  REQUIRE(layout.rows.size() == 7);
  for (std::size_t i = 0; i < 7; ++i) CHECK(layout.row[i] == i);
  CHECK(layout.tracks == 0);
}

TEST_CASE("arrows lead down and overlapping skips have different tracks") {
  auto n = chain(12);
  for (auto [from, to] : {std::pair<std::size_t, std::size_t>{0, 2}, {2, 4}, {3, 6}, {0, 11}})
    n.arrows.push_back({from, to, ""});
  auto const layout = lay_out(n);
  CHECK(layout.tracks == 3); // 0-2 and 2-4 share one, 3-6 and 0-11 overlap with others
  for (std::size_t i = 0; i < layout.arrows.size(); ++i) {
    auto const [a, b] = std::pair(layout.arrows[i], layout.track[i]);
    CHECK(layout.row[a.from] < layout.row[a.to]);
    CHECK((b == network_layout::no_track) == (layout.row[a.to] == layout.row[a.from] + 1));
    for (std::size_t j = 0; j < i; ++j)
      if (b != network_layout::no_track && layout.track[j] == b)
        CHECK((layout.row[layout.arrows[j].to] <= layout.row[a.from] ||
               layout.row[a.to] <= layout.row[layout.arrows[j].from]));
  }
}

TEST_CASE("branches stand side by side without crossing") {
  d::network_drawing n;
  n.boxes.resize(6); // 0 -> {1, 2}; 1 -> 4, 2 -> 3; {3, 4} -> 5: drawn straight, 4 stands below 1
  for (auto [from, to] : {std::pair<std::size_t, std::size_t>{0, 1}, {0, 2}, {1, 4}, {2, 3}, {3, 5}, {4, 5}})
    n.arrows.push_back({from, to, ""});
  auto const layout = lay_out(n);
  REQUIRE(layout.rows.size() == 4);
  auto const place = [&](std::size_t row, std::size_t box) {
    return std::find(layout.rows[row].begin(), layout.rows[row].end(), box) - layout.rows[row].begin();
  };
  CHECK(place(1, 1) == place(2, 4));
  CHECK(place(1, 2) == place(2, 3));
}

TEST_CASE("cycles, loops and arrows to nowhere do no harm") {
  auto n = chain(4);
  n.arrows.push_back({3, 0, ""});
  n.arrows.push_back({2, 2, ""});
  n.arrows.push_back({1, 99, ""});
  n.exits.push_back({99, "nowhere", {}, {}, {}, true});
  auto const layout = lay_out(n);
  CHECK(layout.arrows.size() == 4);
  std::size_t boxes = 0;
  for (auto const& row : layout.rows) boxes += row.size();
  CHECK(boxes == 4);
  CHECK(markup::fault(draw(n)) == "");
  CHECK_FALSE(markup::contains(draw(n), "nowhere"));
}

TEST_CASE("every box, exit and processor is drawn") {
  auto n = chain(7);
  n.processors = {"Cortex-M0+", "Cortex-M4F"};
  for (std::size_t i = 0; i < 7; ++i) n.boxes[i].processor = i < 2 ? 0 : 1;
  n.exits = {{1, "exit 1", {"grid"}, 0.8042, 0.573, true},
             {3, "exit 3", {}, {}, {}, false},
             {3, "exit 3b", {}, 2, std::numeric_limits<double>::quiet_NaN(), true}};
  std::string const drawing = draw(n);
  CHECK(markup::fault(drawing) == "");
  CHECK_FALSE(markup::shows_no_number(drawing));
  CHECK(markup::count(drawing, "class=\"box\"") == 7);
  CHECK(markup::count(drawing, "class=\"exit-box") == 3);
  CHECK(markup::count(drawing, "class=\"exit-box unused\"") == 1);
  CHECK(markup::count(drawing, "class=\"band p") == 2);
  CHECK(markup::contains(drawing, "confidence ≥ 0.8042"));
  CHECK(markup::contains(drawing, "57.3 % of the samples"));
}

TEST_CASE("one box and two hundred are drawn") {
  CHECK(markup::count(draw(chain(1)), "class=\"box\"") == 1);
  auto n = chain(200);
  for (std::size_t i = 0; i + 3 < 200; i += 3) n.arrows.push_back({i, i + 3, ""});
  std::string const drawing = draw(n);
  CHECK(markup::fault(drawing) == "");
  CHECK(markup::count(drawing, "class=\"box\"") == 200);
  CHECK(markup::count(drawing, "class=\"head\"") == n.arrows.size());
  CHECK(markup::contains(draw(d::network_drawing{}), "No data"));
}
