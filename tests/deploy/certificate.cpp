#include "small_solution.hpp"
#include <peax/deploy/c/certificate.hpp>
#include <peax/deploy/c/unit.hpp>
#include <peax/deploy/verify/certificate_checker.hpp>
#include <peax/graph/editor.hpp>
#include <peax/solution/any_solution.hpp>
#include <peax/solution/decisions.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

using namespace peax;
using deploy::json;

namespace {

json certificate(any_solution const& s) { return deploy::c::certificate_of(deploy::c::whole_unit(s, "net")); }

any_solution of_network(graph g) {
  any_solution s;
  s.network = network(std::move(g));
  static_cast<result::record&>(s) = result::record_of_network(s.network);
  return s;
}

//! A network with branches that join, an activation that reads what another step reads, a normalization that is folded.
any_solution branches() {
  network_builder b("branches", {batch_extent, 2, 6, 6}, 3, "x");
  b.conv(4, {3, 3}).batch_normalization().relu();
  value_id const stem = b.at();
  b.sigmoid();
  value_id const left = b.at();
  b.from(stem).conv(4, {3, 3}).add(left).relu();
  value_id const right = b.at();
  b.from(stem).conv(4, {1, 1}).relu().add(right);
  return of_network(b.global_average_pool().flatten().dense(3).softmax().finish("y"));
}

any_solution stream() {
  any_solution s = small::unmapped();
  s.decision = result::difference_detection{};
  s.outputs_are = result::output_form::logits;
  s.kind = temporal::name;
  return s;
}

bool says(std::vector<std::string> const& faults, std::string const& text) {
  return std::any_of(faults.begin(), faults.end(),
                     [&](std::string const& f) { return f.find(text) != std::string::npos; });
}

std::string joined(std::vector<std::string> const& faults) {
  std::string out;
  for (auto const& f : faults) out += f + "\n";
  return out;
}

//! The number of the buffer that holds a value.
std::size_t buffer_of(json const& c, std::string const& value) {
  auto const& all = c["buffers"];
  for (std::size_t b = 0; b < all.size(); ++b)
    if (all[b]["holds"] == "value" && all[b]["value"] == value) return b;
  FAIL("no buffer holds " << value);
  return 0;
}

//! The first step that writes a buffer.
std::size_t step_that_writes(json const& c, std::size_t buffer) { return c["buffers"][buffer]["first_step"]; }

//! A buffer that lives beyond the step that first reads it, so that another is written beside it.
std::size_t long_lived(json const& c) {
  auto const& all = c["buffers"];
  std::size_t best = 0, most = 0;
  for (std::size_t b = 0; b < all.size(); ++b) {
    std::size_t const length =
        all[b]["last_step"].get<std::size_t>() - all[b]["first_step"].get<std::size_t>();
    if (length > most) best = b, most = length;
  }
  return best;
}

struct corruption {
  std::string what, says;
  std::function<void(json&)> make;
};

} // namespace

TEST_CASE("certificates of what peax writes have no faults") {
  for (auto const& s :
       {any_solution(small::unmapped()), any_solution(small::mapped()), branches(), stream()}) {
    auto const c = certificate(s);
    CHECK(joined(deploy::certificate_faults(s.network, c)) == "");
    CHECK(c["lower_bound_bytes"] <= c["live_peak_bytes"]);
    CHECK(c["live_peak_bytes"] <= c["peak_bytes"]);
    std::size_t named = 0;
    for (auto const& b : c["buffers"]) named += b["holds"] == "value" ? 1 : 0;
    CHECK(named + 2 >= c["buffers"].size()); // what has a name in the network goes by it
  }
}

TEST_CASE("every processor of a mapping has a certificate, which is checked against the whole network") {
  any_solution const s = small::mapped();
  auto const whole = deploy::c::whole_unit(s, "net");
  auto const parts = deploy::c::part_units(s, whole);
  REQUIRE(parts.size() == 3);
  for (std::size_t n = 0; n < parts.size(); ++n) {
    json c = deploy::c::certificate_of(parts[n]);
    CHECK(joined(deploy::certificate_faults(s.network, c)) == "");
    CHECK(c["processor"] == s.mapping[n].processor);
    if (n == 0) continue;
    c["processor"] = nullptr; // on one processor what crosses is no input
    CHECK(says(deploy::certificate_faults(s.network, c), "no input of this name"));
  }
}

