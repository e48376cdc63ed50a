// peax completion bash|zsh: what completes the command in a shell, made of what its verbs declare.

#include "output.hpp"
#include "rewriters.hpp"
#include "verbs.hpp"
#include <peax/core/error.hpp>
#include <peax/version.hpp>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace command {

namespace {

std::string joined(std::vector<std::string> const& words) {
  std::string out;
  for (auto const& w : words) out += (out.empty() ? "" : " ") + w;
  return out;
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size())
    text.replace(at, what.size(), with);
  return text;
}

std::vector<declared_option> all_of(declared_verb const& verb, declared_command const& all) {
  auto out = verb.options;
  out.insert(out.end(), all.common.begin(), all.common.end());
  return out;
}

std::vector<std::string> key_values(rewriter_key const& k) {
  std::vector<std::string> out(k.words.begin(), k.words.end());
  if (out.empty()) out.push_back(k.otherwise.substr(0, k.otherwise.find(',')));
  return out;
}

//! "    confidence_exits) echo 'rule exits' ;;", and with each key what it may be: "    confidence_exits:rule) ..."
std::string cases_of_rewriters() {
  std::string out;
  for (auto const& r : known_rewriters()) {
    std::vector<std::string> keys;
    for (auto const& k : r.keys) {
      keys.push_back(k.name);
      out += fmt::format("    {}:{}) echo '{}' ;;\n", r.name, k.name, joined(key_values(k)));
    }
    out += fmt::format("    {}) echo '{}' ;;\n", r.name, joined(keys));
  }
  return out;
}

std::string names_of_rewriters() {
  std::vector<std::string> out;
  for (auto const& r : known_rewriters()) out.emplace_back(r.name);
  return joined(out);
}

// ---- bash

std::string kind_in_bash(declared_option const& o) {
  switch (o.kind()) {
  case value_kind::words: return "words " + joined(o.words());
  case value_kind::file: return "file";
  case value_kind::files: return "files";
  case value_kind::folder: return "folder";
  case value_kind::rewriter: return "rewriter";
  case value_kind::none:
  case value_kind::other: break;
  }
  return "nothing";
}

//! What stands behind each option of each verb, and in each place of its arguments.
std::string kinds_in_bash(declared_command const& all) {
  std::string out;
  for (auto const& v : all.verbs) {
    std::size_t place = 0;
    for (auto const& o : v.options) {
      auto const key = o.is_argument() ? std::to_string(++place) : o.name;
      if (o.kind() != value_kind::none)
        out += fmt::format("    {}:{}) echo '{}' ;;\n", v.name, key, kind_in_bash(o));
    }
  }
  for (auto const& o : all.common)
    if (o.kind() != value_kind::none) out += fmt::format("    *:{}) echo '{}' ;;\n", o.name, kind_in_bash(o));
  return out;
}

std::string options_in_bash(declared_command const& all) {
  std::string out;
  for (auto const& v : all.verbs) {
    std::vector<std::string> names{"--help"};
    for (auto const& o : all_of(v, all))
      if (!o.is_argument()) names.push_back(o.name);
    out += fmt::format("    {}) echo '{}' ;;\n", v.name, joined(names));
  }
  return out;
}

constexpr char bash_text[] = R"sh(# bash completion of peax @VERSION@, written by `peax completion bash`

_peax_verbs='@VERBS@'

_peax_options() {
  case $1 in
@OPTIONS@    *) echo '@COMMON@ --help --version' ;;
  esac
}

# What may stand behind an option of a verb, or in a place of its arguments.
_peax_kind() {
  case $1 in
@KINDS@  esac
}

# The keys of a rewriter, or what one of them may be.
_peax_keys() {
  case $1 in
@KEYS@  esac
}

