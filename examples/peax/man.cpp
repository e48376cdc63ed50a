// peax man: the manual page, made of what the verbs declare.

#include "output.hpp"
#include "verbs.hpp"
#include <peax/version.hpp>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace command {

namespace {

//! Text as roff takes it: nothing in it is a request.
std::string roff(std::string_view text) {
  std::string out;
  bool begins = true;
  for (char const c : text) {
    if (begins && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else if (c == '\'')
      out += "\\(aq";
    else if (c == '^')
      out += "\\(ha";
    else if (c == '~')
      out += "\\(ti";
    else if (c == '`')
      out += "\\(ga";
    else
      out += c;
    begins = c == '\n';
  }
  return out;
}

std::string entry(declared_option const& o) {
  std::string out = ".TP\n";
  if (!o.is_argument()) out += "\\fB" + roff(o.name) + "\\fR" + (o.value.empty() ? "" : " ");
  if (!o.value.empty()) out += "\\fI" + roff(o.value) + "\\fR";
  std::string what = o.what;
  if (o.is_required && !o.is_argument()) what += " (required)";
  if (o.repeats) what += " (several times)";
  return out + "\n" + roff(what) + "\n";
}

std::string as_it_is(std::string_view text) { return ".nf\n" + roff(text) + ".fi\n"; }

std::string page_of(declared_verb const& v) {
  std::string out = ".SS " + roff(v.name) + "\n" + roff(v.what) + ".\n.PP\n\\fB" + roff(v.usage()) + "\\fR\n";
  for (auto const& o : v.options) out += entry(o);
  for (auto const& e : v.examples)
    out += ".PP\n" + roff(e.what) + ":\n.PP\n.nf\n.RS 4\n" + roff(e.line) + "\n.RE\n.fi\n";
  if (!v.more.empty()) out += ".PP\n" + as_it_is(v.more);
  return out;
}

std::string page_of(declared_command const& all) {
  std::string out = ".\\\" written by `peax man`\n.TH PEAX 1 \"\" \"peax " PEAX_VERSION "\"\n.SH NAME\n"
                    "peax \\- changes trained networks for embedded targets\n"
                    ".SH SYNOPSIS\n\\fBpeax\\fR \\fIVERB\\fR [\\fIOPTIONS\\fR]\n.br\n"
                    "\\fBpeax\\fR \\fIVERB\\fR \\fB\\-\\-help\\fR\n.SH DESCRIPTION\n";
  out += roff("Reads trained ONNX and .tflite networks and writes cheaper ones: with early exits, smaller, "
              "or following a "
              "stream. Results go to standard output, progress and messages to standard error. Files are "
              "written only where "
              "--output and --cache say, whole or not at all.") +
         "\n.SH COMMON OPTIONS\nThese stand before or behind any verb.\n";
  for (auto const& o : all.common) out += entry(o);
  out += ".SH VERBS\n";
  for (auto const& v : all.verbs) out += page_of(v);
  out += ".SH EXIT STATUS\n";
  for (auto const& e : exit_codes) out += fmt::format(".TP\n{}\n{}\n", e.code, roff(e.what));
  return out +
         ".SH ENVIRONMENT\n.TP\nOPENBLAS_NUM_THREADS\nthreads of OpenBLAS; 1 without it, as peax has threads "
         "of its own\n";
}

} // namespace

action declare_man(options& o) {
  o.example("peax man", "to be kept as peax.1 in a folder man1 of $MANPATH");
  return [](common const& c) {
    auto const text = page_of(declared_by(all_verbs()));
    if (c.json)
      print_object("peax.man", {{"text", text}});
    else
      print_text(text);
    return 0;
  };
}

} // namespace command
