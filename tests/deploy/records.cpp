// What settings list is in their hash, in their JSON both ways and among the keys of --rewrite: a new field is one line.
#include "../../examples/peax/setting_keys.hpp"
#include <peax/analysis/identity.hpp>
#include <peax/deploy/settings_json.hpp>
#include <peax/rewrite/confidence_exits.hpp>
#include <peax/rewrite/feature_map_termination.hpp>
#include <peax/rewrite/right_sizing.hpp>
#include <peax/rewrite/separable_convolutions.hpp>
#include <peax/rewrite/slimming.hpp>
#include <peax/rewrite/temporal_exits.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace peax;
using deploy::json;

namespace {

struct my_settings {
  // clang-format off
  PEAX_SETTINGS(my_settings,
    (result::constraints, keep, "limits"),
    (std::size_t, epochs, "of training", 3),
    (rewrite::head_choice, head, "at the end", rewrite::head_choice::pool));
  // clang-format on
};

// clang-format off
//! [settings]
struct my_later_settings {
  PEAX_SETTINGS(my_later_settings,
    (result::constraints, keep, "limits"),
    (std::size_t, epochs, "of training", 3),
    (double, momentum, "of each step", 0.5),
    (rewrite::head_choice, head, "at the end", rewrite::head_choice::pool));
};
//! [settings]
// clang-format on

template <class S> std::string keys() {
  std::string out;
  for (auto const& key : command::keys_of<S>())
    out += key.name + "=" + key.otherwise + " " + std::string(key.what) + "; ";
  return out;
}

//! JSON of the settings, read into the defaults and written again.
template <class S> std::string there_and_back(S const& settings) {
  json const said = deploy::json_of_record(settings);
  S back;
  deploy::read_record(deploy::fields(said, "settings"), back);
  CHECK(identity_of(back) == identity_of(settings));
  CHECK(deploy::json_of_record(back).dump() == said.dump());
  return said.dump();
}

template <class S> S changed() {
  S out;
  out.seed = 18446744073709551615u;
  out.data_type = "int8";
  out.keep.loss = search::loss_limit::certified(0.01, 0.95);
  out.keep.score = scoring::parse_score("mean_recall:0,2");
  out.keep.prefer = result::preference::ram;
  out.keep.ram_bytes = 4096;
  if constexpr (requires { out.epochs; }) out.epochs = 9;
  if constexpr (requires { out.widths; }) out.widths = {0.5};
  if constexpr (requires { out.head; }) out.head = rewrite::head_choice::grid;
  if constexpr (requires { out.finetune; }) out.finetune = !out.finetune;
  if constexpr (requires { out.pooling; }) out.pooling = report::pooling::fine;
  return out;
}

} // namespace

TEST_CASE("a new field of settings is one line, and turns up in hash, JSON and keys") {
  CHECK(keys<my_settings>() == "epochs=3 of training; head=pool at the end; ");
  CHECK(keys<my_later_settings>() ==
        "epochs=3 of training; momentum=0.5 of each step; head=pool at the end; ");
  my_later_settings s;
  s.momentum = 0.9;
  CHECK(identity_of(s) != identity_of(my_later_settings{}));
  CHECK(there_and_back(s).ends_with(R"("epochs":3,"momentum":0.9,"head":"pool"})"));
  command::rewriter_spec const said{"mine", {{"momentum", "0.75"}, {"head", "grid"}}};
  command::set_from(said, s);
  CHECK(s.momentum == 0.75);
  CHECK(s.epochs == 3);
  CHECK(s.head == rewrite::head_choice::grid);
}

TEST_CASE("settings of every rewriter read back from their JSON") {
  there_and_back(changed<rewrite::confidence_settings>());
  there_and_back(changed<rewrite::feature_map_settings>());
  there_and_back(changed<rewrite::right_sizing_settings>());
  there_and_back(changed<rewrite::separable_settings>());
  there_and_back(changed<rewrite::temporal_settings>());
  CHECK(
      there_and_back(changed<rewrite::slimming_settings>()) ==
      R"({"keep":{"loss":{"loss":0.01,"strength":"certified","value":0.95},"macs_share":null,"ram_bytes":4096,)"
      R"("flash_bytes":null,"latency_s":null,"score":"mean_recall:0,2","prefer":"ram","sample_units":false},"widths":[0.5],"epochs":9,)"
      R"("rate":0.001,"distillation":0.5,"class_weight_power":0.0,"data_type":"int8","seed":18446744073709551615,"batch":64})");
  rewrite::confidence_settings by_margin;
  by_margin.decision = result::confidence{decision::confidence_rule::margin};
  CHECK(there_and_back(by_margin).find(R"("decision":{"kind":"confidence","rule":"margin"})") !=
        std::string::npos);
}

TEST_CASE("what does not fit a setting is refused by file and field") {
  auto const refuses = [](json const& said, std::string const& why) {
    rewrite::right_sizing_settings s;
    try {
      deploy::read_record(deploy::fields(said, "s.json"), s);
      FAIL("was read: " << said.dump());
    } catch (bad_input const& e) {
      CHECK(std::string(e.what()).find(why) != std::string::npos);
    }
  };
  refuses({{"head", "large"}}, "s.json: 'head' is none of auto, pool, grid");
  refuses({{"finetune", 1}}, "s.json: 'finetune' must be true or false");
  refuses({{"epochs", -1}}, "s.json: 'epochs' must be a whole number, 0 or more");
  refuses({{"seed", "a"}}, "s.json: 'seed' must be a whole number, 0 or more");
  refuses({{"rate", "fast"}}, "s.json: 'rate' must be a number");
  refuses({{"keep", {{"loss", 3}}}}, "s.json: 'keep': 'loss' must be an object");
}