# Prints what may come in the place of $1, which is of kind $2.
_peax_candidates() {
  local word=$1 kind=${2%% *} lead=
  case $kind in
    words) compgen -W "${2#* }" -- "$word" ;;
    file) compgen -f -- "$word" ;;
    folder) compgen -d -- "$word" ;;
    files)
      case $word in *,*) lead=${word%,*}, ;; esac
      compgen -f -P "$lead" -- "${word#"$lead"}"
      ;;
    rewriter)
      case $word in
        *:*)
          local name=${word%%:*} last=${word##*[:,]}
          name=${name##*'|'}
          case $last in
            *=*) compgen -P "${word%"${last#*=}"}" -W "$(_peax_keys "$name:${last%%=*}")" -- "${last#*=}" ;;
            *) compgen -P "${word%"$last"}" -S = -W "$(_peax_keys "$name")" -- "$last" ;;
          esac
          ;;
        *)
          case $word in *'|'*) lead=${word%'|'*}'|' ;; esac
          compgen -P "$lead" -W '@REWRITERS@' -- "${word#"$lead"}"
          ;;
      esac
      ;;
  esac
}

_peax() {
  local line=${COMP_LINE:0:COMP_POINT}
  local -a words
  read -ra words <<< "$line"
  case $line in *[[:space:]]) words+=('') ;; esac
  local count=${#words[@]} verb= before= place=0 i word option kind
  word=${words[count - 1]}
  # The verb, and how many of its arguments stand before this word.
  for ((i = 1; i < count - 1; ++i)); do
    option=${words[i]}
    case $option in
      -*=*) ;;
      -*) [ -n "$(_peax_kind "$verb:$option")" ] && i=$((i + 1)) ;;
      *) if [ -z "$verb" ]; then verb=$option; else place=$((place + 1)); fi ;;
    esac
  done
  before=${words[count - 2]}
  local reply='' lead=''
  case $word in
    --*=*)
      lead=${word%%=*}=
      reply=$(_peax_candidates "${word#*=}" "$(_peax_kind "$verb:${word%%=*}")")
      ;;
    *)
      kind=$([ "$count" -gt 2 ] && _peax_kind "$verb:$before")
      if [ -n "$kind" ]; then
        reply=$(_peax_candidates "$word" "$kind")
      elif [ "${word:0:1}" = - ]; then
        kind='words '$(_peax_options "$verb")
        reply=$(_peax_candidates "$word" "$kind")
      elif [ -z "$verb" ]; then
        reply=$(compgen -W "$_peax_verbs" -- "$word")
      else
        kind=$(_peax_kind "$verb:$((place + 1))")
        reply=$(_peax_candidates "$word" "$kind")
      fi
      ;;
  esac
  # bash puts a reply in the place of what stands behind the last character that breaks words.
  local broken=''
  case $COMP_WORDBREAKS in
    *[:=]*) case $word in *[:=]*) broken=${word%"${word##*[:=]}"} ;; esac ;;
  esac
  COMPREPLY=()
  while IFS= read -r option; do
    [ -n "$option" ] || continue
    option=$lead$option
    COMPREPLY+=("${option#"$broken"}")
  done <<< "$reply"
  case $kind in
    file | folder) compopt -o filenames 2> /dev/null ;;
    files | rewriter) compopt -o nospace 2> /dev/null ;;
  esac
  return 0
}

complete -F _peax peax
)sh";

std::string in_bash(declared_command const& all) {
  std::vector<std::string> verbs, common;
  for (auto const& v : all.verbs) verbs.push_back(v.name);
  for (auto const& o : all.common) common.push_back(o.name);
  std::string out = replaced(bash_text, "@VERSION@", PEAX_VERSION);
  out = replaced(out, "@VERBS@", joined(verbs));
  out = replaced(out, "@COMMON@", joined(common));
  out = replaced(out, "@OPTIONS@", options_in_bash(all));
  out = replaced(out, "@KINDS@", kinds_in_bash(all));
  out = replaced(out, "@KEYS@", cases_of_rewriters());
  return replaced(out, "@REWRITERS@", names_of_rewriters());
}

// ---- zsh

//! Text of a description within the brackets of _arguments, in single quotes.
std::string in_zsh(std::string text) {
  for (auto const& [what, with] :
       {std::pair{"\\", "\\\\"}, {"[", "\\["}, {"]", "\\]"}, {":", "\\:"}, {"'", "'\\''"}})
    text = replaced(std::move(text), what, with);
  return text;
}

