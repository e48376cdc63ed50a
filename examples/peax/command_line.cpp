#include "command_line.hpp"

#include "output.hpp"
#include "terminal.hpp"
#include <peax/core/error.hpp>
#include <peax/version.hpp>

#include <CLI/CLI.hpp>
#include <fmt/core.h>
#include <tbb/global_control.h>

#include <algorithm>
#include <exception>
#include <limits>
#include <memory>
#include <new>
#include <utility>

namespace command {

namespace {

std::vector<std::string> option_names(CLI::App const& app) {
  std::vector<std::string> names;
  for (CLI::Option const* o : app.get_options())
    for (auto const& name : o->get_lnames()) names.push_back("--" + name);
  return names;
}

CLI::App const* chosen_verb(CLI::App const& app) {
  auto const chosen = app.get_subcommands();
  return chosen.empty() ? nullptr : chosen.front();
}

//! Words for what CLI11 did not expect.
std::string unexpected(CLI::App const& app, std::span<verb const> verbs) {
  auto const rest = app.remaining(true);
  std::string const word = rest.empty() ? "" : rest.front();
  CLI::App const* const verb_app = chosen_verb(app);
  if (word.starts_with("-")) {
    auto names = option_names(app);
    if (verb_app != nullptr) {
      auto const more = option_names(*verb_app);
      names.insert(names.end(), more.begin(), more.end());
    }
    auto const name = word.substr(0, word.find('='));
    return fmt::format("there is no option {}{}", name, suggestion(name, names));
  }
  if (verb_app != nullptr) return fmt::format("'{}' was not expected behind {}", word, verb_app->get_name());
  std::vector<std::string> names;
  for (auto const& v : verbs) names.emplace_back(v.name);
  return fmt::format("there is no verb '{}'{}", word, suggestion(word, names));
}

int misuse(std::string const& what, CLI::App const* verb_app) {
  auto const help =
      verb_app == nullptr ? std::string("peax --help") : "peax " + verb_app->get_name() + " --help";
  say(fmt::format("peax: {}\n      {} shows what can be given\n", printable_line(what), help));
  return 2;
}

//! Runs the verb and turns what is thrown into words and an exit code.
int guarded(action const& what, common const& given, CLI::App const* verb_app) {
  auto const tell = [](char const* text, int code) {
    say(fmt::format("peax: {}\n", printable_line(text)));
    return code;
  };
  try {
    return what(given);
  } catch (peax::usage_error const& e) {
    return misuse(e.what(), verb_app);
  } catch (peax::refused const& e) {
    return tell(e.what(), 1);
  } catch (peax::io_error const& e) {
    return tell(e.what(), 4);
  } catch (peax::error const& e) {
    return tell(e.what(), 3);
  } catch (std::bad_alloc const&) {
    return tell("there is not enough memory; give fewer samples, or a machine with more", 4);
  } catch (std::exception const& e) {
    return tell(e.what(), 3);
  }
}

//! The words of the command line, quoted where a shell would take them apart.
std::string command_line_of(int argc, char const* const* argv) {
  std::string out = "peax";
  for (int i = 1; i < argc; ++i) {
    std::string_view const word = argv[i];
    constexpr auto plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_./,:=+%@";
    if (!word.empty() && word.find_first_not_of(plain) == std::string_view::npos) {
      out.append(" ").append(word);
      continue;
    }
    out += " '";
    for (char const letter : word) out += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
    out += "'";
  }
  return out;
}

} // namespace

declared_option& options::tell(char const* name, char const* what) {
  std::string_view const all = name;
  auto const blank = std::min(all.find(' '), all.size());
  auto& out = told_.options.emplace_back();
  out.name = all.substr(0, blank);
  out.value = blank == all.size() ? "" : all.substr(blank + 1);
  out.what = what;
  out.section = section_;
  return out;
}

void options::argument(char const* name, std::string& into, char const* what) {
  auto& told = tell(name, what);
  told.is_required = true;
  verb_.add_option(told.name, into, what)->required();
}
void options::text(char const* name, std::string& into, char const* what) {
  verb_.add_option(tell(name, what).name, into, what);
}
void options::required(char const* name, std::string& into, char const* what) {
  auto& told = tell(name, what);
  told.is_required = true;
  verb_.add_option(told.name, into, what)->required();
}
void options::texts(char const* name, std::vector<std::string>& into, char const* what) {
  auto& told = tell(name, what);
  told.repeats = true;
  verb_.add_option(told.name, into, what)->allow_extra_args(false);
}
void options::flag(char const* name, bool& into, char const* what) {
  verb_.add_flag(tell(name, what).name, into, what);
}

template <class F> void options::parsed(char const* name, char const* what, F take) {
  std::string const option = tell(name, what).name;
  verb_.add_option_function<std::string>(
      option, [take, option](std::string const& text) { take(option, text); }, what);
}
void options::number(char const* name, double& into, char const* what) {
  parsed(name, what, [&into](auto const& option, auto const& text) { into = to_number(option, text); });
}
void options::number(char const* name, std::optional<double>& into, char const* what) {
  parsed(name, what, [&into](auto const& option, auto const& text) { into = to_number(option, text); });
}
void options::count(char const* name, std::int64_t& into, char const* what, std::int64_t lowest) {
  parsed(name, what,
         [&into, lowest](auto const& option, auto const& text) { into = to_count(option, text, lowest); });
}
void options::count(char const* name, std::optional<std::int64_t>& into, char const* what,
                    std::int64_t lowest) {
  parsed(name, what,
         [&into, lowest](auto const& option, auto const& text) { into = to_count(option, text, lowest); });
}

void options::section(char const* title) { section_ = title; }
void options::example(char const* line, char const* what) { told_.examples.push_back({line, what}); }
void options::footer(std::string text) { told_.more = std::move(text); }

namespace {

//! The parser with all that it fills, and what it says of itself.
struct parser {
  common given;
  std::int64_t seed = 0, threads = 0;
  CLI::App app{"", "peax"};
  std::vector<action> actions;
  std::vector<CLI::App*> verb_apps;
  declared_command told;

