#include "demo_page.hpp"
#include "markup.hpp"
#include <peax/summary/html.hpp>

#include <doctest/doctest.h>

#include <clocale>
#include <limits>
#include <string>

namespace d = peax::document;
using peax::summary::to_html;

TEST_CASE("a page is well-formed, loads nothing and runs nothing") {
  std::string const html = to_html(demo::page());
  CHECK(markup::fault(html) == "");
  for (char const* outside : {"<script", "<link", "<img", "<iframe", "url(", "@import", "src="})
    CHECK_FALSE(markup::contains(html, outside));
  CHECK(markup::count(html, "http") ==
        1 + 1 + markup::count(html, "xmlns=\"http://www.w3.org/2000/svg\"")); // namespaces, http-equiv
  CHECK(markup::contains(html, "default-src 'none'"));
}

TEST_CASE("the same page gives the same bytes, whatever the locale") {
  std::string const html = to_html(demo::page());
  for (char const* name : {"de_DE.UTF-8", ""})
    if (std::setlocale(LC_ALL, name) != nullptr) CHECK(to_html(demo::page()) == html);
  std::setlocale(LC_ALL, "C");
}

TEST_CASE("the sidebar leads to every section, also to those of one name") {
  d::page page("p");
  page.section("Same & title");
  page.section("Same & title");
  page.section("<b>");
  std::string const html = to_html(page);
  for (char const* id : {"s1-same-title", "s2-same-title", "s3-b"}) {
    CHECK(markup::count(html, "href=\"#" + std::string(id) + "\"") == 1);
    CHECK(markup::count(html, "<section id=\"" + std::string(id) + "\"") == 1);
  }
}

TEST_CASE("no text of a hostile file reaches the markup") {
  std::string const evil = "\"'><script>alert(1)</script>\xFF\x01&#x3c; ]]> --> \xE2\x80\xAE";
  d::page page(evil, evil);
  d::bars bars{evil, {evil, d::as_integer(), false, {}, {}}, {evil, evil}, {{evil, {1, 2}, evil}}};
  d::scatter scatter{evil,
                     {evil},
                     {evil},
                     {{evil, {{1, 2, evil}}, d::trace::points, true}},
                     d::point{1, 2, evil},
                     {{evil, 1, true}, {evil, 2, false}}};
  d::network_drawing network{evil,
                             {{evil, evil, {evil}, 0.5, 0}, {evil, evil + "2", {evil}, {}, 0}},
                             {{0, 1, evil}},
                             {{0, evil, {evil}, 0.5, 0.5, true}},
                             {evil}};
  d::lanes lanes;
  lanes.title = evil, lanes.axis_title = evil;
  lanes.all = {{evil, {evil}, {{evil, 0, 1, evil, false}}, 0}};
  page.section(evil)
      .show(d::heading{evil})
      .say(evil)
      .show(d::list{{evil}, true})
      .show(d::code{evil})
      .show(d::link{evil, evil})
      .show(d::note{evil})
      .refuse(evil, {{evil, evil, evil}})
      .show(d::table({{evil}, {evil, d::as_share()}}, evil).add({evil, 0.5}).fold())
      .show(d::figures{}.add({evil, evil, d::as_text(), evil}))
      .show(bars)
      .show(scatter)
      .show(network)
      .show(lanes)
      .show(d::area{evil, {evil}, {evil}, {1, 2}, {{evil, 1, true}}})
      .show(d::histogram{evil, {evil}, {evil}, {0, 1}, {{evil, {1}}, {evil, {2}}}})
      .show(d::matrix{evil, evil, evil, {evil, evil}, {{1, 2}, {3, 4}}});
  d::link const sibling{evil, "other.html"};
  std::string const html = to_html(page, std::span(&sibling, 1));
  CHECK(markup::fault(html) == "");
  CHECK_FALSE(markup::contains(html, "<script"));
  CHECK_FALSE(markup::contains(html, "\xFF"));
  CHECK_FALSE(markup::contains(html, "\xE2\x80\xAE"));
  CHECK(markup::count(html, "&lt;script&gt;") > 20);
}

TEST_CASE("links that could run code or leave the folder are shown, not followed") {
  for (char const* target : {"javascript:alert(1)", "data:text/html,x", "../../etc/passwd", "/etc/passwd",
                             "\\\\host\\x", "", "JaVaScRiPt:x"}) {
    d::page page("p");
    page.section("s").show(d::link{"go", target});
    CHECK_FALSE(markup::contains(to_html(page), ">go</a>"));
  }
  for (char const* target : {"solutions/2/solution.json", "https://example.org/", "#s1"}) {
    d::page page("p");
    page.section("s").show(d::link{"go", target});
    CHECK(markup::contains(to_html(page), ">go</a>"));
  }
}

TEST_CASE("numbers are right-aligned, negative ones with a true minus, missing ones a dash") {
  d::page page("p");
  page.section("s").show(d::table({{"name"}, {"gain", d::as_percent(1)}, {"share", d::as_share()}})
                             .add({"-1 is a name", -0.012, 1.7})
                             .add({"b", std::numeric_limits<double>::quiet_NaN(), {}}, d::emphasis::chosen));
  std::string const html = to_html(page);
  CHECK(markup::contains(html, "<td>-1 is a name</td><td class=\"right\">−1.2 %</td>"));
  CHECK(markup::contains(html, "170.0 %<span class=\"share\"><i style=\"width:100%\">"));
  CHECK(markup::contains(html, "<tr class=\"picked\"><td>b</td><td class=\"right\">–</td>"));
  CHECK_FALSE(markup::shows_no_number(html.substr(html.find("<main>"))));
}

TEST_CASE("empty pages, sections and tables are pages too") {
  d::page page("");
  page.section("")
      .show(d::table({}))
      .show(d::table({{"a"}}))
      .show(d::list{})
      .show(d::figures{})
      .show(d::refusals{});
  std::string const html = to_html(page);
  CHECK(markup::fault(html) == "");
  CHECK(markup::count(html, "No rows") == 2);
}
