#include "optimize_flow.hpp"

#include "output.hpp"
#include "rewriters.hpp"
#include "terminal.hpp"
#include <peax/analysis/any_flow.hpp>
#include <peax/analysis/disk_cache.hpp>
#include <peax/report/early_exits.hpp>
#include <peax/report/feature_map_signatures.hpp>
#include <peax/report/platform.hpp>
#include <peax/report/temporal_behaviour.hpp>
#include <peax/rewrite/front/alternatives.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace command {

namespace {

//! The analysis with all that was given; what nobody reads is not looked at.
peax::any_analysis analysis_of(job const& j) {
  peax::any_analysis a(j.model);
  auto const give = [&]<class F>(std::type_identity<F>, auto const& what) {
    if (what) a = a.submit(F{*what});
  };
  give(std::type_identity<train_set::of>{}, j.train);
  give(std::type_identity<validation_set::of>{}, j.validation);
  give(std::type_identity<test_set::of>{}, j.test);
  give(std::type_identity<calibration_stream::of>{}, j.calibration);
  give(std::type_identity<test_stream::of>{}, j.test_stream);
  give(std::type_identity<peax::report::platform::of>{}, j.platform);
  if (!j.cache.empty())
    a = a.with_cache(std::make_shared<peax::disk_cache>(
        j.cache, [](std::string const& text) { say("peax: " + printable_line(text) + "\n"); }));
  return a;
}

//! Which of the stages that were foreseen runs, by what a session has recorded.
class stage_finder {
 public:
  explicit stage_finder(std::vector<foreseen> const& ahead) {
    for (auto const& each : ahead) names_.push_back(each.what);
  }

  void watch(peax::session const& of) { session_ = &of; }

  std::size_t now() {
    auto const events = session_->events();
    for (; heard_ < events.size(); ++heard_) {
      auto const& e = events[heard_];
      if (!met_.insert(e.identity.text()).second) continue;
      auto const at = std::find(names_.begin() + static_cast<std::ptrdiff_t>(ended_), names_.end(), e.name);
      if (at != names_.end()) ended_ = static_cast<std::size_t>(at - names_.begin()) + 1;
    }
    return std::min(ended_, names_.size() - 1);
  }

 private:
  peax::session const* session_ = nullptr;
  std::vector<std::string> names_;
  std::set<std::string> met_;
  std::size_t heard_ = 0, ended_ = 0;
};

//! Gathers what the passes of a flow found.
class gathering {
 public:
  gathering(plan const& steps, job const& j, common const& c, findings& into)
      : steps_(steps), job_(j), common_(c), into_(into) {}

  //! `before` is what the step before found: it stands when a later one finds nothing to do.
  void add(std::vector<peax::any_step> const& ways, std::size_t k = 0,
           peax::any_solutions const* before = nullptr, std::string const& way = {}) {
    for (std::size_t i = 0; i < ways.size(); ++i) {
      planned const& p = steps_[k][i];
      auto const& step = ways[i];
      std::string const made_by = way + (way.empty() ? "" : ", ") + p.spec.name;
      auto found = placed(step, p);
      for (auto& each : found.front) each.made_by = made_by;
      note(step, found);
      bool const is_last = k + 1 == steps_.size();
      ran(step, p, way, found, !is_last && step.result.has_choice());
      if (!is_last && step.result.has_choice()) {
        add(step.behind, k + 1, &found, made_by);
      } else if (before != nullptr && found.front.empty() && !follows(p)) {
        remark(common_, p.spec.name + " found nothing to do; what was found before it stands");
        peax::rewrite::add_alternative(into_.record.found, *before, job_.keep.prefer);
      } else {
        peax::rewrite::add_alternative(into_.record.found, found, job_.keep.prefer);
      }
      if (!is_last && !step.result.has_choice())
        into_.record.found.refusals.push_back(
            {"flow", p.spec.name + " chose nothing, so that what stands behind it did not run",
             step.before.model().name()});
    }
  }

  //! What was run, and for how long.
  void add(std::vector<peax::event> const& events) {
    auto& r = into_.record;
    auto pass = r.ran.begin(); // passes and their events have one order
    for (auto const& e : events) {
      if (e.by == peax::event::doer::rewriter && pass != r.ran.end() && pass->name == e.name)
        (pass++)->run = e;
      if (e.by == peax::event::doer::rewriter)
        r.identity += (r.identity.empty() ? "" : ", ") + e.identity.text();
      (e.by == peax::event::doer::report ? into_.seconds.reports : into_.seconds.rewriters)[e.name] +=
          e.seconds;
      r.events.push_back(e);
    }
  }

