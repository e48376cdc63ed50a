// peax optimize MODEL.onnx --rewrite NAME[:key=value,...] ... --output DIR

#include "optimize_job.hpp"
#include "optimize_options.hpp"
#include "optimize_result.hpp"
#include "output.hpp"
#include "verbs.hpp"
#include <peax/core/error.hpp>
#include <peax/data/load.hpp>
#include <peax/hardware/read_platform.hpp>
#include <peax/rewrite/front/choose.hpp>
#include <peax/rule/canonical.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <set>

namespace command {

namespace {

//! A rewriter of the flow with its settings.
struct planned {
  registered_rewriter const* rewriter;
  rewriter_spec spec;
};
using plan = std::vector<std::vector<planned>>; //!< steps, each a list of alternatives

plan plan_of(optimize_options const& given) {
  std::vector<known_rewriter> forms;
  for (auto const* r : all_rewriters()) forms.push_back(r->form);
  plan out;
  for (auto& alternatives : given.steps(forms)) {
    auto& step = out.emplace_back();
    for (auto& spec : alternatives) {
      auto const named = [&](registered_rewriter const* r) { return r->form.name == spec.name; };
      step.push_back({*std::find_if(all_rewriters().begin(), all_rewriters().end(), named), std::move(spec)});
    }
  }
  return out;
}

template <class F> void for_each_rewriter(plan const& steps, F const& f) {
  for (auto const& alternatives : steps)
    for (auto const& p : alternatives) f(*p.rewriter);
}

//! Throws usage_error for a flow that cannot run with what was given.
void check_flow(plan const& steps, optimize_options const& given) {
  for (std::size_t k = 0; k + 1 < steps.size(); ++k)
    for (auto const& p : steps[k])
      if (!p.rewriter->goes_on)
        throw peax::usage_error(
            fmt::format("--rewrite: {} gives a network with several exits, and nothing that "
                        "takes one can stand behind it; put it last, or give alternatives "
                        "divided by '|'",
                        p.spec.name));
  bool const follows = steps.back().front().rewriter->follows;
  for (auto const& p : steps.back())
    if (p.rewriter->follows != follows)
      throw peax::usage_error(fmt::format(
          "--rewrite: {} is chosen and measured on streams and {} on samples; "
          "their figures cannot be compared, so they are no alternatives",
          (follows ? steps.back().front() : p).spec.name, (follows ? p : steps.back().front()).spec.name));
  for_each_rewriter(steps, [&](registered_rewriter const& r) {
    if (r.learns && (given.train.empty() || given.validation.empty()))
      throw peax::usage_error(fmt::format(
          "{} trains, and chooses on validation; give --train X,Y and --validation X,Y", r.form.name));
    if (r.follows && given.calibration.empty())
      throw peax::usage_error(fmt::format("{} chooses on a stream; give --calibration X,Y,L", r.form.name));
    if (given.max_latency && !r.knows_latency)
      throw peax::usage_error(
          fmt::format("--max-latency: {} does not choose by latency; confidence_exits does", r.form.name));
  });
}

job read_job(optimize_options const& given, plan const& steps) {
  job j;
  j.keep = given.constraints();
  check_flow(steps, given);
  j.search_seconds = given.search_seconds;
  j.cache = given.cache;
  if (!given.platform.empty()) j.platform = peax::hardware::read_platform(given.platform);
  j.loaded = load_network(given.model, given.input, {given.train.empty() ? given.calibration : given.train});
  j.model = peax::model<peax::single_exit>(peax::rule::canonical(j.loaded));
  auto const& g = *j.model;
  if (g.inputs().size() != 1)
    throw peax::bad_input(
        fmt::format("{} has {} inputs; data sets X,Y feed one", g.name(), g.inputs().size()));
  peax::data::load_options how;
  how.scaling = given.input.scaling();
  how.input_shape = g[g.inputs()[0]].dims;
  auto const samples = [&](std::string const& text, std::optional<peax::data::data_set>& into) {
    if (!text.empty()) into = peax::data::load_data_set(text, how);
  };
  auto const recordings = [&](std::string const& text, std::optional<peax::data::stream>& into) {
    if (!text.empty()) into = peax::data::load_stream(text, how);
  };
  samples(given.train, j.train);
  recordings(given.calibration, j.calibration);
  recordings(given.test_stream, j.test_stream);
  how.groups = given.validation_groups;
  samples(given.validation, j.validation);
  how.groups = given.test_groups;
  samples(given.test, j.test);
  return j;
}

//! Runs the steps from number k on, every alternative in turn, and adds what the last of each way found.
class flow_walk {
 public:
  flow_walk(plan const& steps, job const& j, common const& c, findings& into)
      : steps_(steps), job_(j), common_(c), into_(into) {}

