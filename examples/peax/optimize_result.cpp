// What `peax optimize` writes and prints.

#include "optimize_result.hpp"

#include "output.hpp"
#include <peax/core/atomic_file.hpp>
#include <peax/deploy/json_value.hpp>
#include <peax/deploy/new_folder.hpp>
#include <peax/deploy/result_json.hpp>
#include <peax/deploy/save_solution.hpp>
#include <peax/document/number.hpp>
#include <peax/document/page.hpp>
#include <peax/graph/declared_use.hpp>
#include <peax/onnx/save.hpp>
#include <peax/report/accuracy.hpp>
#include <peax/report/dataset.hpp>
#include <peax/report/footprint.hpp>
#include <peax/report/hardware_fit.hpp>
#include <peax/report/platform.hpp>
#include <peax/report/stream.hpp>
#include <peax/score/score.hpp>
#include <peax/search/limit/limit.hpp>
#include <peax/solution/stored_answers.hpp>
#include <peax/summary/analysis_pages.hpp>
#include <peax/summary/site.hpp>
#include <peax/version.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace command {

namespace {

peax::deploy::json as_json(findings const& f, job const& j) {
  auto const& found = f.record.found;
  std::vector<peax::deploy::found_solution> front;
  for (std::size_t i = 0; i < found.front.size(); ++i)
    front.push_back({i, "solutions/" + std::to_string(i), found.front[i].measured,
                     own_identity(found.front[i]), found.front[i].made_by});
  std::string const because = found.choice ? found.front[*found.choice].chosen_because : std::string();
  auto out = peax::deploy::result_json(
      f.record.original, front, found.choice, f.seconds,
      {because, f.record.remarks, f.record.keep.loss, f.record.keep.sample_units, found.refusals});
  if (auto const names = peax::declared_classes(*j.model); !names.empty())
    for (auto const& name : names) out["classes"].push_back(peax::deploy::as_utf8(name));
  if (j.task) out["task"] = name_of(j.task->is), out["task_because"] = j.task->because;
  return out;
}

std::string in_units(std::optional<double> const& value, char const* unit) {
  return value ? peax::document::si(*value, unit) : std::string();
}

std::string as_text(peax::summary::analysis_record const& r, job const& j, std::string const& folder) {
  using peax::document::percent;
  bool const leaves = std::any_of(r.found.front.begin(), r.found.front.end(),
                                  [](auto const& s) { return s.exits.size() > 1; });
  std::string const first = r.found.front.empty() ? "" : r.found.front.front().made_by;
  bool const several = std::any_of(r.found.front.begin(), r.found.front.end(),
                                   [&](auto const& s) { return s.made_by != first; });
  auto const any = [&](auto peax::result::figures::*figure) {
    return (r.original.*figure).has_value() ||
           std::any_of(r.found.front.begin(), r.found.front.end(),
                       [&](auto const& s) { return (s.measured.*figure).has_value(); });
  };
  using peax::result::figures;
  bool const has_means = any(&figures::mean_latency_s); // of test; the slowest sample is known without it
  bool const is_timed = has_means || any(&figures::worst_latency_s),
             has_energy = any(&figures::mean_energy_j);
  text_table rows({{""},
                   {"solution"},
                   {"validation", true},
                   {"test", true},
                   {"MACs", true},
                   {has_means  ? "latency"
                    : is_timed ? "worst latency"
                               : "",
                    true},
                   {has_energy ? "energy" : "", true},
                   {leaves ? "leave" : ""},
                   {several ? "by" : ""}});
  auto const add = [&](std::string mark, std::string name, peax::result::figures const& m,
                       std::string const& by = {}) {
    auto const& shares = m.exit_shares.empty() ? m.validation_exit_shares : m.exit_shares;
    std::string leave;
    if (leaves)
      for (double const s : shares) leave += (leave.empty() ? "" : " / ") + percent(s);
    auto const share = m.relative_macs ? m.relative_macs : m.validation_relative_macs;
    rows.add({std::move(mark), std::move(name),
              m.validation_accuracy ? percent(*m.validation_accuracy, 2) : "",
              m.test_accuracy ? percent(*m.test_accuracy, 2) : "", share ? percent(*share) : "",
              in_units(has_means ? m.mean_latency_s : m.worst_latency_s, "s"), in_units(m.mean_energy_j, "J"),
              leave, several ? by : ""});
  };
  add("", "original", r.original);
  for (std::size_t i = 0; i < r.found.front.size(); ++i)
    add(i == r.found.choice ? "->" : "", std::to_string(i), r.found.front[i].measured,
        r.found.front[i].made_by);
  std::string because;
  if (r.found.choice)
    if (auto const& why = r.found.front[*r.found.choice].chosen_because; !why.empty())
      because = "solution " + std::to_string(*r.found.choice) + " was chosen: " + why + "\n";
  if (j.task) because += "task: " + j.task->text() + "\n";
  for (auto const& said : r.remarks) because += "note: " + said + "\n";
  return rows.text() + "\n" + because + "written to " + folder + "; open " + folder + "/summary/index.html\n";
}

//! Says when the chosen solution loses more on test than the limit allows.
void remark_on_test(peax::summary::analysis_record& r) {
  if (!r.found.choice || !r.keep.loss) return;
  auto const& chosen = r.found.front[*r.found.choice].measured;
  if (!chosen.test_score || !r.original.test_score) return;
  double const lost = *r.original.test_score - *chosen.test_score;
  if (lost <= r.keep.loss->loss + peax::search::tolerance) return;
  r.remarks.push_back(fmt::format("on test solution {} loses {} of {}, more than the limit of {}, which "
                                  "holds on the samples of the choice{}",
                                  *r.found.choice, peax::document::percent(lost, 2),
                                  peax::scoring::to_text(r.keep.score),
                                  peax::document::percent(r.keep.loss->loss, 2),
                                  r.keep.loss->strength == peax::search::limit_strength::plain
                                      ? "; --margin K leaves room for that, --confidence C certifies it"
                                      : ""));
}

} // namespace

