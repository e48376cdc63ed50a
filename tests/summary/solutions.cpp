//! The pages of an analysis. With PEAX_SUMMARY_SOLUTIONS=FOLDER they stay there to be looked at.

#include "markup.hpp"
#include "solved_network.hpp"
#include "support/temporary_folder.hpp"
#include <peax/solution/measure_stream.hpp>
#include <peax/summary/analysis_pages.hpp>
#include <peax/summary/front_section.hpp>
#include <peax/summary/solution_drawing.hpp>
#include <peax/summary/solution_timeline.hpp>
#include <peax/summary/stream_section.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <variant>
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

namespace {
std::string explorer_page(document::threshold_explorer x) {
  document::page page("p");
  page.section("Other thresholds").show(std::move(x));
  return summary::to_html(page);
}
//! Numbers that hardly pack.
std::vector<float> noise(std::size_t n, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<float> out(n);
  for (auto& v : out) v = static_cast<float>(random()) / 4294967296.0F;
  return out;
}
document::threshold_explorer cascade_of(std::size_t samples, std::size_t early) {
  document::threshold_explorer x{"Move", "validation", {}, 100, {}, {}};
  for (std::size_t e = 0; e <= early; ++e) {
    document::tried_threshold each{"exit", 10, {}, {}, 0.5F, {}, std::vector<char>(samples)};
    for (std::size_t i = 0; i < samples; ++i) each.right[i] = i * (e + 3) % 7 < 3 ? 1 : 0;
    if (e < early) each.scores = noise(samples, static_cast<std::uint32_t>(e));
    x.exits.push_back(std::move(each));
  }
  return x;
}
document::threshold_explorer rule_of(std::size_t samples, std::size_t early, std::size_t width) {
  document::threshold_explorer x{"Move", "the test stream", {}, 100, {}, {}};
  for (std::size_t e = 0; e <= early; ++e) {
    document::tried_threshold each{"exit", 10, {}, {}, 0.5F, {}, {}};
    if (e < early) each.values = noise(samples * width, static_cast<std::uint32_t>(e));
    x.exits.push_back(std::move(each));
  }
  x.along = document::tried_recordings{false, true, std::vector<std::size_t>(samples / 100, 100), {}, {}};
  for (std::size_t i = 0; i < samples; ++i)
    x.along->answers.push_back(static_cast<std::int32_t>(i / 10 % width)), x.along->truth.push_back(0);
  return x;
}
} // namespace