TEST_CASE("several outputs lie in one buffer, one behind the other") {
  network_builder b("two_outputs", {batch_extent, 2, 6}, 3, "x");
  b.conv(3, {3}).relu();
  value_id const map = b.at();
  b.global_average_pool().flatten().dense(4);
  b.editor().rename(map, "map");
  b.editor().rename(b.at(), "scores");
  b.editor().set_outputs({b.at(), map});
  any_solution const s = of_network(b.editor().finish());
  json const good = certificate(s);
  CHECK(joined(deploy::certificate_faults(s.network, good)) == "");
  REQUIRE(good["exits"].size() == 1);
  REQUIRE(good["exits"][0]["outputs"].size() == 2);
  CHECK(good["exits"][0]["outputs"][1]["offset"] == 16);
  auto const refused = [&](auto change, std::string const& text) {
    json bad = good;
    change(bad);
    auto const faults = deploy::certificate_faults(s.network, bad);
    CAPTURE(joined(faults));
    CHECK(says(faults, text));
  };
  auto const outputs = [](json& c) -> json& { return c["exits"][0]["outputs"]; };
  refused([&](json& c) { outputs(c)[1]["offset"] = 12; }, "the one before ends at 16");
  refused([&](json& c) { outputs(c).erase(1); }, "its outputs take 16");
  refused([&](json& c) { std::swap(outputs(c)[0]["value"], outputs(c)[1]["value"]); },
          "the one before ends at");
  refused([&](json& c) { c["steps"].back()["reads"] = c["steps"][0]["writes"]; }, "");
}

TEST_CASE("a certificate of another network is refused") {
  auto const faults = deploy::certificate_faults(small::unmapped().network, certificate(branches()));
  CHECK(says(faults, "the network has no"));
}

TEST_CASE("every corruption of a certificate is refused in a sentence that names it") {
  any_solution const s = branches();
  json const good = certificate(s);
  std::size_t const y = buffer_of(good, "y"), kept = long_lived(good), at = step_that_writes(good, kept);
  std::string const value = good["buffers"][kept]["value"];
  std::size_t const last = good["steps"].size() - 1;
  auto const number = [](json& n, int more) { n = n.get<int>() + more; };
  std::vector<corruption> const all{
      {"a peak that is too small", "the peak is", [&](json& c) { number(c["peak_bytes"], -4); }},
      {"a peak that is too large", "the peak is", [&](json& c) { number(c["peak_bytes"], 4); }},
      {"the peak of an exit", "the peak of exit 0", [&](json& c) { number(c["peak_bytes_by_exit"][0], 4); }},
      {"live bytes", "bytes live at once", [&](json& c) { number(c["live_peak_bytes"], 4); }},
      {"a lower bound above what lives", "the lower bound",
       [&](json& c) { c["lower_bound_bytes"] = 1 << 30; }},
      {"a lower bound below a value", "the lower bound", [&](json& c) { c["lower_bound_bytes"] = 0; }},
      {"a first step", "its first step is", [&](json& c) { number(c["buffers"][kept]["first_step"], 1); }},
      {"a life that is cut", "its last step is",
       [&](json& c) { number(c["buffers"][kept]["last_step"], -1); }},
      {"a life that is longer", "its last step is", [&](json& c) { c["buffers"][kept]["last_step"] = last; }},
      {"a buffer that is too small", "its value", [&](json& c) { number(c["buffers"][kept]["bytes"], -4); }},
      {"a buffer that is too large", "its value", [&](json& c) { number(c["buffers"][kept]["bytes"], 4); }},
      {"an offset between floats", "between two floats",
       [&](json& c) { number(c["buffers"][kept]["offset"], 2); }},
      {"a value of no network", "no value of this name",
       [&](json& c) { c["buffers"][kept]["value"] = "nothing"; }},
      {"another value of the same size", "buffer ",
       [&](json& c) {
         for (auto& b : c["buffers"])
           if (b["holds"] == "value" && b["bytes"] == good["buffers"][kept]["bytes"] && b["value"] != value) {
             b["value"] = value;
             return;
           }
       }},
      {"a value that is called scratch", "which does not hold it",
       [&](json& c) { c["buffers"][y]["holds"] = "scratch", c["buffers"][y]["value"] = nullptr; }},
      {"a value that is called a copy", "copy", [&](json& c) { c["buffers"][kept]["holds"] = "copy"; }},
      {"a read that is left out", "does not read",
       [&](json& c) {
         for (auto& step : c["steps"])
           if (step["reads"].size() == 2) {
             step["reads"].erase(0);
             return;
           }
       }},
      {"a read of what is not needed", "does not depend on",
       [&](json& c) { c["steps"][last]["reads"].push_back(kept); }},
      {"a read before the write", "before a step has written it",
       [&](json& c) { c["steps"][at]["reads"].push_back(y); }},
      {"an input that is not read", "is made of other values",
       [&](json& c) { c["steps"][0]["inputs"] = json::array(); }},
      {"an input that is none", "none of the inputs", [&](json& c) { c["steps"][0]["inputs"] = {"y"}; }},
      {"an input of no network", "no input of this name", [&](json& c) { c["inputs"][0] = "y"; }},
      {"a write that is left out", "no step writes it",
       [&](json& c) { c["steps"][last]["writes"] = json::array(); }},
      {"a second write behind a read", "has completed it",
       [&](json& c) { c["steps"][last]["writes"].push_back(kept); }},
      {"steps that change places", "step ", [&](json& c) { std::swap(c["steps"][at], c["steps"][at + 1]); }},
      {"a step twice", "step ", [&](json& c) { c["steps"].insert(c["steps"].begin() + 1, c["steps"][0]); }},
      {"a node that is left out", "does not name the node",
       [&](json& c) { c["steps"][last]["nodes"] = json::array(); }},
      {"a node of another step", "which it does not compute",
       [&](json& c) { c["steps"][last]["nodes"].push_back(c["steps"][1]["nodes"][0]); }},
      {"memory that is shared in time", "share memory",
       [&](json& c) {
         // The buffer that the step behind writes lies over one that is read later.
         std::size_t const next = c["steps"][at + 1]["writes"][0];
         c["buffers"][next]["offset"] = c["buffers"][kept]["offset"];
       }},
      {"an output of no network", "no value of this name",
       [&](json& c) { c["exits"][0]["outputs"][0]["value"] = "z"; }},
      {"an output in another buffer", "which does not hold it",
       [&](json& c) { c["exits"][0]["outputs"][0]["buffer"] = kept; }},
      {"a value that is no output", "is no output",
       [&](json& c) { c["exits"][0]["outputs"][0]["value"] = value; }},
      {"a buffer that does not exist", "buffer 99", [&](json& c) { c["steps"][0]["writes"][0] = 99; }},
      {"a step that does not exist", "step 99", [&](json& c) { c["buffers"][kept]["last_step"] = 99; }},
      {"a negative number", "whole number", [&](json& c) { c["buffers"][kept]["offset"] = -4; }},
      {"a missing key", "is missing", [&](json& c) { c.erase("peak_bytes"); }},
      {"a text for a list", "must be a list", [&](json& c) { c["steps"] = "none"; }},
      {"another kind of file", "peax.certificate", [&](json& c) { c["schema"]["name"] = "peax.solution"; }},
      {"no steps", "", [&](json& c) { c["steps"] = json::array(); }},
  };
  for (auto const& one : all) {
    CAPTURE(one.what);
    json bad = good;
    one.make(bad);
    REQUIRE(bad != good);
    auto const faults = deploy::certificate_faults(s.network, bad);
    CHECK(!faults.empty());
    CAPTURE(joined(faults));
    CHECK(says(faults, one.says));
  }
}

