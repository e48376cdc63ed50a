// A decision of a user: searched, measured, saved, read back and shown, without an edit of the library.
#include "rewrite/blobs.hpp"
#include "support/temporary_folder.hpp"
#include <peax/analysis/analysis.hpp>
#include <peax/analysis/stored.hpp>
#include <peax/deploy/read_solution.hpp>
#include <peax/deploy/save_solution.hpp>
#include <peax/engine/run.hpp>
#include <peax/rewrite/confidence_exits.hpp>
#include <peax/solution/measure.hpp>
#include <peax/summary/analysis_record.hpp>
#include <peax/summary/html.hpp>
#include <peax/summary/solution_section.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <string>
#include <vector>

using namespace peax;

namespace {

//! [own_decision]
enum class rival : std::uint8_t { second, rest };
constexpr auto names_of(rival) { return std::array<std::string_view, 2>{"second", "rest"}; }

//! How far the largest probability stands above the second, or above all others together, as a share of itself.
struct lead {
  static constexpr std::string_view kind = "lead";
  rival against = rival::second;
  float floor = 0.25F; //!< below it nobody leads

  float score(result::exit_outputs const& out) const {
    std::vector<float> p(out.values.begin(), out.values.end());
    std::sort(p.begin(), p.end(), std::greater<>());
    if (p[0] < floor) return -1;
    return 1 - (against == rival::second ? p[1] : 1 - p[0]) / p[0];
  }
  bool operator==(lead const&) const = default;
};

} // namespace

PEAX_RECORD(lead, against, floor);
//! [own_decision]

namespace {

//! What is sure twice in a row; remembers the last sure answer of the exit.
struct twice {
  static constexpr std::string_view kind = "twice";
  struct memory {
    std::vector<float> last;
  };
  float score(result::exit_outputs const& out, memory const& m) const {
    return m.last.empty() ? -1 : std::min(out.values[0], m.last[0]);
  }
  void ran(memory& m, result::exit_outputs const& out, std::int32_t) const {
    m.last.assign(out.values.begin(), out.values.end());
  }
  bool operator==(twice const&) const = default;
};

auto fed() {
  static network const n = blobs::trained(4);
  report::early_exits::settings with;
  with.epochs = 8;
  return analysis(model<single_exit>(n))
      .submit(report::dataset<train>::of{blobs::samples(800, 4, 1)})
      .submit(report::dataset<validation>::of{blobs::samples(600, 4, 2)})
      .submit(report::dataset<test>::of{blobs::samples(500, 4, 3)})
      .submit(report::early_exits::of{with});
}

rewrite::confidence_exits pass(result::any_decision d) {
  rewrite::confidence_exits p;
  p.with.decision = std::move(d);
  p.with.keep.loss = search::loss_limit::plain(0.02);
  return p;
}

} // namespace

TEST_CASE("a decision of a user is searched, and what it does is measured sample by sample") {
  lead const mine{rival::rest, 0.25F};
  auto const way = fed().run(pass(mine));
  auto const& found = way.solutions();
  REQUIRE(found.choice);
  auto const& chosen = found.front[*found.choice];
  REQUIRE(!chosen.thresholds.empty());
  REQUIRE(chosen.decision.get_if<lead>() != nullptr);
  CHECK(*chosen.decision.get_if<lead>() == mine);
  CHECK(!chosen.chosen_because.empty());

  auto const on = blobs::samples(500, 4, 3);
  auto const outputs = engine::run(chosen.network, on.inputs().floats());
  double right = 0;
  for (std::size_t i = 0; i < on.size(); ++i) {
    std::size_t e = 0;
    auto const row = [&] { return outputs[e].floats().subspan(i * 4, 4); };
    while (e + 1 < outputs.size() && mine.score({row()}) < chosen.thresholds[e]) ++e;
    right += std::max_element(row().begin(), row().end()) - row().begin() == on.labels()[i] ? 1 : 0;
  }
  CHECK(*chosen.measured.test_accuracy == doctest::Approx(right / 500).epsilon(1e-12));
}

TEST_CASE("it is saved and read back by its type, and refused by its kind without") {
  testing::temporary_folder const temporary;
  auto const found = fed().run(pass(lead{rival::second, 0.5F})).solutions();
  REQUIRE(found.choice);
  deploy::save_front(found, temporary / "solutions", {"confidence_exits", "", 0, "0"});
  auto const folder = temporary / "solutions" / std::to_string(*found.choice);
  auto const back = deploy::read_solution<default_ops, lead>(folder).what;
  CHECK(back.decision == found.front[*found.choice].decision);
  CHECK(back.thresholds == found.front[*found.choice].thresholds);
  CHECK(back.kind == multi_exit::name);
  auto const on = blobs::samples(100, 4, 4);
  auto const outputs = engine::run(back.network, on.inputs().floats());
  std::vector<tensor const*> all;
  for (auto const& t : outputs) all.push_back(&t);
  CHECK(result::replay(back, all).exit == result::replay(found.front[*found.choice], all).exit);
  std::string why;
  try {
    (void)deploy::read_solution(folder);
  } catch (bad_input const& e) {
    why = e.what();
  }
  CHECK(why.find("'kind' is 'lead'; known are none, confidence") != std::string::npos);
}

TEST_CASE("the page shows its fields as a table") {
  auto const found = fed().run(pass(lead{})).solutions();
  REQUIRE(found.choice);
  summary::analysis_record r;
  r.found = found;
  document::page page("own", "");
  page.add(summary::describe_solution(r, *found.choice));
  std::string const shown = summary::to_html(page);
  CHECK(shown.find("the decision lead scores at least as high") != std::string::npos);
  CHECK(shown.find("against") != std::string::npos);
  CHECK(shown.find("second") != std::string::npos);
  CHECK(shown.find("leaves at score ≥") != std::string::npos);
}

TEST_CASE(
    "the cache keeps it, two settings are two identities, and one that remembers is no rule for samples") {
  std::ostringstream to;
  result::any_decision const was = lead{rival::rest, 0.125F};
  put(to, was);
  std::istringstream from(to.str());
  CHECK(get<result::any_decision>(from) == was);
  CHECK(identity_of(pass(lead{rival::rest})) != identity_of(pass(lead{rival::second})));
  CHECK(identity_of(pass(lead{})) == identity_of(pass(lead{})));
  CHECK(was.text() == "lead, against rest, floor 0.125");
  CHECK_THROWS_AS((void)fed().run(pass(twice{})), usage_error);
}
