#include "support/temporary_folder.hpp"
#include "support/toy_flow.hpp"
#include <peax/analysis/stored.hpp>
#include <peax/analysis/stored_network.hpp>
#include <peax/graph/builder.hpp>

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

namespace {

int heads_runs = 0, pass_runs = 0;

struct saved_heads {
  static constexpr std::string_view title = "Heads";
  std::vector<float> weights;
  void save(std::ostream& to) const { peax::put_fields(to, *this); }
  static saved_heads load(std::istream& from) { return peax::get_fields<saved_heads>(from); }
  struct of {
    float scale = 1;
    saved_heads make(peax::network const&) const {
      ++heads_runs;
      return {{0.5f * scale, -1.25f}};
    }
  };
};
//! It has no `save`: it is made again.
struct passing {
  static constexpr std::string_view title = "Passing";
  int value = 3;
  struct default_reporter {
    passing make(saved_heads const&) const { return {}; }
  };
};
struct saved_solution {
  peax::model<peax::single_exit> network;
  double figure = 0;
  void save(std::ostream& to) const { peax::put_fields(to, *this); }
  static saved_solution load(std::istream& from) { return peax::get_fields<saved_solution>(from); }
};
struct widen {
  static constexpr std::string_view name = "widen";
  peax::solutions<peax::single_exit, saved_solution> rewrite(peax::model<peax::single_exit> const&,
                                                             saved_heads const& heads) const {
    ++pass_runs;
    peax::model<peax::single_exit> const wider(
        peax::network_builder("wide", {peax::batch_extent, 4}, 3).dense(8).relu().dense(2).finish());
    return {{{wider, heads.weights[0]}}, 0, {}};
  }
};

auto tiny() {
  return peax::model<peax::single_exit>(
      peax::network_builder("tiny", {peax::batch_extent, 4}, 1).dense(2).finish());
}
auto fresh_memo() { return std::make_shared<peax::memo>(); }
auto study() { return peax::analysis(tiny(), "study").with_memo(fresh_memo()).submit(saved_heads::of{2}); }
auto loaded(std::string const& bytes) {
  std::istringstream from(bytes);
  return peax::analysis<peax::single_exit>::load(from).with_memo(fresh_memo());
}
template <class A> std::string saved(A const& a) {
  std::ostringstream to;
  a.save(to);
  return std::move(to).str();
}

} // namespace

TEST_CASE("an analysis comes back with its model, its name, and the results made so far") {
  auto const a = study();
  CHECK(a.get<passing>().value == 3);
  (void)a.run(widen{});
  std::string const bytes = saved(a);
  CHECK(bytes == saved(a));

  heads_runs = pass_runs = 0;
  auto const b = loaded(bytes).submit(saved_heads::of{2});
  CHECK(b.name() == "study");
  CHECK(b.model().content() == a.model().content());
  CHECK(b.get<saved_heads>().weights == a.get<saved_heads>().weights);
  CHECK(b.get<passing>().value == 3);
  auto const again = b.run(widen{});
  CHECK(again.solutions().front[0].figure == 1);
  CHECK(again.next().model().content() == a.run(widen{}).next().model().content());
  CHECK(heads_runs + pass_runs == 0);
  CHECK(saved(b) == bytes);
  for (auto const& e : b.session().events())
    if (e.name != "Passing") CHECK(e.from == peax::event::origin::loaded);
}

TEST_CASE("a result of other settings is not believed") {
  auto const a = study();
  (void)a.get<saved_heads>();
  heads_runs = 0;
  auto const b = loaded(saved(a)).submit(saved_heads::of{3});
  CHECK(b.get<saved_heads>().weights[0] == 1.5f);
  CHECK(heads_runs == 1);
}

TEST_CASE("an analysis in the middle of a flow keeps the model with which the flow began") {
  auto const behind = study().run(widen{}).next();
  auto const b = loaded(saved(behind)).submit(saved_heads::of{2});
  CHECK(b.name() == "study-widen");
  CHECK(b.model().content() == behind.model().content());
  CHECK(b.identity<peax::of_original<saved_heads>>() == behind.identity<peax::of_original<saved_heads>>());
}

TEST_CASE("a file of an analysis appears whole, and one that is cut, damaged, foreign or of another kind is "
          "refused") {
  peax::testing::temporary_folder const folder;
  auto const file = folder.path() / "study.peax";
  auto const a = study();
  (void)a.get<saved_heads>();
  a.save(file);
  std::ifstream in(file, std::ios::binary);
  std::string const bytes{std::istreambuf_iterator<char>(in), {}};
  CHECK(bytes == saved(a));
  CHECK(peax::analysis<peax::single_exit>::load(file).name() == "study");

  auto const refused = [](std::string const& text, char const* why) {
    std::istringstream from(text);
    try {
      (void)peax::analysis<peax::single_exit>::load(from);
      FAIL("it was loaded");
    } catch (peax::bad_input const& e) {
      CHECK(std::string(e.what()).find(why) != std::string::npos);
    }
  };
  for (auto const& text : {std::string(), std::string("PK\3\4"), bytes.substr(0, 10)})
    refused(text, "this is no saved analysis");
  refused("peax analysis 1\n" + bytes.substr(16), "was saved by another version of peax");
  std::string changed = bytes;
  changed[changed.size() / 2] ^= 1;
  for (auto const& text : {bytes.substr(0, 40), bytes.substr(0, bytes.size() - 1), bytes + "x", changed})
    refused(text, "cut off or damaged");
  refused(saved(peax::analysis(peax::model<peax::multi_exit>(static_cast<peax::network const&>(tiny())))),
          "is of a peax::multi_exit model");
  CHECK_THROWS_AS((void)peax::analysis<peax::single_exit>::load(folder.path() / "none"), peax::io_error);
  CHECK_THROWS_AS((void)peax::analysis<peax::single_exit>::load(folder.path()), peax::io_error);
  CHECK_THROWS_AS(a.save(folder.path() / "none" / "study.peax"), peax::io_error);
}