std::string action_in_zsh(declared_option const& o) {
  switch (o.kind()) {
  case value_kind::words: return "(" + joined(o.words()) + ")";
  case value_kind::file: return "_files";
  case value_kind::files: return "_sequence -d _files";
  case value_kind::folder: return "_files -/";
  case value_kind::rewriter: return "_peax_rewriter";
  case value_kind::none:
  case value_kind::other: break;
  }
  return " ";
}

std::string argument_in_zsh(declared_option const& o, std::size_t place) {
  if (o.is_argument()) return fmt::format("'{}:{}:{}'", place, in_zsh(o.value), action_in_zsh(o));
  auto const first = (o.repeats ? "*" : "") + o.name + "[" + in_zsh(o.what) + "]";
  if (o.kind() == value_kind::none) return "'" + first + "'";
  return fmt::format("'{}:{}:{}'", first, in_zsh(o.value), action_in_zsh(o));
}

std::string arguments_in_zsh(std::vector<declared_option> const& options, std::string const& indent) {
  std::string out;
  std::size_t place = 0;
  for (auto const& o : options) out += " \\\n" + indent + argument_in_zsh(o, o.is_argument() ? ++place : 0);
  return out;
}

constexpr char zsh_text[] = R"sh(#compdef peax
# zsh completion of peax @VERSION@, written by `peax completion zsh`

# The keys of a rewriter, or what one of them may be.
_peax_keys() {
  case $1 in
@KEYS@  esac
}

# NAME[:key=value,...], with | between alternatives.
_peax_rewriter() {
  compset -P '*|'
  if compset -P '(#b)([a-z_]##):'; then
    local name=$match[1]
    compset -P '*,'
    if compset -P '(#b)([a-z_]##)='; then
      compadd -S '' -- ${(s: :)"$(_peax_keys $name:$match[1])"}
    else
      compadd -S '=' -- ${(s: :)"$(_peax_keys $name)"}
    fi
  else
    compadd -S '' -- @REWRITERS@
  fi
}

_peax() {
  setopt localoptions extendedglob
  local context state state_descr line
  typeset -A opt_args
  local -a match mbegin mend
  _arguments -C@COMMON@ \
    '(- *)--help[what can be given]' \
    '(- *)--version[the version of peax]' \
    '1:verb:->verb' \
    '*::argument:->argument'
  case $state in
    verb)
      local -a verbs=(
@VERBS@      )
      _describe verb verbs
      ;;
    argument)
      case $words[1] in
@OPTIONS@      esac
      ;;
  esac
}

_peax "$@"
)sh";

std::string in_zsh(declared_command const& all) {
  std::string verbs, options;
  for (auto const& v : all.verbs) {
    verbs += fmt::format("        '{}:{}'\n", v.name, replaced(replaced(v.what, ":", "\\:"), "'", "'\\''"));
    options += fmt::format("        {}) _arguments '--help[what can be given]'{} ;;\n", v.name,
                           arguments_in_zsh(all_of(v, all), "          "));
  }
  std::string out = replaced(zsh_text, "@VERSION@", PEAX_VERSION);
  out = replaced(out, "@COMMON@", arguments_in_zsh(all.common, "    "));
  out = replaced(out, "@VERBS@", verbs);
  out = replaced(out, "@OPTIONS@", options);
  out = replaced(out, "@KEYS@", cases_of_rewriters());
  return replaced(out, "@REWRITERS@", names_of_rewriters());
}

int complete(std::string const& shell, common const& c) {
  if (shell != "bash" && shell != "zsh")
    throw peax::usage_error(
        fmt::format("completion {}: bash and zsh are there{}", shell, suggestion(shell, {"bash", "zsh"})));
  auto const all = declared_by(all_verbs());
  auto const text = shell == "bash" ? in_bash(all) : in_zsh(all);
  if (c.json)
    print_object("peax.completion", {{"shell", shell}, {"text", text}});
  else
    print_text(text);
  return 0;
}

} // namespace

action declare_completion(options& o) {
  auto const shell = std::make_shared<std::string>();
  o.argument("shell bash|zsh", *shell, "the shell that it is for");
  o.example("peax completion bash", "to be kept as ~/.local/share/bash-completion/completions/peax");
  o.example("peax completion zsh", "to be kept as _peax in a folder of $fpath");
  return [shell](common const& c) { return complete(*shell, c); };
}

} // namespace command
