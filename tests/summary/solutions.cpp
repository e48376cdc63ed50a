//! The pages of an analysis. With PEAX_SUMMARY_SOLUTIONS=FOLDER they stay there to be looked at.

#include "markup.hpp"
#include "solved_network.hpp"
#include "support/temporary_folder.hpp"
#include <peax/summary/analysis_pages.hpp>
#include <peax/summary/solution_drawing.hpp>
#include <peax/summary/solution_timeline.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

namespace {
using namespace peax;

std::string html_of(std::vector<summary::site_page> const& pages, std::size_t i) {
  return summary::to_html(pages.at(i).page, {}, pages.at(i).file);
}
std::string html_of(std::vector<summary::site_page> const& pages, std::string const& file) {
  auto const at = std::find_if(pages.begin(), pages.end(), [&](auto const& p) { return p.file == file; });
  REQUIRE(at != pages.end());
  return summary::to_html(at->page, {}, at->file);
}
std::string body_of(std::string const& html) { return html.substr(html.find("<main>")); }
} // namespace

TEST_CASE(
    "the pages of an analysis are well formed and show the front, the chosen, the network and the run") {
  auto const r = solved::record();
  REQUIRE(r.found.choice.has_value());
  REQUIRE(r.tried.size() >= 5);
  auto const pages = summary::analysis_pages(r);
  REQUIRE(pages.size() >= 4 + r.found.front.size()); // the network and the run besides
  for (std::size_t i = 0; i < pages.size(); ++i) {
    CHECK(markup::fault(html_of(pages, i)) == "");
    CHECK_FALSE(markup::shows_no_number(body_of(html_of(pages, i))));
  }
  std::string const index = html_of(pages, 0);
  std::string const chosen = std::to_string(*r.found.choice);
  for (std::string const& part :
       {"chosen: solution " + chosen, "Solution " + chosen + " of 40 was chosen",
        std::string("accuracy falls by at most 1.00 points on the validation samples"),
        std::string("limit 90.94 %"), std::string("original 91.94 %"), std::string("95 % interval "),
        std::string("tried behind "), std::string("cross, float32")}) {
    CAPTURE(part);
    CHECK(markup::contains(index, part));
  }
  std::string const run = html_of(pages, "run.html");
  for (std::string const& part : {std::string("do not fit its 65536"), std::string("loaded from the cache"),
                                  r.identity, std::string("--max-accuracy-loss 0.01")}) {
    CAPTURE(part);
    CHECK(markup::contains(run, part));
  }
  std::string const network = html_of(pages, "network.html");
  for (auto const* part :
       {"Per layer", "Memory over the execution order", ": peak ", "aria-label=\"Layers\""}) {
    CAPTURE(part);
    CHECK(markup::contains(network, part));
  }
  std::string const all = html_of(pages, 2 + *r.found.choice);
  for (auto const* part :
       {"Possible mappings; the one of this solution is marked", "Memory of the C over time", ": peak ",
        " answers</text>", "no order of the steps needs less"})
    CHECK(markup::contains(all, part));
  char const* kept = std::getenv("PEAX_SUMMARY_SOLUTIONS");
  testing::temporary_folder const temporary;
  std::filesystem::path const folder = kept != nullptr ? std::filesystem::path(kept) : temporary.path();
  summary::write_site(folder, pages);
  CHECK(std::filesystem::file_size(folder / "index.html") < 300'000);
  CHECK(std::filesystem::file_size(folder / "solutions.html") < 300'000);
}

TEST_CASE("every row of the front leads to a page that exists, and only the chosen one is in the menu") {
  auto const r = solved::record(7);
  auto const pages = summary::analysis_pages(r);
  std::string const index = html_of(pages, 0);
  std::size_t listed = 0;
  for (std::size_t id = 0; id < 7; ++id) {
    auto const& page = pages.at(2 + id);
    CHECK(page.file == "solution_" + std::to_string(id) + ".html");
    CHECK(markup::contains(index, "href=\"" + page.file + "\""));
    CHECK(page.listed == (r.found.choice == id));
    listed += page.listed ? 1 : 0;
  }
  CHECK(listed == 1);
  CHECK(std::count_if(pages.begin(), pages.end(), [](auto const& p) { return p.file == "network.html"; }) ==
        1);
}

TEST_CASE("thresholds move where the answers are known, and the page then runs its own script and no other") {
  auto r = solved::record();
  CHECK_FALSE(markup::contains(html_of(summary::analysis_pages(r), 0), "class=\"explorer\""));
  auto const& s = r.found.front.at(*r.found.choice);
  for (std::size_t e = 0; e < s.exits.size(); ++e)
    r.answers.push_back(
        {e < s.thresholds.size() ? std::vector<float>{0.25F, 0.5F, 0.75F} : std::vector<float>{}, {1, 0, 1}});
  std::string const index = html_of(summary::analysis_pages(r), 0);
  CHECK(markup::fault(index) == "");
  CHECK(markup::contains(index, "class=\"explorer\" hidden=\"hidden\" data-count=\"3\""));
  CHECK(markup::contains(index, "script-src 'sha256-"));
  CHECK(markup::count(index, "<script>") == 1);
  CHECK(markup::contains(index, "Scores at " + s.exits.front().name + " on validation"));
}

TEST_CASE("a processor has the colour of its place on the platform, in the drawing and in the lanes") {
  auto const r = solved::record();
  auto const& s = r.found.front.at(*r.found.choice);
  auto const drawing = summary::draw_solution(s, {}, "", r.platform);
  auto const lanes = summary::timeline_of(s, *r.platform, "");
  REQUIRE(lanes.has_value());
  for (auto const& lane : lanes->all)
    if (lane.processor) CHECK(drawing.processors.at(*lane.processor) == lane.name);
  CHECK(drawing.processors.size() == r.platform->processors.size());
}

TEST_CASE("bands and lanes follow the mapping: each processor once, and the lanes end at the worst latency") {
  auto const r = solved::record();
  auto const& s = r.found.front.at(*r.found.choice);
  REQUIRE(s.mapping.size() == 2);
  auto const drawing = summary::draw_solution(s, r.tried, "");
  CHECK(drawing.processors == std::vector<std::string>{s.mapping[0].processor, s.mapping[1].processor});
  CHECK(drawing.boxes.front().processor == 0);
  CHECK(drawing.boxes.back().processor == 1);
  std::size_t used = 0;
  for (auto const& e : drawing.exits) used += e.used ? 1 : 0;
  CHECK(used + 1 == s.exits.size());
  CHECK(drawing.exits.size() == r.tried.size());
  // The border lies behind the block of the last exit on the first processor.
  auto const& border = s.exits[s.mapping[0].exits.back()].after_block;
  for (std::size_t b = 0; b + 1 < drawing.boxes.size(); ++b)
    if (drawing.boxes[b].processor != drawing.boxes[b + 1].processor) CHECK(drawing.boxes[b].title == border);

  auto const lanes = summary::timeline_of(s, *r.platform, "");
  REQUIRE(lanes.has_value());
  double end = 0, busy = 0;
  for (auto const& lane : lanes->all)
    for (auto const& t : lane.tasks) end = std::max(end, t.start + t.duration), busy += t.duration;
  CHECK(end == doctest::Approx(s.leaving_seconds.back()).epsilon(1e-12));
  CHECK(busy == doctest::Approx(end).epsilon(1e-12)); // one thing after the other, nothing twice
  CHECK(lanes->all.size() == 3);                      // two processors and the link
}

TEST_CASE("without a choice the page says why and shows the original network") {
  auto r = solved::record(3);
  r.found.choice.reset();
  r.found.refusals.push_back({"solution 2", "its worst latency is 3 s, allowed are 2 s", ""});
  std::string const index = html_of(summary::analysis_pages(r), 0);
  CHECK(
      markup::contains(index, "Nothing was chosen. solution 2: its worst latency is 3 s, allowed are 2 s."));
  CHECK(markup::contains(index, "Blocks and exits that were tried"));
  r.found.front.clear();
  std::vector<std::string> files;
  for (auto const& p : summary::analysis_pages(r)) files.push_back(p.file);
  CHECK(files.front() == "index.html");
  CHECK(std::find(files.begin(), files.end(), "solutions.html") == files.end());
  CHECK(files.back() == "run.html");
}

TEST_CASE("without test data and platform nothing is shown that was not measured") {
  auto r = solved::record(5);
  r.platform.reset();
  r.hardware.clear();
  r.original = {};
  r.original.validation_score = 0.9194;
  for (auto& s : r.found.front) {
    auto& f = s.measured;
    f.test_accuracy = f.test_score = f.mean_macs = f.relative_macs = f.mean_latency_s = f.worst_latency_s =
        std::nullopt;
    f.mean_energy_j = std::nullopt;
    f.test_accuracy_interval.reset();
    f.exit_shares.clear();
    s.mapping.clear();
    s.leaving_seconds.clear();
    s.leaving_joules.clear();
  }
  auto const pages = summary::analysis_pages(r);
  std::string const body = body_of(html_of(pages, 0));
  CHECK_FALSE(markup::contains(body, "latency"));
  CHECK_FALSE(markup::contains(body, "test accuracy"));
  CHECK(markup::contains(body, "Of the samples of the choice"));
  CHECK(markup::contains(body, "validation accuracy"));
  CHECK_FALSE(markup::shows_no_number(body));
}

TEST_CASE("hundreds of refusals are told by their reasons, and all of them folded") {
  auto r = solved::record(2);
  r.found.refusals.clear();
  for (int i = 0; i < 300; ++i)
    r.found.refusals.push_back(
        {"mapping " + std::to_string(i), i % 2 == 0 ? "too large" : "too slow", "somewhere"});
  std::string const index = html_of(summary::analysis_pages(r), "run.html");
  CHECK(markup::count(index, "<dt>") == 2);
  CHECK(markup::contains(index, "All 300 refusals"));
  CHECK(markup::contains(index, "mapping 299"));
}

TEST_CASE("names of users cannot leave their place on the pages") {
  auto r = solved::record(2);
  r.title = "<script>alert(1)</script>";
  r.found.front[0].exits[0].name = "a\"><b>";
  r.found.front[0].mapping[0].processor = "</svg>";
  r.found.refusals.push_back({"<i>", "&", "\xff"});
  auto const pages = summary::analysis_pages(r);
  for (std::size_t i = 0; i < pages.size(); ++i) CHECK(markup::fault(html_of(pages, i)) == "");
}
