// peax rewriters: what --rewrite may name, with its keys

#include "output.hpp"
#include "rewriters.hpp"
#include "verbs.hpp"
#include <peax/deploy/settings_json.hpp>

#include <boost/hana/for_each.hpp>
#include <nlohmann/json.hpp>

#include <string>
#include <utility>

namespace command {

namespace {

json as_json(rewriter_key const& key) {
  json words = nullptr;
  if (!key.words.empty()) words = key.words;
  return {{"key", key.name},
          {"setting", key.setting},
          {"what", key.what},
          {"words", std::move(words)},
          {"default", key.otherwise}};
}

json all_as_json() {
  json list = json::array();
  for (auto const& rewriter : known_rewriters()) {
    json keys = json::array();
    for (auto const& key : rewriter.keys) keys.push_back(as_json(key));
    list.push_back({{"name", rewriter.name},
                    {"needs", rewriter.needs},
                    {"may_be_followed", rewriter.may_be_followed},
                    {"keys", std::move(keys)}});
  }
  std::size_t at = 0;
  peax::hana::for_each(rewriters::types, [&](auto rewriter) {
    using W = typename decltype(rewriter)::type;
    list[at++]["settings"] = peax::deploy::json_of_record(decltype(W::with){});
  });
  return {{"rewriters", std::move(list)}};
}

} // namespace

action declare_rewriters(options& o) {
  o.example("peax rewriters", "the keys of --rewrite, with what holds without them");
  return [](common const& c) {
    if (c.json)
      print_object("peax.rewriters", all_as_json());
    else
      print_text(help_of_rewriters());
    return 0;
  };
}

} // namespace command
