#include "markup.hpp"
#include <peax/summary/area_svg.hpp>
#include <peax/summary/bars_svg.hpp>
#include <peax/summary/lanes_svg.hpp>
#include <peax/summary/scatter_svg.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <string>
#include <vector>

namespace d = peax::document;
using peax::summary::draw;

static constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();
static constexpr double infinite = std::numeric_limits<double>::infinity();

static d::scatter scatter_of(std::vector<d::point> points, bool logarithmic = false) {
  d::scatter s;
  s.title = "t";
  s.x = {"MACs", d::as_quantity(), logarithmic, {}, {}};
  s.y = {"accuracy", d::as_percent(1), false, {}, {}};
  s.all = {{"tried", std::move(points), d::trace::front, true}};
  return s;
}

static void check_sound(std::string const& drawing) {
  CHECK(markup::fault(drawing) == "");
  CHECK_FALSE(markup::shows_no_number(drawing));
}

TEST_CASE("a chart without data says so") {
  for (std::string const& drawing :
       {draw(d::scatter{}), draw(scatter_of({})), draw(scatter_of({{nan_value, 1, ""}})),
        draw(scatter_of({{-1, 0.5, ""}}, true)), draw(d::bars{}), draw(d::histogram{}), draw(d::matrix{}),
        draw(d::lanes{}), draw(d::area{})}) {
    check_sound(drawing);
    CHECK(markup::contains(drawing, "No data"));
  }
}

TEST_CASE("one point and equal points are drawn inside the chart") {
  for (auto const& points :
       {std::vector<d::point>{{5e6, 0.9, "a"}}, std::vector<d::point>(7, d::point{0, 0, "b"})}) {
    std::string const drawing = draw(scatter_of(points));
    check_sound(drawing);
    CHECK(markup::count(drawing, "class=\"dot c0\"") == points.size());
  }
}

TEST_CASE("points without a value are left out and counted") {
  auto const chart = scatter_of({{1, 0.5, ""}, {nan_value, 0.5, ""}, {2, infinite, ""}, {3, 0.7, ""}});
  check_sound(draw(chart));
  CHECK(markup::count(draw(chart), "class=\"dot c0\"") == 2);
  CHECK(peax::summary::left_out(chart) == 2);
}

TEST_CASE("the chosen point is ringed and labelled") {
  auto chart = scatter_of({{1e6, 0.5, ""}, {2e6, 0.7, ""}, {3e6, 0.8, ""}});
  CHECK_FALSE(markup::contains(draw(chart), "chosen"));
  chart.chosen = d::point{2e6, 0.7, "the choice"};
  std::string const drawing = draw(chart);
  check_sound(drawing);
  CHECK(markup::count(drawing, "chosen-ring") == 1);
  CHECK(markup::count(drawing, ">the choice</text>") == 1);
  chart.chosen->y = nan_value;
  CHECK_FALSE(markup::contains(draw(chart), "chosen-ring"));
}

TEST_CASE("a front goes in steps, in order of x") {
  auto chart = scatter_of({{2, 0.7, ""}, {0, 0.5, ""}, {1, 0.6, ""}});
  std::string const drawing = draw(chart);
  auto const from = drawing.find("<path d=\"M");
  REQUIRE(from != std::string::npos);
  std::string const path = drawing.substr(from, drawing.find("\" class", from) - from);
  CHECK(markup::count(path, "H") == 2);
  CHECK(markup::count(path, "V") == 2);
  CHECK_FALSE(markup::contains(path, "L"));
}

TEST_CASE("guides widen the axis to hold them") {
  auto chart = scatter_of({{1, 0.5, ""}, {2, 0.6, ""}});
  chart.guides = {{"goal", 0.9, false}, {"budget", nan_value, true}};
  std::string const drawing = draw(chart);
  check_sound(drawing);
  CHECK(markup::count(drawing, "class=\"guide\"") == 1);
  CHECK(markup::contains(drawing, ">90 %<"));
}

TEST_CASE("a diagonal is a guide: no series, no dots, and no value of the axes") {
  auto chart = scatter_of({{0.2, 0.4, ""}, {0.8, 0.7, ""}});
  std::string const without = draw(chart);
  chart.guides = {{"perfect", 0, false, true}};
  std::string const drawing = draw(chart);
  check_sound(drawing);
  CHECK(markup::count(drawing, "class=\"guide\"") == 1);
  CHECK(markup::count(drawing, ">perfect</text>") == 1);
  CHECK(markup::count(drawing, "class=\"grid\"") == markup::count(without, "class=\"grid\""));
  CHECK(markup::count(drawing, "class=\"dot c0\"") == 2);
}

TEST_CASE("points beyond the ends of an axis are marked at its edge and told in words") {
  auto chart = scatter_of({{1, 0.2, "a"}, {2, 0.9, "b"}, {3, 0.95, "c"}});
  CHECK(peax::summary::outside_in_words(chart) == "");
  chart.y.from = 0.85;
  std::string const drawing = draw(chart);
  check_sound(drawing);
  CHECK(markup::count(drawing, "class=\"dot c0\"") == 2);
  CHECK(markup::count(drawing, "▾</text>") == 1);
  CHECK(peax::summary::outside_in_words(chart) ==
        "Outside of the chart, marked ▾ at its edge: a (tried): 20.0 % at 1.");
}

