#pragma once
//! @file
//! What the doors say when they refuse, once for all doors. A static_assert wants a literal, and only one that stands in the door
//! itself keeps an error of clang at eight lines: so these are macros, of the texts alone.

#define PEAX_SAYS_CYCLE "peax: these reports need each other. Break the cycle."
#define PEAX_SAYS_MADE_TWICE                                                                                 \
  "peax: two reporters make one report. Submit one of them, or give one a name: "                            \
  "named_as<\"name\">(reporter)."
#define PEAX_SAYS_MISSING_REPORTS                                                                            \
  "peax: this reads reports that nobody makes. submit() a reporter for each of the missing reports."
#define PEAX_SAYS_NOTHING_TO_EXPORT                                                                          \
  "peax: this exporter writes what a rewriter found, and no rewriter stands before it. Run it in a flow: "   \
  "flow(rewriter, exporter)."
#define PEAX_SAYS_NO_HASH                                                                                    \
  "peax: these settings have no hash. Use plain values, or give the type a friend `void "                    \
  "hash_append(peax::hasher&, T const&)`."
#define PEAX_SAYS_NO_PASS                                                                                    \
  "peax: this is no pass. A rewriter has a `name` and `solutions<Kind> rewrite(model<Kind> const&, what it " \
  "reads const&...) const`; an exporter has `exported write(...) const`."
#define PEAX_SAYS_NO_PLAIN_MAKE                                                                              \
  "peax: `make` says by its parameters what it reads. Declare one public const function: no overload, no "   \
  "template, parameters by const&."
#define PEAX_SAYS_NO_PLAIN_MAKE_BEHIND                                                                       \
  "peax: `make` of a reporter says by its parameters what it reads. Declare one public const function: no "  \
  "overload, no template, parameters by const&."
#define PEAX_SAYS_NO_PLAIN_REWRITE                                                                           \
  "peax: `rewrite` says by its parameters what it reads. Declare one public const function: no overload, "   \
  "no template, parameters by const&."
#define PEAX_SAYS_NO_REPORT                                                                                  \
  "peax: this reads something that is no report. A report says `static constexpr std::string_view title`."
#define PEAX_SAYS_NO_REPORTER                                                                                \
  "peax: this is no reporter. A reporter has `Report make(what it reads const&...) const`."
#define PEAX_SAYS_NO_SOLUTIONS                                                                               \
  "peax: a rewriter gives solutions (a titled type with `kind` and `chosen()`), an exporter gives "          \
  "`exported`. Correct the result of its function."
#define PEAX_SAYS_NO_TITLE "peax: a report says `static constexpr std::string_view title`. Give it one."
#define PEAX_SAYS_OTHER_KIND "peax: this pass does not take this kind of model. Check the order of the flow."
#define PEAX_SAYS_PASS_BEHIND_EXPORTER                                                                       \
  "peax: an exporter ends a flow, and this pass stands behind one. Put the exporter last, or both into an "  \
  "either()."
#define PEAX_SAYS_READS_TEST                                                                                 \
  "peax: what chooses reads validation or calibration data, never test data. Leave the measuring on test "   \
  "to run()."
#define PEAX_SAYS_REPORTERS_OF_OTHER_KIND                                                                    \
  "peax: these reporters do not take this kind of model. Ask for the report before the rewriter, or let "    \
  "them take `network const&`."
#define PEAX_SAYS_WORLD_READS_MODEL                                                                          \
  "peax: a report about the world reads the model. Declare it `about = report_about::model`, or do not "     \
  "read the model."
