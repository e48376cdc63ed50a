// peax optimize MODEL.onnx --rewrite NAME[:key=value,...] ... --output DIR

#include "optimize_options.hpp"
#include "output.hpp"
#include "verbs.hpp"
#include <peax/analysis/analysis.hpp>
#include <peax/analysis/disk_cache.hpp>
#include <peax/core/atomic_file.hpp>
#include <peax/core/error.hpp>
#include <peax/data/load.hpp>
#include <peax/deploy/new_folder.hpp>
#include <peax/deploy/result_json.hpp>
#include <peax/deploy/save_solution.hpp>
#include <peax/document/number.hpp>
#include <peax/hardware/read_platform.hpp>
#include <peax/onnx/save.hpp>
#include <peax/report/early_exits.hpp>
#include <peax/report/footprint.hpp>
#include <peax/report/hardware_fit.hpp>
#include <peax/rewrite/confidence_exits.hpp>
#include <peax/rule/canonical.hpp>
#include <peax/summary/analysis_pages.hpp>
#include <peax/summary/site.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>

namespace command {

namespace {

using peax::multi_exit;
using peax::single_exit;

//! What --rewrite may name.
std::vector<known_rewriter> known_rewriters() {
  return {{"confidence_exits",
           {{"rule", {"max_probability", "margin", "entropy"}},
            {"branch", {"auto", "pool", "grid", "conv"}},
            {"exits", {}, 1, 32},
            {"finetune", {}, 0, 1},
            {"type", {"float32", "float16", "int8", "int4"}}}}};
}

//! All that is read before anything runs.
struct job {
  peax::network loaded;
  peax::model<single_exit> model;
  std::vector<rewriter_spec> alternatives;
  peax::rewrite::constraints keep;
  peax::data::data_set train, validation;
  std::optional<peax::data::data_set> test;
  std::optional<peax::hardware::platform> platform;
};

job read_job(optimize_options const& given) {
  job j;
  j.keep = given.constraints();
  auto const known = known_rewriters();
  auto const steps = given.steps(known);
  if (steps.size() > 1)
    throw peax::usage_error("--rewrite: confidence_exits gives a network with several exits, and nothing "
                            "that takes one can stand behind it; give one --rewrite, "
                            "with alternatives divided by '|'");
  j.alternatives = steps[0];
  if (given.train.empty() || given.validation.empty())
    throw peax::usage_error(
        "confidence_exits trains exits and chooses thresholds; give --train X,Y and --validation X,Y");
  if (!given.platform.empty()) j.platform = peax::hardware::read_platform(given.platform);
  j.loaded = load_network(given.model, given.input, {given.train});
  j.model = peax::model<single_exit>(peax::rule::canonical(j.loaded));
  auto const& g = *j.model;
  if (g.inputs().size() != 1)
    throw peax::bad_input(
        fmt::format("{} has {} inputs; data sets X,Y feed one", g.name(), g.inputs().size()));
  peax::data::load_options how;
  how.scaling = given.input.scaling();
  how.input_shape = g[g.inputs()[0]].dims;
  j.train = peax::data::load_data_set(given.train, how);
  how.groups = given.validation_groups;
  j.validation = peax::data::load_data_set(given.validation, how);
  how.groups = given.test_groups;
  if (!given.test.empty()) j.test = peax::data::load_data_set(given.test, how);
  return j;
}

peax::rewrite::confidence_settings settings_of(rewriter_spec const& spec, optimize_options const& given,
                                               job const& j, common const& c) {
  peax::rewrite::confidence_settings with;
  with.keep = j.keep;
  auto const rule = spec.text("rule", "max_probability");
  using peax::decision::confidence_rule;
  for (auto const r : {confidence_rule::max_probability, confidence_rule::margin, confidence_rule::entropy})
    if (rule == peax::rewrite::name_of(r)) with.rule = r;
  with.most_exits = static_cast<std::size_t>(spec.count("exits", 2));
  with.finetune = spec.count("finetune", 0) == 1;
  with.data_type = spec.text("type", "float32");
  with.search_seconds = given.search_seconds;
  with.seed = c.seed;
  return with;
}

peax::report::early_exits::of exits_of(rewriter_spec const& spec, job const& j, common const& c) {
  peax::report::early_exits::settings with;
  auto const branch = spec.text("branch", "auto");
  using peax::report::branch_kind;
  for (auto const k : {branch_kind::pool, branch_kind::grid, branch_kind::conv})
    if (branch == peax::report::name_of(k)) with.kinds = {k};
  with.score = j.keep.score;
  // A score that counts classes alike is learned with rare classes weighed up.
  if (with.score.kind != peax::search::score_kind::accuracy) with.class_weight_power = 0.5;
  with.seed = c.seed;
  return {with};
}

//! What all alternatives found, and when.
struct findings {
  peax::summary::analysis_record record;
  peax::deploy::seconds_spent seconds;
};

//! The original as a solution without early exits, so that its figures are made as those of all others.
peax::solution<multi_exit> original_solution(job const& j, peax::report::early_exits const& tried, std::string const& data_type) {
  peax::hardware::storage_type const type{data_type, peax::hardware::bits_of_storage(data_type)};
  auto const& g = *j.model;
  peax::network const alone(peax::extract(g, g.inputs(), g.outputs().first(1), g.name()));
  peax::solution<multi_exit> s;
  s.network = peax::model<multi_exit>(alone);
  s.judged_by = peax::search::to_text(j.keep.score);
  s.decision.on = tried.form == peax::report::answer_form::logits ? "logits" : "probabilities";
  s.exits.push_back({"final", (*alone)[alone->outputs()[0]].name, "", "", peax::cost_of(*alone).macs.value});
  auto& f = s.measured;
  auto const answers = peax::rewrite::answers_of(tried.final_outputs, tried.form,
                                                 peax::decision::confidence_rule::max_probability)
                           .prediction;
  f.validation_accuracy = peax::rewrite::score_of_answers(answers, j.validation, {});
  f.validation_score = peax::rewrite::score_of_answers(answers, j.validation, j.keep.score);
  f.validation_relative_macs = 1;
  f.validation_exit_shares = {1};
  f.peak_memory_bytes = peax::storage_of(peax::peak_memory(*alone).elements, type.bits).value;
  f.storage_bytes = peax::storage_of(peax::cost_of(*alone).parameters, type.bits).value;
  if (!j.platform) return s;
  auto const segments = peax::rewrite::segments_of(*alone, {});
  auto const on = peax::rewrite::map_segments(*j.platform, *alone, segments, type);
  bool const by_energy = j.keep.prefer == peax::rewrite::preference::energy;
  auto const best =
      peax::rewrite::cheapest(on.possible, f.validation_exit_shares,
                              by_energy ? &peax::rewrite::mapping::joules : &peax::rewrite::mapping::seconds);
  if (!best) return s;
  s.leaving_seconds = on.possible[*best].seconds;
  s.leaving_joules = on.possible[*best].joules;
  f.worst_latency_s = on.possible[*best].worst_latency();
  return s;
}

void add_seconds(peax::deploy::seconds_spent& to, std::vector<peax::event> const& events) {
  for (auto const& e : events)
    (e.by == peax::event::doer::report ? to.reports : to.rewriters)[e.name] += e.seconds;
}

//! What the summary tells of the reports, whatever the rewriter.
template <class Analysis>
void add_reports(Analysis const& a, job const& j, peax::summary::analysis_record& to) {
  namespace report = peax::report;
  to.footprint = a.template get<report::footprint>();
  to.data.push_back(report::describe(a.template get<report::dataset<peax::train>>()));
  to.data.push_back(report::describe(a.template get<report::dataset<peax::validation>>()));
  if (j.test) to.data.push_back(report::describe(report::dataset<peax::test>{*j.test}));
  if (!j.platform) return;
  report::platform const on{*j.platform};
  to.hardware.push_back(report::describe(on));
  to.hardware.push_back(
      report::describe(report::hardware_fit::default_reporter{}.make(j.model, to.footprint, on)));
}

//! Runs one alternative with what was submitted for it.
template <class Rewriter, class Analysis>
void run_on(Analysis const& a, Rewriter const& rewriter, job const& j, findings& into) {
  auto const result = a.run(rewriter);
  auto const& found = result.solutions();
  auto& record = into.record;
  bool const is_first = record.title.empty();
  std::size_t const before = record.found.front.size();
  record.found.front.insert(record.found.front.end(), found.front.begin(), found.front.end());
  record.found.refusals.insert(record.found.refusals.end(), found.refusals.begin(), found.refusals.end());
  auto const better = [&](std::size_t now) {
    return !record.found.choice ||
           peax::rewrite::detail::rank_of(found.front[now], j.keep.prefer) <
               peax::rewrite::detail::rank_of(record.found.front[*record.found.choice], j.keep.prefer);
  };
  if (found.choice && better(*found.choice)) record.found.choice = before + *found.choice;
  auto const& tried = a.template get<peax::report::early_exits>();
  record.exits.push_back(peax::report::describe(tried));
  if (is_first) {
    record.title = j.model.name();
    record.tried = peax::summary::tried_exits_of(tried);
    peax::solutions<multi_exit> alone;
    alone.front.push_back(original_solution(j, tried, rewriter.with.data_type));
    if (j.test)
      alone = peax::rewrite::on_test{}.measure(alone, peax::original(j.model),
                                               peax::report::dataset<peax::test>{*j.test});
    record.original = alone.front[0].measured;
    add_reports(a, j, record);
  }
  for (auto const& e : a.session().events()) {
    if (e.by == peax::event::doer::rewriter)
      record.identity += (record.identity.empty() ? "" : ", ") + e.identity.text();
    record.events.push_back(e);
  }
  add_seconds(into.seconds, a.session().events());
}

void run_alternative(rewriter_spec const& spec, optimize_options const& given, job const& j, common const& c,
                     findings& into) {
  auto const with = settings_of(spec, given, j, c);
  auto const a = peax::analysis(j.model)
                     .submit(peax::report::dataset<peax::train>::of{j.train})
                     .submit(peax::report::dataset<peax::validation>::of{j.validation})
                     .submit(exits_of(spec, j, c));
  a.with_progress(show_progress(c));
  if (!given.cache.empty()) a.with_cache(std::make_shared<peax::disk_cache>(given.cache));
  auto const measured = [&](auto const& on, auto const& rewriter) {
    if (j.test)
      run_on(on.submit(peax::report::dataset<peax::test>::of{*j.test}), rewriter, j, into);
    else
      run_on(on, rewriter, j, into);
  };
  if (j.platform)
    measured(a.submit(peax::report::platform::of{*j.platform}), peax::rewrite::mapped_confidence_exits{with});
  else
    measured(a, peax::rewrite::confidence_exits{with});
}

//! Leaves out what another solution beats on the samples of the choice; the chosen one stays.
void keep_front(peax::solutions<multi_exit>& found) {
  std::vector<std::size_t> order(found.front.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  auto const cost = [&](std::size_t i) { return *found.front[i].measured.validation_relative_macs; };
  auto const score = [&](std::size_t i) { return *found.front[i].measured.validation_score; };
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) {
    return cost(a) < cost(b) || (cost(a) == cost(b) && score(a) > score(b));
  });
  peax::solutions<multi_exit> out;
  out.refusals = found.refusals;
  double best = -1;
  for (auto const i : order) {
    bool const is_chosen = found.choice && *found.choice == i;
    if (score(i) <= best && !is_chosen) continue;
    best = std::max(best, score(i));
    if (is_chosen) out.choice = out.front.size();
    out.front.push_back(std::move(found.front[i]));
  }
  found = std::move(out);
}

peax::deploy::json as_json(findings const& f) {
  auto const& found = f.record.found;
  std::vector<peax::deploy::found_solution> front;
  for (std::size_t i = 0; i < found.front.size(); ++i)
    front.push_back({i, "solutions/" + std::to_string(i), found.front[i].measured});
  return peax::deploy::result_json(f.record.original, front, found.choice, f.seconds);
}

std::string as_text(peax::summary::analysis_record const& r, std::string const& folder) {
  using peax::document::percent;
  table rows({{""}, {"solution"}, {"validation", true}, {"test", true}, {"MACs", true}, {"leave"}});
  auto const add = [&](std::string mark, std::string name, peax::rewrite::figures const& m) {
    auto const& shares = m.exit_shares.empty() ? m.validation_exit_shares : m.exit_shares;
    std::string leave;
    for (double const s : shares) leave += (leave.empty() ? "" : " / ") + percent(s);
    auto const share = m.relative_macs ? m.relative_macs : m.validation_relative_macs;
    rows.add({std::move(mark), std::move(name),
              m.validation_accuracy ? percent(*m.validation_accuracy, 2) : "",
              m.test_accuracy ? percent(*m.test_accuracy, 2) : "", share ? percent(*share) : "", leave});
  };
  add("", "original", r.original);
  for (std::size_t i = 0; i < r.found.front.size(); ++i)
    add(i == r.found.choice ? "->" : "", std::to_string(i), r.found.front[i].measured);
  return rows.text() + "\nwritten to " + folder + "; open " + folder + "/summary/index.html\n";
}

void write_folder(optimize_options const& given, job const& j, findings const& f) {
  auto const& r = f.record;
  peax::deploy::new_folder target(given.output, "result.json");
  peax::onnx::save(j.loaded, target.path() / "original.onnx");
  if (!r.found.front.empty())
    peax::deploy::save_front(r.found, target.path() / "solutions",
                             {r.rewriter, r.identity, r.seed, r.version});
  peax::summary::write_site(target.path() / "summary", peax::summary::analysis_pages(r));
  peax::write_file((target.path() / "result.json").string(), as_json(f).dump(2) + "\n");
  target.commit();
}

int optimize(optimize_options const& given, common const& c) {
  auto const j = read_job(given);
  {
    peax::deploy::new_folder const can_be_written(given.output, "result.json");
  } // before the work, not behind it
  findings f;
  auto& r = f.record;
  r.rewriter = "confidence_exits";
  r.version = PEAX_VERSION;
  r.seed = c.seed;
  r.command = c.command_line;
  r.keep = j.keep;
  r.platform = j.platform;
  for (auto const& spec : j.alternatives) run_alternative(spec, given, j, c, f);
  if (j.alternatives.size() > 1) keep_front(r.found);
  write_folder(given, j, f);
  if (c.json)
    print_line(as_json(f).dump());
  else
    print_text(as_text(r, given.output));
  auto const& refusals = r.found.refusals;
  std::size_t const told = r.found.choice || refusals.empty() ? refusals.size() : refusals.size() - 1;
  constexpr std::size_t shown = 4; // the page has them all
  for (std::size_t i = 0; i < std::min(told, shown); ++i) remark(c, refusals[i].text());
  if (told > shown)
    remark(c, fmt::format("{} more that were not done, with the reasons, in the summary", told - shown));
  if (r.found.choice) return 0;
  throw peax::refused(refusals.empty() ? peax::refusal{"optimize", "no solution keeps to the limits", ""}
                                       : refusals.back());
}

} // namespace

action declare_optimize(options& o) {
  auto const given = std::make_shared<optimize_options>();
  given->declare(o);
  return [given](common const& c) { return optimize(*given, c); };
}

} // namespace command