 private:
  //! Networks with one exit get latency and energy from the platform; rewriters that know it have placed theirs.
  [[nodiscard]] peax::any_solutions placed(peax::any_step const& way, planned const& p) const {
    peax::any_solutions found = way.result.solutions();
    for (auto& each : found.front)
      if (each.kind == peax::single_exit::name) place_on_platform(each, job_, data_type_of(p.spec));
    return found;
  }

  //! For the page of the rewriter.
  void ran(peax::any_step const& way, planned const& p, std::string const& behind,
           peax::any_solutions const& found, bool went_on) {
    peax::summary::ran_rewriter out;
    out.name = p.spec.name;
    out.behind = behind;
    out.before = way.before.model();
    out.found = found;
    out.went_on = went_on;
    for (auto const& known : known_)
      if (known.name == p.spec.name)
        for (auto const& key : known.keys)
          out.settings.push_back({key.name, p.spec.text(key.name, key.otherwise),
                                  p.spec.settings.contains(key.name), std::string(key.what) + key.choices()});
    note_reports(out, way, p);
    into_.record.ran.push_back(std::move(out));
  }

  //! The titles of the sections that tell of what it read.
  void note_reports(peax::summary::ran_rewriter& out, peax::any_step const& way, planned const& p) const {
    auto const reads = [&]<class K>(std::type_identity<K>) {
      if (p.facts.needs<K>()) out.reports.push_back(describe(way.before.get<K>()).title());
    };
    reads(std::type_identity<train_set>{});
    reads(std::type_identity<validation_set>{});
    reads(std::type_identity<calibration_stream>{});
    reads(std::type_identity<peax::report::temporal_behaviour>{});
    reads(std::type_identity<peax::report::feature_map_signatures>{});
    reads(std::type_identity<peax::report::early_exits>{});
    if (p.facts.knows<peax::report::platform>() && job_.platform)
      out.reports.push_back(describe(peax::report::platform{*job_.platform}).title());
    if (p.facts.needs<peax::report::early_exits>())
      out.tried = peax::summary::tried_exits_of(way.before.get<peax::report::early_exits>());
  }

  template <class K> void tell(peax::any_step const& way) {
    if (!way.pass.facts().needs<K>()) return;
    auto section = describe(way.before.get<K>());
    if (told_.insert(section.title()).second) into_.record.exits.push_back(std::move(section));
  }

  void note(peax::any_step const& way, peax::any_solutions const& found) {
    auto& r = into_.record;
    tell<calibration_stream>(way);
    tell<peax::report::temporal_behaviour>(way);
    tell<peax::report::feature_map_signatures>(way);
    tell<peax::report::early_exits>(way);
    auto const& facts = way.pass.facts();
    if (facts.yields == peax::multi_exit::name && facts.needs<peax::report::early_exits>())
      if (auto tried = peax::summary::tried_exits_of(way.before.get<peax::report::early_exits>());
          !tried.empty())
        r.tried = std::move(tried);
    r.found.refusals.insert(r.found.refusals.end(), found.refusals.begin(), found.refusals.end());
  }

  plan const& steps_;
  job const& job_;
  common const& common_;
  findings& into_;
  std::vector<known_rewriter> const known_ = known_rewriters();
  std::set<std::string, std::less<>> told_;
};

peax::any_flow flow_of(plan const& steps, job const& j, common const& c) {
  peax::any_flow out;
  for (auto const& alternatives : steps) {
    std::vector<peax::any_rewriter> step;
    for (auto const& p : alternatives) step.push_back(ordered_rewriter({j, p.spec, c}));
    out = out.either(std::move(step));
  }
  return out;
}

} // namespace

std::vector<expected_pass> expected_of(plan const& steps, job const& j, common const& c) {
  auto const a = analysis_of(j);
  auto const flow = flow_of(steps, j, c);
  flow.check(a);
  std::vector<expected_pass> out;
  std::function<void(std::size_t)> const add_from = [&](std::size_t k) {
    for (std::size_t i = 0; k < steps.size() && i < steps[k].size(); ++i) {
      out.push_back({k, steps[k][i].spec, flow.steps()[k][i].expects(a)});
      add_from(k + 1);
    }
  };
  add_from(0);
  return out;
}

void run_flow(plan const& steps, job const& j, common const& c, std::vector<foreseen> const& ahead,
              shown_progress const& shown, findings& into) {
  auto a = analysis_of(j);
  auto const finder = std::make_shared<stage_finder>(ahead);
  a = ahead.empty() ? a.with_progress(shown.stage(0))
                    : a.with_progress(shown.stages([finder] { return finder->now(); }));
  finder->watch(a.session());
  gathering found(steps, j, c, into);
  found.add(flow_of(steps, j, c).run(a));
  found.add(a.session().events());
}

} // namespace command