TEST_CASE("exits run in their order, for what they need") {
  any_solution const s = small::unmapped();
  json const good = certificate(s);
  REQUIRE(good["exits"].size() == 3);
  CHECK(good["peak_bytes_by_exit"][0] <= good["peak_bytes_by_exit"][2]);
  std::size_t const last = good["steps"].size() - 1;
  auto const refused = [&](auto change, std::string const& text) {
    json bad = good;
    change(bad);
    auto const faults = deploy::certificate_faults(s.network, bad);
    CAPTURE(joined(faults));
    CHECK(says(faults, text));
  };
  refused([&](json& c) { c["steps"][last]["exit"] = 0; }, "runs behind");
  refused(
      [&](json& c) {
        for (auto& step : c["steps"]) step["exit"] = 0;
      },
      "is the first that needs it");
  refused(
      [&](json& c) {
        for (auto& step : c["steps"]) step["exit"] = 2;
      },
      "is the first that needs it");
  refused([&](json& c) { c["peak_bytes_by_exit"][1] = 4; }, "the peak of exit 1");
  refused([&](json& c) { c["exits"].erase(2), c["peak_bytes_by_exit"].erase(2); }, "exit 2");
  refused([&](json& c) { c["repeats"] = true; }, "its last step is");
}

TEST_CASE("outputs that a temporal rule compares live to the end") {
  any_solution const s = stream();
  json c = certificate(s);
  std::size_t const last = c["steps"].size() - 1;
  for (auto const& e : c["exits"])
    CHECK(c["buffers"][e["outputs"][0]["buffer"].get<std::size_t>()]["last_step"] == last);
  c["repeats"] = false;
  CHECK(says(deploy::certificate_faults(s.network, c), "its last step is"));
}

TEST_CASE("only an element-wise step writes over what dies in it") {
  // A convolution whose output is said to lie where its input lies.
  network_builder b("two", {batch_extent, 4, 5, 5}, 1, "x");
  any_solution const s = of_network(b.relu().conv(4, {3, 3}).finish("y"));
  json c = certificate(s);
  std::size_t const y = buffer_of(c, "y");
  std::size_t const x = c["steps"][step_that_writes(c, y)]["reads"][0];
  CHECK(c["buffers"][x]["offset"] != c["buffers"][y]["offset"]);
  c["buffers"][y]["offset"] = c["buffers"][x]["offset"];
  CHECK(says(deploy::certificate_faults(s.network, c), "share memory"));
  // An addition may.
  network_builder sum("sum", {batch_extent, 4, 5, 5}, 1, "x");
  sum.conv(4, {3, 3});
  value_id const first = sum.at();
  any_solution const added = of_network(sum.conv(4, {3, 3}).add(first).finish("y"));
  json const of = certificate(added);
  std::size_t const last = of["steps"].size() - 1;
  bool over = false;
  for (std::size_t const read : of["steps"][last]["reads"])
    over = over || of["buffers"][read]["offset"] == of["buffers"][buffer_of(of, "y")]["offset"];
  CHECK(over);
  CHECK(deploy::certificate_faults(added.network, of).empty());
}
