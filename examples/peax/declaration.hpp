#pragma once
//! @file
//! What the command says of itself: verbs, options, examples and exit codes, as --help, the man page and the completions of shells show
//! them. All three are made of these, so that none can say something else than the parser reads.

#include <string>
#include <string_view>
#include <vector>

namespace command {

//! What may stand for the value of an option; it follows from how the value is called.
enum class value_kind {
  none,     //!< a flag
  words,    //!< "yes|no"
  file,     //!< "P.json", "MODEL", "FILE"
  files,    //!< "X,Y": a list with commas
  folder,   //!< "DIR"
  rewriter, //!< of --rewrite
  other     //!< "N", "SECONDS"
};

//! An option, or an argument without a name of its own.
struct declared_option {
  std::string name;  //!< "--train"; of an argument "model"
  std::string value; //!< what its value is called: "X,Y", "N", "yes|no"; empty: it is a flag
  std::string what;
  std::string section; //!< the heading that it stands under; empty: the verb's own
  bool is_required = false, repeats = false;

  [[nodiscard]] bool is_argument() const { return !name.starts_with("-"); }
  [[nodiscard]] value_kind kind() const;
  //! What `words` may be.
  [[nodiscard]] std::vector<std::string> words() const;
  //! "--train X,Y"
  [[nodiscard]] std::string form() const;
};

//! A form that runs as it stands where files of these names lie.
struct declared_example {
  std::string line, what;
};

struct declared_verb {
  std::string name, what;
  std::vector<declared_option> options; //!< arguments and options as they were declared
  std::vector<declared_example> examples;
  std::string more; //!< below all

  //! "peax run MODEL --input X --output FILE [OPTIONS]"
  [[nodiscard]] std::string usage() const;
};

struct declared_command {
  std::vector<declared_option> common; //!< before or behind any verb
  std::vector<declared_verb> verbs;
};

//! What the process returns.
struct exit_code {
  int code;
  std::string_view what;
};
inline constexpr exit_code exit_codes[] = {
    {0, "done"},
    {1, "the answer is no: a limit cannot be met or certified, or a verification failed"},
    {2, "usage: an option, verb, name or number that does not exist"},
    {3, "bad input: the message names file, node and shape, and says what to do"},
    {4, "a file cannot be read or written, or memory does not suffice"},
    {77, "of verify: nobody was there to compare"},
};

//! Text in lines of at most 80 characters; all but the first begin with `indent` blanks. `column`: where the first one begins.
[[nodiscard]] std::string wrapped(std::string_view text, std::size_t column, std::size_t indent);

//! `peax --help`
[[nodiscard]] std::string help_of(declared_command const& all);
//! `peax VERB --help`
[[nodiscard]] std::string help_of(declared_verb const& verb, declared_command const& all);

} // namespace command