void expect_new_folder(std::string const& folder) {
  peax::deploy::new_folder const can_be_written(folder, "result.json");
}

void add_reports(findings& f, job const& j, peax::progress const& progress) {
  namespace report = peax::report;
  auto& to = f.record;
  remark_on_test(to);
  if (to.found.choice && j.validation)
    to.answers = peax::result::answers_on(to.found.front.at(*to.found.choice), *j.validation);
  if (to.found.choice) {
    auto const& on = j.test_stream ? j.test_stream : j.calibration;
    if (on) to.along = peax::result::answers_along(to.found.front.at(*to.found.choice), *on);
    to.along_name = j.test_stream ? "the test stream" : "the calibration stream";
  }
  to.files = {true, true, true};
  if (auto const& judged = j.test ? j.test : j.validation; judged && j.task && j.task->classifies()) {
    std::string const of = j.test ? "test" : "validation";
    auto const outputs = report::first_output(j.model, *judged, progress);
    to.accuracy.push_back(report::describe_accuracy("Accuracy of the original: " + of,
                                                    report::measure_accuracy(j.model, outputs, *judged)));
  }
  to.footprint = report::footprint::default_reporter{}.make(
      j.model, report::architecture::default_reporter{}.make(j.model));
  if (j.task) {
    peax::document::section task{"Task"};
    task.say("The network is taken for a " + j.task->text() + ".");
    to.data.push_back(std::move(task));
  }
  if (j.train) to.data.push_back(describe(report::dataset<peax::train>{*j.train}));
  if (j.validation) to.data.push_back(describe(report::dataset<peax::validation>{*j.validation}));
  if (j.test) to.data.push_back(describe(report::dataset<peax::test>{*j.test}));
  if (j.test_stream) {
    to.data.push_back(describe(report::stream<peax::test>{*j.test_stream}));
    to.data.push_back(report::describe_samples("Samples of the test stream", j.test_stream->samples()));
  }
  if (!j.platform) return;
  report::platform const on{*j.platform};
  to.hardware.push_back(describe(on));
  to.hardware.push_back(describe(report::hardware_fit::default_reporter{}.make(j.model, to.footprint, on)));
}

void write_folder(std::string const& folder, job const& j, findings const& f) {
  auto record = f.record;
  record.version = PEAX_VERSION;
  peax::deploy::new_folder target(folder, "result.json");
  peax::onnx::save(j.loaded, target.path() / "original.onnx");
  if (!record.found.front.empty())
    peax::deploy::save_front(record.found, target.path() / "solutions",
                             {record.rewriter, record.identity, record.seed, record.version});
  peax::summary::write_site(target.path() / "summary", peax::summary::analysis_pages(record));
  peax::write_file((target.path() / "result.json").string(), as_json(f, j).dump(2) + "\n");
  target.commit();
}

void tell(findings const& f, job const& j, std::string const& folder, common const& c) {
  if (c.json)
    print_line(as_json(f, j).dump());
  else
    print_text(as_text(f.record, j, folder));
  auto const& found = f.record.found;
  // The last reason ends the command when nothing was chosen.
  std::size_t const told =
      found.choice || found.refusals.empty() ? found.refusals.size() : found.refusals.size() - 1;
  constexpr std::size_t shown = 4; // the page has them all
  for (std::size_t i = 0; i < std::min(told, shown); ++i) remark(c, found.refusals[i].text());
  if (told > shown)
    remark(c, fmt::format("{} more that were not done, with the reasons, in the summary", told - shown));
}

} // namespace command
