// peax optimize MODEL.onnx --rewrite NAME[:key=value,...] ... --output DIR

#include "dry_run.hpp"
#include "optimize_flow.hpp"
#include "optimize_job.hpp"
#include "optimize_options.hpp"
#include "optimize_result.hpp"
#include "output.hpp"
#include "rewriters.hpp"
#include "task_figures.hpp"
#include "verbs.hpp"
#include <peax/analysis/disk_cache.hpp>
#include <peax/core/error.hpp>
#include <peax/core/part_of_progress.hpp>
#include <peax/data/load.hpp>
#include <peax/hardware/read_platform.hpp>
#include <peax/report/early_exits/branch_kind.hpp>
#include <peax/report/platform.hpp>
#include <peax/rewrite/front/alternatives.hpp>
#include <peax/rule/canonical.hpp>
#include <peax/search/limit/validation.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

namespace command {

namespace {

plan plan_of(optimize_options const& given) {
  plan out;
  for (auto& alternatives : given.steps(known_rewriters())) {
    auto& step = out.emplace_back();
    for (auto& spec : alternatives) {
      auto facts = facts_of(spec.name);
      step.push_back({std::move(spec), std::move(facts)});
    }
  }
  return out;
}

//! Throws usage_error for a rewriter that lacks what it reads, in the words of the options.
void check_given(planned const& p, optimize_options const& given) {
  bool const learns = p.facts.needs<train_set>() || p.facts.needs<validation_set>();
  if (learns && (given.train.empty() || given.validation.empty()))
    throw peax::usage_error(fmt::format(
        "{} trains, and chooses on validation; give --train X,Y and --validation X,Y", p.facts.name));
  if (follows(p) && given.calibration.empty())
    throw peax::usage_error(fmt::format("{} chooses on a stream; give --calibration X,Y,L", p.facts.name));
  if (given.max_latency && !p.facts.knows<peax::report::platform>())
    throw peax::usage_error(
        fmt::format("--max-latency: {} does not choose by latency; confidence_exits does", p.facts.name));
}

//! Throws usage_error for a flow that cannot run with what was given.
void check_flow(plan const& steps, optimize_options const& given) {
  for (std::size_t k = 0; k + 1 < steps.size(); ++k)
    for (auto const& p : steps[k])
      for (auto const& behind : steps[k + 1])
        if (p.facts.yields != behind.facts.takes)
          throw peax::usage_error(
              fmt::format("--rewrite: {} gives a network with several exits, and nothing that "
                          "takes one can stand behind it; put it last, or give alternatives "
                          "divided by '|'",
                          p.spec.name));
  auto const& last = steps.back();
  for (auto const& p : last)
    if (follows(p) != follows(last.front()))
      throw peax::usage_error(
          fmt::format("--rewrite: {} is chosen and measured on streams and {} on samples; "
                      "their figures cannot be compared, so they are no alternatives",
                      (follows(p) ? p : last.front()).spec.name, (follows(p) ? last.front() : p).spec.name));
  for (auto const& alternatives : steps)
    for (auto const& p : alternatives) check_given(p, given);
}

//! The task by the first data, and the answers of all in its form. Throws bad_input for labels outside the classes.
void decide_for_all(job& j, peax::data::task_kind said) {
  auto const& g = *j.model;
  for (auto const* set : {&j.train, &j.validation, &j.test})
    if (*set && !j.task) j.task = peax::decide_task(g, 0, **set);
  for (auto const* set : {&j.calibration, &j.test_stream})
    if (*set && !j.task) j.task = peax::decide_or_guess_task(g, 0, (*set)->samples());
  auto const in_form = [&](peax::data::data_set const& set) {
    return answers_as(*j.task, set.read_as(kind_of(j.task->is))).read_as(said);
  };
  for (auto* set : {&j.train, &j.validation, &j.test})
    if (*set) *set = in_form(**set);
  for (auto* set : {&j.calibration, &j.test_stream}) // one without labels stays as it is
    if (*set && peax::tells_task(g, 0, (*set)->samples()))
      *set = (*set)->with_samples(in_form((*set)->samples()));
}

//! The names of the classes and the modality, noted in what is written.
void note_use(job& j, input_options const& given) {
  static peax::data::data_set const none;
  auto const& first = j.train ? *j.train : j.validation ? *j.validation : j.test ? *j.test : none;
  for (auto const* set : {&j.train, &j.validation, &j.test})
    if (*set && j.task) expect_all_classes(j.task->classes(), **set);
  j.loaded = with_use(j.loaded, given, first);
  j.model = peax::model<peax::single_exit>(with_use(j.model, given, first));
}

void remark_same_samples(job const& j, common const& c) {
  if (j.train && j.validation) remark_if_same(c, "--train", *j.train, "--validation", *j.validation);
  if (j.train && j.test) remark_if_same(c, "--train", *j.train, "--test", *j.test);
  if (j.validation && j.test) remark_if_same(c, "--validation", *j.validation, "--test", *j.test);
  if (j.calibration && j.test_stream)
    remark_if_same(c, "--calibration", j.calibration->samples(), "--test-stream", j.test_stream->samples());
}

job read_job(optimize_options const& given, plan const& steps, common const& c) {
  job j;
  j.keep = given.constraints();
  check_flow(steps, given);
  j.search_seconds = given.search_seconds;
  j.cache = given.cache;
  if (!given.platform.empty()) j.platform = peax::hardware::read_platform(given.platform);
  j.loaded = load_network(given.model, given.input, {given.train.empty() ? given.calibration : given.train});
  refuse_branches(j.loaded, "rewrite");
  j.model = peax::model<peax::single_exit>(peax::rule::canonical(j.loaded));
  auto const& g = *j.model;
  if (g.inputs().size() != 1)
    throw peax::bad_input(
        fmt::format("{} has {} inputs; data sets X,Y feed one", g.name(), g.inputs().size()));
  auto how = given.input.loading(c, g);
  using part = peax::data::data_part::name;
  auto const samples = [&](std::string const& text, std::optional<peax::data::data_set>& into, part which,
                           std::string const& groups) {
    if (text.empty()) return;
    if (which != part::test || given.cuts_test()) how.part = given.input.part(c, which);
    how.groups = groups;
    into = peax::data::load_data_set(text, how);
    how.classes = into->class_names(); // another folder may lack one
    how.part = {}, how.groups.clear();
  };
  auto const recordings = [&](std::string const& text, std::optional<peax::data::stream>& into) {
    if (!text.empty()) into = peax::data::load_stream(text, how);
  };
  samples(given.train, j.train, part::train, given.input.split.empty() ? "" : given.validation_groups);
  recordings(given.calibration, j.calibration);
  recordings(given.test_stream, j.test_stream);
  samples(given.validation, j.validation, part::validation, given.validation_groups);
  samples(given.test, j.test, part::test, given.test_groups);
  decide_for_all(j, how.task);
  note_use(j, given.input);
  remark_same_samples(j, c);
  return j;
}

//! Throws before anything is read when what is asked for cannot be written.
void expect_places(optimize_options const& given) {
  namespace fs = std::filesystem;
  if (!given.cache.empty()) {
    std::error_code failed;
    auto const place = [&](std::string const& name) {
      auto const whole = fs::weakly_canonical(fs::absolute(name, failed), failed);
      return whole.has_filename() ? whole : whole.parent_path();
    };
    auto const output = place(given.output), cache = place(given.cache);
    auto const lies_in = [](fs::path const& inner, fs::path const& outer) {
      return std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first == outer.end();
    };
    if (lies_in(output, cache) || lies_in(cache, output))
      throw peax::usage_error(
          "--output and --cache lie one within the other; a result is replaced as a whole, "
          "a cache is kept: give each a folder of its own");
  }
  expect_new_folder(given.output);
  if (!given.cache.empty()) peax::disk_cache const can_be_written(given.cache);
}

//! The labels that a choice sees; none of another task, and of a stream without them.
std::vector<std::int32_t> labels_of_choice(job const& j, bool on_stream) {
  if (!j.task || !j.task->classifies()) return {};
  auto const* const samples = on_stream ? (j.calibration ? &j.calibration->samples() : nullptr)
                                        : (j.validation ? &*j.validation : nullptr);
  if (samples == nullptr || !peax::tells_task(*j.model, 0, *samples)) return {};
  auto const taken = peax::answers_as(*j.task, *samples);
  return {taken.labels().begin(), taken.labels().end()};
}

//! What a reader should know of the samples of the choice. Throws bad_input for samples of one class only.
std::vector<std::string> remarks_on(job const& j, plan const& steps) {
  bool const on_stream = follows(steps.back().front());
  auto const labels = labels_of_choice(j, on_stream);
  std::vector<std::string> out;
  if (!labels.empty()) {
    if (auto const why = peax::search::one_class_only(labels))
      throw peax::bad_input((on_stream ? "--calibration: " : "--validation: ") + why->why);
    out = peax::search::remarks_on_labels(labels, j.task->classes(), j.keep.loss);
  }
  if (on_stream && j.validation && !j.validation->groups().empty())
    out.push_back(
        "--validation-groups are not used: the choice is made on --calibration, whose recordings are the "
        "units");
  return out;
}

std::string names_of(plan const& steps) {
  std::string out;
  for (auto const& alternatives : steps) {
    if (!out.empty()) out += ", ";
    for (auto const& p : alternatives) out += (&p == alternatives.data() ? "" : " | ") + p.spec.name;
  }
  return out;
}

int optimize(optimize_options const& given, common const& c) {
  auto const steps = plan_of(given);
  if (given.output.empty() && !given.dry_run)
    throw peax::usage_error("--output: say which folder to write, as in --output out");
  if (!given.dry_run) expect_places(given);
  auto j = read_job(given, steps, c);
  if (given.dry_run) {
    (void)remarks_on(j, steps); // what would be refused is refused
    auto const cache = std::exchange(j.cache, {});
    tell(with_seconds(foresee(steps, j, cache, c), j, c), c);
    return 0;
  }
  findings f;
  auto& r = f.record;
  r.title = title_of(given.model);
  r.rewriter = names_of(steps);
  r.seed = c.seed;
  r.command = c.command_line;
  r.keep = j.keep;
  r.platform = j.platform;
  r.remarks = remarks_on(j, steps);
  auto const ahead = foresee(steps, j, j.cache, c);
  std::vector<double> expected;
  for (auto const& each : ahead) expected.push_back(each.work);
  expected.push_back(work_behind(j));
  shown_progress const shown(c, std::move(expected));
  auto const last_stage = shown.stage(ahead.size());
  run_flow(steps, j, c, ahead, shown, f);
  bool const one_way = std::all_of(steps.begin(), steps.end(), [](auto const& s) { return s.size() == 1; });
  if (!one_way) peax::rewrite::say_way(r.found, j.keep.prefer);
  if (!one_way) peax::rewrite::keep_front(r.found);
  auto const& last = steps.back().front();
  r.original =
      figures_of_original(j, follows(last), data_type_of(last.spec), peax::part_of(last_stage, 0, 0.5));
  add_reports(f, j, peax::part_of(last_stage, 0.5, 1));
  write_folder(given.output, j, f);
  tell(f, j, given.output, c);
  auto const& refusals = r.found.refusals;
  if (r.found.choice) return 0;
  throw peax::refused(refusals.empty() ? peax::refusal{"optimize", "no solution keeps to the limits", ""}
                                       : refusals.back());
}

} // namespace

action declare_optimize(options& o) {
  auto const given = std::make_shared<optimize_options>();
  given->declare(o);
  o.footer(help_of_rewriters());
  return [given](common const& c) { return optimize(given->with_parts(), c); };
}

} // namespace command
