#pragma once
//! @file
//! The command line: verbs, their options, the common options, and what becomes of errors. The parser
//! itself (CLI11) is seen by command_line.cpp alone.

#include "declaration.hpp"
#include <peax/core/suggestion.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
} // namespace CLI

namespace command {

//! Options that stand before or behind any verb.
struct common {
  bool json = false;
  bool quiet = false;
  std::uint64_t seed = 0;
  int threads = 0;          //!< 0: all cores
  std::string command_line; //!< as a shell takes it again
};

//! Declares the options of one verb. Names come with what their value is called, "--train X,Y", of arguments too, "model MODEL":
//! declaration.hpp says what follows from it. Variables must outlive parsing. Numbers are read the same way under every locale.
class options {
 public:
  options(CLI::App& verb, declared_verb& told) : verb_(verb), told_(told) {}

  //! An argument without a name; required.
  void argument(char const* name, std::string& into, char const* what);
  void text(char const* name, std::string& into, char const* what);
  void required(char const* name, std::string& into, char const* what);
  //! May be given several times; the order is kept.
  void texts(char const* name, std::vector<std::string>& into, char const* what);
  void flag(char const* name, bool& into, char const* what);
  void number(char const* name, double& into, char const* what);
  void number(char const* name, std::optional<double>& into, char const* what);
  //! A whole number, `lowest` or more.
  void count(char const* name, std::int64_t& into, char const* what, std::int64_t lowest = 1);
  void count(char const* name, std::optional<std::int64_t>& into, char const* what, std::int64_t lowest = 1);
  //! The heading of what is declared from here on.
  void section(char const* title);
  //! A form that runs, and what it does.
  void example(char const* line, char const* what);
  //! Text below all of --help.
  void footer(std::string text);

 private:
  declared_option& tell(char const* name, char const* what);
  template <class F> void parsed(char const* name, char const* what, F take);

  CLI::App& verb_;
  declared_verb& told_;
  std::string section_;
};

//! What a verb does once its options are read; gives the exit code.
using action = std::function<int(common const&)>;

struct verb {
  char const* name;
  char const* what;
  action (*declare)(options&);
};

//! What verbs and common options say of themselves.
[[nodiscard]] declared_command declared_by(std::span<verb const> verbs);

//! Reads the command line and runs the verb. Gives the exit code; errors are told on standard error.
int run(std::span<verb const> verbs, int argc, char const* const* argv);

using peax::suggestion;

//! Whole text as a number: the same under every locale. Throws usage_error naming the option.
[[nodiscard]] double to_number(std::string_view option, std::string_view text);
[[nodiscard]] std::int64_t to_count(std::string_view option, std::string_view text, std::int64_t lowest);

} // namespace command
