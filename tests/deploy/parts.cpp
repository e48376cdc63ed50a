#include "small_solution.hpp"
#include <peax/deploy/parts.hpp>
#include <peax/graph/verify.hpp>

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <vector>

using namespace peax;

namespace {
std::vector<network> pieces_of(solution<multi_exit> const& s) {
  std::vector<network> out;
  for (auto const& p : deploy::cut_into_parts(s.network, s.exits, s.mapping)) out.push_back(p.piece);
  return out;
}
} // namespace

TEST_CASE("parts run one after the other answer as the whole network does, however it is cut") {
  auto const whole = testing::interpret(*small::unmapped().network, {small::images()});
  std::vector<std::vector<result::mapping_record>> const mappings{
      {{"a", {0}}, {"b", {1}}, {"c", {2}}},
      {{"a", {0, 1}}, {"b", {2}}},
      {{"a", {0}}, {"b", {1, 2}}},
      {{"a", {0, 1, 2}}},
  };
  for (auto const& m : mappings) {
    auto const parts = pieces_of(small::mapped(m));
    REQUIRE(parts.size() == m.size());
    auto const answers = small::run_in_turn(parts);
    REQUIRE(answers.size() == 3);
    for (std::size_t e = 0; e < 3; ++e) CHECK(answers[e] == whole[e]);
  }
}

TEST_CASE("a part reads the feature map that crosses, answers its exits, and gives the next feature map") {
  auto const s = small::mapped();
  auto const parts = pieces_of(s);
  std::size_t nodes = 0;
  for (std::size_t n = 0; n < parts.size(); ++n) {
    graph const& g = *parts[n];
    verify(g);
    nodes += g.nodes().size();
    REQUIRE(g.inputs().size() == 1);
    CHECK(g[g.inputs()[0]].name == (n == 0 ? "image" : s.exits[n - 1].at));
    REQUIRE(g.outputs().size() == (n == 2 ? 1 : 2));
    CHECK(g[g.outputs()[0]].name == s.exits[n].output);
    if (n < 2) CHECK(g[g.outputs()[1]].name == s.exits[n].at);
    CHECK(g.opset() == 15);
    CHECK(g.metadata().at("author") == "somebody");
  }
  CHECK(nodes == s.network->nodes().size()); // nothing runs twice
}

TEST_CASE("without a mapping there are no parts") { CHECK(pieces_of(small::unmapped()).empty()); }

TEST_CASE("files of parts stay in their folder, whatever processors are called") {
  CHECK(deploy::safe_name("Cortex-M0+ (48 MHz)") == "Cortex-M0-48-MHz");
  CHECK(deploy::safe_name("../../etc/passwd") == "..-..-etc-passwd");
  CHECK(deploy::safe_name("") == "part");
  CHECK(deploy::safe_name("\xff\xfe/") == "part");
  CHECK(deploy::safe_name(std::string(500, 'x')).size() == 60);
  std::set<std::string> names;
  auto const s = small::mapped({{"same", {0}}, {"same!", {1}}, {"same", {2}}});
  for (auto const& p : deploy::cut_into_parts(s.network, s.exits, s.mapping)) {
    CHECK(p.file.find('/') == std::string::npos);
    CHECK(names.insert(p.file).second);
  }
}

TEST_CASE("a mapping that does not take every exit once in running order is refused") {
  for (std::vector<result::mapping_record> const& m :
       {std::vector<result::mapping_record>{{"a", {0}}, {"b", {2}}},
        {{"a", {0, 1}}},
        {{"a", {1, 0}}, {"b", {2}}},
        {{"a", {0, 1, 2, 3}}},
        {{"a", {}}, {"b", {0, 1, 2}}}}) {
    auto const s = small::mapped(m);
    CHECK_THROWS_AS((void)deploy::cut_into_parts(s.network, s.exits, s.mapping), bad_input);
  }
  auto s = small::mapped();
  s.exits[0].at = "nowhere";
  CHECK_THROWS_AS((void)deploy::cut_into_parts(s.network, s.exits, s.mapping), bad_input);
  s = small::mapped();
  std::swap(s.exits[0], s.exits[1]);
  CHECK_THROWS_AS((void)deploy::cut_into_parts(s.network, s.exits, s.mapping), bad_input);
}