  explicit parser(std::span<verb const> verbs) {
    app.set_version_flag("--version", "peax " PEAX_VERSION);
    app.require_subcommand(0, 1);
    app.fallthrough();
    declared_verb of_all;
    options shared(app, of_all);
    shared.flag("--json", given.json, "standard output is one JSON object on one line");
    shared.flag("--quiet", given.quiet, "no progress and no messages but errors");
    shared.count("--seed N", seed, "of everything random (default 0)", 0);
    shared.count("--threads N", threads, "default: all cores");
    told.common = std::move(of_all.options);
    for (auto const& v : verbs) {
      verb_apps.push_back(app.add_subcommand(v.name, v.what));
      verb_apps.back()->fallthrough();
      declared_verb of_verb{v.name, v.what, {}, {}, {}};
      options own(*verb_apps.back(), of_verb);
      actions.push_back(v.declare(own));
      told.verbs.push_back(std::move(of_verb));
    }
  }
  parser(parser const&) = delete;
  parser& operator=(parser const&) = delete;
};

//! What --help shows: of the verb if there is one.
std::string help_for(parser const& p) {
  for (std::size_t i = 0; i < p.verb_apps.size(); ++i)
    if (p.verb_apps[i]->parsed()) return help_of(p.told.verbs[i], p.told);
  return help_of(p.told);
}

int show(std::string const& text) {
  try {
    print_text(text);
  } catch (peax::io_error const& failed) {
    say(fmt::format("peax: {}\n", failed.what()));
    return 4;
  }
  return 0;
}

//! `peax help VERB` is `peax VERB --help`.
std::vector<std::string> words_of(int argc, char const* const* argv) {
  std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
  if (words.empty() || words[0] != "help") return words;
  words.erase(words.begin());
  words.emplace_back("--help");
  return words;
}

} // namespace

declared_command declared_by(std::span<verb const> verbs) { return parser(verbs).told; }

int run(std::span<verb const> verbs, int argc, char const* const* argv) {
  parser p(verbs);
  auto& app = p.app;
  try {
    auto words = words_of(argc, argv);
    std::reverse(words.begin(), words.end()); // as CLI11 takes them
    app.parse(std::move(words));
  } catch (CLI::CallForHelp const&) {
    return show(help_for(p));
  } catch (CLI::CallForVersion const&) {
    return show("peax " PEAX_VERSION "\n");
  } catch (CLI::ExtrasError const&) {
    return misuse(unexpected(app, verbs), chosen_verb(app));
  } catch (CLI::ParseError const& e) {
    if (!app.remaining(true).empty())
      return misuse(unexpected(app, verbs), chosen_verb(app)); // the misspelt word explains more
    return misuse(e.what(), chosen_verb(app));
  } catch (peax::usage_error const& e) {
    return misuse(e.what(), chosen_verb(app));
  }
  auto& given = p.given;
  given.command_line = command_line_of(argc, argv);
  given.seed = static_cast<std::uint64_t>(p.seed);
  given.threads = static_cast<int>(std::min<std::int64_t>(p.threads, 1024));
  std::unique_ptr<tbb::global_control> limit;
  if (given.threads > 0)
    limit = std::make_unique<tbb::global_control>(tbb::global_control::max_allowed_parallelism,
                                                  static_cast<std::size_t>(given.threads));
  for (std::size_t i = 0; i < p.verb_apps.size(); ++i)
    if (p.verb_apps[i]->parsed()) return guarded(p.actions[i], given, p.verb_apps[i]);
  return misuse("a verb is needed", nullptr);
}

} // namespace command