TEST_CASE("bars are as long as their parts and show no negative or missing length") {
  d::bars bars{"b",
               {"MACs", d::as_integer(), false, {}, {}},
               {"a", "b"},
               {{"one", {30, 70}, ""},
                {"two", {nan_value, 50}, ""},
                {"three", {-5, nan_value}, ""},
                {"four", {nan_value}, ""}}};
  std::string const drawing = draw(bars);
  check_sound(drawing);
  CHECK(markup::contains(drawing, ">100</text>"));
  CHECK(markup::count(drawing, "<rect") == 3 + 2); // three parts above zero, two swatches
  CHECK(markup::contains(drawing, "–</text>"));    // four holds no number
}

TEST_CASE("two hundred bars are all drawn") {
  d::bars bars{"b", {"MACs", d::as_quantity(), false, {}, {}}, {}, {}};
  for (int i = 0; i < 200; ++i) bars.items.push_back({"layer " + std::to_string(i), {i * 1e4}, ""});
  std::string const drawing = draw(bars);
  check_sound(drawing);
  CHECK(markup::count(drawing, "class=\"area c0\"") == 199); // the first has no length
}

TEST_CASE("a histogram needs ascending edges and at least one value") {
  d::histogram h{"h",
                 {"p", d::as_number(1), false, {}, {}},
                 {"n", d::as_integer(), false, {}, {}},
                 {0, 0.5, 1},
                 {{"right", {3, nan_value}}}};
  check_sound(draw(h));
  CHECK(markup::count(draw(h), "class=\"area c0\"") == 2);
  h.edges = {0, nan_value, 1};
  CHECK(markup::contains(draw(h), "No data"));
  h.edges = {1, 1};
  CHECK(markup::contains(draw(h), "No data"));
}

TEST_CASE("a matrix marks hits on its diagonal") {
  d::matrix m{"m", "true", "predicted", {"<a>", "b"}, {{5, 1}, {nan_value, 7}}, d::as_integer()};
  std::string const drawing = draw(m);
  check_sound(drawing);
  CHECK(markup::count(drawing, "class=\"hit h") == 2);
  CHECK(markup::count(drawing, "class=\"miss h") == 2);
  CHECK_FALSE(markup::contains(drawing, "<a>"));
  m.labels.assign(100, "class");
  check_sound(draw(m));
}

TEST_CASE("lanes leave out tasks without a place in time") {
  d::lanes l;
  l.all = {{"M4F",
            {"1 mJ"},
            {{"a", 0, 1e-3, "", false}, {"b", nan_value, 1, "", false}, {"c", 1e-3, -1, "", true}},
            0},
           {"link", {}, {}, {}}};
  std::string const drawing = draw(l);
  check_sound(drawing);
  CHECK(markup::count(drawing, "class=\"task") == 1);
}

TEST_CASE("the words of a task stand beside it where its lane is free, and are cut only where it is not") {
  d::lanes l;
  std::string const name = "to residual_block_12";
  l.all = {{"link", {}, {{name, 0, 0.01, "", false}, {"the end", 0.9, 0.1, "", false}}, {}}};
  check_sound(draw(l));
  CHECK(markup::contains(draw(l), "</title>" + name + "</text>"));
  l.all[0].tasks = {{name, 0, 0.12, "", false}, {"next", 0.12, 0.88, "", false}};
  std::string const cut = draw(l);
  check_sound(cut);
  CHECK_FALSE(markup::contains(cut, "</title>" + name + "</text>"));
  CHECK(markup::contains(cut, "<title>" + name)); // whole for the pointer
  CHECK(markup::contains(cut, "…</text>"));
}

TEST_CASE("a narrow drawing has the names of lanes over them, whole") {
  d::lanes l;
  std::string const line = "RAM 123.4 KiB of 256 KiB, and more";
  l.all = {{"Cortex-M4F at 120 MHz", {line}, {{"a", 0, 1, "", false}}, 0}};
  std::string const drawing = draw(l, peax::summary::narrow_width);
  check_sound(drawing);
  CHECK(markup::contains(drawing, "Cortex-M4F at 120 MHz</text>"));
  CHECK(markup::contains(drawing, line + "</text>"));
}

TEST_CASE("an area marks its largest value, and guides where they stand") {
  d::area a{
      "Memory over time",
      {"step", d::as_integer()},
      {"alive", d::as_bytes()},
      {1024, 4096, 4096, 512, 100},
      {{"exit 0 answers", 3, true}, {"exit 1 answers", 3, true}, {"the end", 5, true}, {"nowhere", 9, true}}};
  std::string const drawing = draw(a);
  check_sound(drawing);
  CHECK(markup::contains(drawing, "aria-label=\"Memory over time: peak 4 KiB in step 1 of 5\""));
  CHECK(markup::contains(drawing, ">peak 4 KiB<"));
  CHECK(markup::count(drawing, "class=\"guide\"") == 3);
  for (auto const* label : {"exit 0 answers", "exit 1 answers", "the end"})
    CHECK(markup::contains(drawing, label));
  CHECK_FALSE(markup::contains(drawing, "nowhere"));
  a.values = {nan_value, infinite, -3};
  check_sound(draw(a));
}
