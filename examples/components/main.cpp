// Prints docs/reference/components.md: what the reports and rewriters of the library are, as their types say it.
//   components > docs/reference/components.md
#include <peax/analysis/pass_facts.hpp>
#include <peax/analysis/registry.hpp>
#include <peax/analysis/traits.hpp>
#include <peax/report/accuracy.hpp>
#include <peax/report/architecture.hpp>
#include <peax/report/batch_size.hpp>
#include <peax/report/early_exits.hpp>
#include <peax/report/feature_map_signatures.hpp>
#include <peax/report/footprint.hpp>
#include <peax/report/hardware_fit.hpp>
#include <peax/report/platform.hpp>
#include <peax/report/stream.hpp>
#include <peax/report/temporal_behaviour.hpp>
#include <peax/rewrite/confidence_exits.hpp>
#include <peax/rewrite/feature_map_termination.hpp>
#include <peax/rewrite/right_sizing.hpp>
#include <peax/rewrite/separable_convolutions.hpp>
#include <peax/rewrite/slimming.hpp>
#include <peax/rewrite/temporal_exits.hpp>

#include <cstdio>
#include <string>

namespace {

namespace hana = peax::hana;
namespace report = peax::report;
namespace rewrite = peax::rewrite;

using reports =
    peax::meta::list<report::dataset<peax::train>, report::stream<peax::calibration>, report::platform,
                     report::architecture, report::footprint, report::hardware_fit,
                     report::accuracy<peax::validation>, report::batch_size, report::early_exits,
                     report::temporal_behaviour, report::feature_map_signatures>;
using rewriters =
    peax::registry<rewrite::confidence_exits, rewrite::right_sizing, rewrite::separable_convolutions,
                   rewrite::slimming, rewrite::temporal_exits, rewrite::feature_map_termination>;

//! The name of a type without its namespaces.
template <class T> std::string name_of() {
  std::string name(peax::meta::type_name<T>());
  for (std::string const room : {"peax::report::", "peax::rewrite::", "peax::result::", "peax::"})
    for (auto at = name.find(room); at != std::string::npos; at = name.find(room))
      name.erase(at, room.size());
  return name;
}

//! [fold]
//! The reports of a list by name: "`architecture`, `dataset<train>`".
template <class List> std::string names_in(List list) {
  return hana::fold_left(list, std::string(), [](std::string so_far, auto report) {
    using R = typename decltype(report)::type;
    return so_far + (so_far.empty() ? "`" : ", `") + name_of<R>() + "`";
  });
}
//! [fold]

//! The fields by name, or how many there are where only the compiler knows how they are called.
template <class Fields> std::string names_of_fields(Fields const& fields) {
  std::size_t count = 0;
  std::string names;
  hana::for_each(fields, [&](auto const& field) {
    ++count;
    if (!field.name.empty()) names += (names.empty() ? "`" : ", `") + std::string(field.name) + "`";
  });
  return names.empty() ? std::to_string(count) : names;
}

template <class R> std::string fields_in() {
  if constexpr (peax::meta::fields_can_be_told_of<R>)
    return names_of_fields(peax::meta::fields_of<R>());
  else
    return "";
}

//! Who makes R when a user submits nothing, or what he submits.
template <class R> auto maker_of() {
  if constexpr (requires { typename R::default_reporter; })
    return typename R::default_reporter{};
  else
    return typename R::of{};
}

template <class R> void tell_report() {
  using F = decltype(maker_of<R>());
  bool const by_itself = requires { typename R::default_reporter; };
  std::printf("| `%s` | %s | %s | %s | %s | %s | %s |\n", name_of<R>().c_str(), std::string(R::title).c_str(),
              peax::about_of<R> == peax::report_about::world ? "world" : "model",
              by_itself ? "itself" : "`submit`", names_in(peax::needs_of<F>{}).c_str(),
              fields_in<R>().c_str(), peax::Cacheable<R> ? "yes" : "no");
}

template <class W> void tell_rewriter() {
  auto const facts = peax::facts_of<W>();
  std::printf("| `%s` | %s | %s | %s | %s | %s | %s | %s |\n", name_of<W>().c_str(),
              std::string(facts.takes).c_str(), std::string(facts.yields).c_str(),
              names_in(peax::needs_of<W>{}).c_str(), names_in(peax::may_read_of<W>{}).c_str(),
              names_in(peax::asked_of_user_by<W>()).c_str(), names_in(peax::preserved_by<W>{}).c_str(),
              names_of_fields(peax::settings_of<W>()).c_str());
}

constexpr auto head = R"(# Reports and rewriters as types

What the type of each says about it. [`examples/components`](../../examples/components/main.cpp) prints this page by folding over the
answers of `analysis/traits.hpp`, and a test compares. [docs/rewriters](../rewriters) explains the settings of the rewriters,
[reports.md](reports.md) the fields of the reports, and [command.md](command.md) the options of the command.

## Reports

A report about the `world` stays after a rewrite; one about the `model` is made again. A report that makes itself needs no `submit`.
What is kept is stored in the disk cache. `dataset`, `accuracy` and `stream` exist for every split.

| report | title | about | made by | its reporter reads | fields | kept |
|---|---|---|---|---|---|---|
)";
constexpr auto between = R"(
## Rewriters

A rewriter takes and yields models of a kind. The user must submit what its reports, directly or indirectly, need. None of the library's
rewriters preserves a report about the model, because they change what every such report describes. Fields and settings are listed by
name if a program can ask for their names, and counted otherwise.

| rewriter | takes | yields | reads | may read | the user submits | preserves | settings |
|---|---|---|---|---|---|---|---|
)";

} // namespace

int main() {
  std::fputs(head, stdout);
  hana::for_each(reports{}, [](auto report) { tell_report<typename decltype(report)::type>(); });
  std::fputs(between, stdout);
  hana::for_each(rewriters::types, [](auto rewriter) { tell_rewriter<typename decltype(rewriter)::type>(); });
}