TEST_CASE("answers to ten thousand samples fit on a page of less than a megabyte") {
  for (auto const& [page, count] : {std::pair{explorer_page(cascade_of(10'000, 1)), "10000"},
                                    std::pair{explorer_page(cascade_of(10'000, 2)), "10000"},
                                    std::pair{explorer_page(rule_of(10'000, 1, 10)), "10000"}}) {
    CHECK(markup::fault(page) == "");
    CHECK(page.size() < 1'000'000);
    CHECK(markup::contains(page, "data-count=\"" + std::string(count) + "\""));
    CHECK_FALSE(markup::contains(page, "The answers to the first"));
  }
}

TEST_CASE("of answers that are too many for a page the first are taken, and it says so") {
  std::string const page = explorer_page(rule_of(10'000, 2, 64));
  CHECK(markup::fault(page) == "");
  CHECK(page.size() < 1'000'000);
  CHECK(page.size() > 700'000);
  auto const at = page.find("data-count=\"") + 12;
  auto const count = std::stoul(page.substr(at));
  CHECK(count < 10'000);
  CHECK(markup::contains(page, "The answers to the first " +
                                   document::grouped(static_cast<std::int64_t>(count)) +
                                   " of 10,000 samples fit on this page"));
  // The recordings end where the answers do.
  auto const from = page.find("data-lengths=\"[") + 15;
  std::size_t sum = 0;
  for (std::size_t i = from; page[i - 1] != ']'; i = page.find_first_of(",]", i) + 1)
    sum += std::stoul(page.substr(i));
  CHECK(sum == count);
}

namespace {
summary::analysis_record two_ways() {
  auto r = solved::record(7);
  for (auto& s : r.found.front) s.made_by = "confidence_exits";
  summary::ran_rewriter first;
  first.name = "right_sizing";
  first.before = r.footprint.structure.of;
  any_solution slimmer = r.found.front.front();
  slimmer.made_by = "right_sizing";
  first.found = any_solutions();
  first.found->front = {slimmer, slimmer};
  first.found->front[1].measured.validation_score = 0.5;
  first.found->choice = 0;
  first.found->refusals = {{"layer conv_3", "it would have no channels", ""}};
  first.went_on = true;
  first.settings = {{"ratio", "0.5", true, "share of the channels"}, {"epochs", "3", false, "of training"}};
  first.run = event{event::doer::rewriter, "right_sizing", {9, 9}, event::origin::loaded, 0.25};
  summary::ran_rewriter second;
  second.name = "confidence_exits";
  second.behind = "right_sizing";
  second.before = r.footprint.structure.of;
  second.found = r.found;
  second.tried = r.tried;
  r.ran = {first, second};
  return r;
}
} // namespace

TEST_CASE(
    "every rewriter of a run has a page in the menu: its keys, what it found and kept, and what it refused") {
  auto const r = two_ways();
  auto const pages = summary::analysis_pages(r);
  if (char const* kept = std::getenv("PEAX_SUMMARY_SOLUTIONS"); kept != nullptr)
    summary::write_site(std::filesystem::path(kept) / "rewriters", pages);
  std::vector<document::link> menu;
  for (auto const& p : pages)
    if (p.listed) menu.push_back({p.page.title(), p.file});
  std::string const index = summary::to_html(pages[0].page, menu, "index.html");
  CHECK(markup::contains(index, "href=\"rewriter_1_right_sizing.html\">Rewriter right_sizing</a>"));
  CHECK(
      markup::contains(index, "href=\"rewriter_2_confidence_exits.html\">Rewriter confidence_exits behind "));

  std::string const first = html_of(pages, "rewriter_1_right_sizing.html");
  CHECK(markup::fault(first) == "");
  for (auto const* part :
       {"right_sizing found 2 solutions. The one that it chose, candidate 0, was taken by the next rewriter.",
        "share of the channels", "<tr class=\"picked\"><td>ratio</td><td>0.5</td>",
        "it would have no channels", "loaded from the cache", "candidate 1"}) {
    CAPTURE(part);
    CHECK(markup::contains(first, part));
  }
  CHECK_FALSE(markup::contains(body_of(first), "solution_0.html")); // its candidates have no pages

  std::string const second = html_of(pages, "rewriter_2_confidence_exits.html");
  CHECK(markup::fault(second) == "");
  CHECK(markup::contains(second, "confidence_exits found 7 solutions. All are solutions of the run."));
  for (std::size_t id = 0; id < 7; ++id)
    CHECK(markup::contains(second, "href=\"solution_" + std::to_string(id) + ".html\""));
  CHECK(markup::contains(second, "href=\"solutions.html\""));
  CHECK_FALSE(markup::contains(second, "The front: ")); // solutions.html draws it
  CHECK(markup::contains(second, "solutions that use it"));
}

TEST_CASE("a rewriter's solutions that other ways beat are told apart from those of the run") {
  auto r = two_ways();
  r.ran.erase(r.ran.begin());
  any_solution beaten = r.found.front.front();
  beaten.made_by = "slimming";
  r.ran[0].found->front.push_back(beaten);
  std::string const page = html_of(summary::analysis_pages(r), "rewriter_1_confidence_exits.html");
  CHECK(markup::fault(page) == "");
  CHECK(markup::contains(page, "7 are solutions in the run; the others are beaten"));
  CHECK(markup::contains(page, ">candidate 7</td>"));
  CHECK(markup::contains(page, "href=\"solution_3.html\">solution 3</a>"));
  CHECK(markup::contains(page, "The front: "));
}

TEST_CASE("one poor solution does not press the others together, and is told in words") {
  auto r = solved::record(12);
  CHECK_FALSE(summary::front_chart(r).y.from.has_value());
  r.found.front[0].measured.validation_score = r.found.front[0].measured.test_score = 0.31;
  auto const chart = summary::front_chart(r);
  REQUIRE(chart.y.from.has_value());
  CHECK(*chart.y.from > 0.31);
  CHECK(*chart.y.from < 0.9094); // the limit stays inside
  std::size_t outside = 0;
  for (auto const& s : chart.all)
    for (auto const& p : s.points) outside += p.y < *chart.y.from ? 1 : 0;
  CHECK(outside == 2);
  CHECK(markup::contains(html_of(summary::analysis_pages(r), "solutions.html"),
                         "Outside of the chart, marked ▾ at its edge: solution 0, thresholds"));
}

TEST_CASE("a rule stands beside the whole network on every k-th sample in a table, and the note does not "
          "repeat it") {
  auto r = solved::record(1);
  r.found.choice = 0;
  auto& s = r.found.front[0];
  result::stream_evaluation e;
  e.control = {{12, 0.5, 0.9, 0.9}, {21, 0.34, 0.8, 0.8}};
  s.note = "Weights of the backbone are those of the original.; " + result::control_text(e);
  result::recorded_answers along;
  along.lengths = {4};
  along.final = along.truth = {0, 0, 1, 1};
  along.exit = {s.exits.size() - 1, 0, s.exits.size() - 1, 0};
  along.from = {0, 0, 2, 2};
  CHECK(summary::note_beside_control(s, std::nullopt) == s.note);
  along.control = e.control;
  CHECK(summary::note_beside_control(s, along) == "Weights of the backbone are those of the original.");
  auto const section = summary::describe_along(s, along, "the test stream", 2e6);
  document::table const* table = nullptr;
  for (auto const& element : section.elements())
    if (auto const* t = std::get_if<document::table>(&element); t != nullptr && table == nullptr) table = t;
  REQUIRE(table != nullptr);
  REQUIRE(table->rows().size() == 4);
  double const macs = static_cast<double>(s.exits.back().macs + s.exits.front().macs) / 2;
  CHECK(*table->rows()[0].cells[1].number() == doctest::Approx(macs / 2e6));
  CHECK(*table->rows()[0].cells[2].number() == 1);
  CHECK(*table->rows()[2].cells[0].text() == "the whole network on every 12th sample");
  CHECK(*table->rows()[3].cells[0].text() == "the whole network on every 21st sample");
  CHECK(*table->rows()[3].cells[1].number() == 0.34);
  CHECK(*table->rows()[3].cells[2].number() == 0.8);
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