  //! `before` is what the step before found: it stands when a later one finds nothing to do.
  void walk(peax::model<peax::single_exit> const& from, std::size_t k = 0,
            peax::any_solutions const* before = nullptr) {
    for (auto const& p : steps_[k]) {
      auto found = p.rewriter->run({job_, p.spec, from, common_});
      note(found);
      bool const is_last = k + 1 == steps_.size();
      if (!is_last && found.next) {
        walk(*found.next, k + 1, &found.found);
      } else if (before != nullptr && found.found.front.empty() && !p.rewriter->follows) {
        remark(common_, p.spec.name + " found nothing to do; what was found before it stands");
        add(*before);
      } else {
        add(found.found);
      }
      if (!is_last && !found.next)
        into_.record.found.refusals.push_back(
            {"flow", p.spec.name + " chose nothing, so that what stands behind it did not run", from.name()});
    }
  }

 private:
  void note(step_result const& found) {
    auto& r = into_.record;
    for (auto const& s : found.told)
      if (told_.insert(s.title()).second) r.exits.push_back(s);
    if (!found.tried.empty()) r.tried = found.tried;
    r.found.refusals.insert(r.found.refusals.end(), found.found.refusals.begin(), found.found.refusals.end());
    for (auto const& e : found.events) {
      if (e.by == peax::event::doer::rewriter)
        r.identity += (r.identity.empty() ? "" : ", ") + e.identity.text();
      (e.by == peax::event::doer::report ? into_.seconds.reports : into_.seconds.rewriters)[e.name] +=
          e.seconds;
      r.events.push_back(e);
    }
  }

  void add(peax::any_solutions const& found) {
    auto& all = into_.record.found;
    std::size_t const before = all.front.size();
    all.front.insert(all.front.end(), found.front.begin(), found.front.end());
    using peax::rewrite::rank_of;
    auto const prefer = job_.keep.prefer;
    if (found.choice && (!all.choice || rank_of(found.front[*found.choice], prefer) <
                                            rank_of(all.front[*all.choice], prefer)))
      all.choice = before + *found.choice;
  }

  plan const& steps_;
  job const& job_;
  common const& common_;
  findings& into_;
  std::set<std::string, std::less<>> told_;
};

//! Leaves out what another solution beats on the samples of the choice; the chosen one stays.
void keep_front(peax::any_solutions& found) {
  std::vector<std::size_t> order(found.front.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  auto const cost = [&](std::size_t i) { return *found.front[i].measured.validation_relative_macs; };
  auto const score = [&](std::size_t i) { return *found.front[i].measured.validation_score; };
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) {
    return cost(a) < cost(b) || (cost(a) == cost(b) && score(a) > score(b));
  });
  peax::any_solutions out;
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
  auto const j = read_job(given, steps);
  expect_new_folder(given.output);
  findings f;
  auto& r = f.record;
  r.title = j.model.name();
  r.rewriter = names_of(steps);
  r.seed = c.seed;
  r.command = c.command_line;
  r.keep = j.keep;
  r.platform = j.platform;
  flow_walk(steps, j, c, f).walk(j.model);
  bool const one_way = std::all_of(steps.begin(), steps.end(), [](auto const& s) { return s.size() == 1; });
  if (!one_way) keep_front(r.found);
  auto const& last = steps.back().front();
  r.original = figures_of_original(j, last.rewriter->follows, data_type_of(last.spec));
  add_reports(f, j);
  write_folder(given.output, j, f);
  tell(f, given.output, c);
  auto const& refusals = r.found.refusals;
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
