#include "dry_run.hpp"

#include "output.hpp"
#include "rewriters.hpp"
#include <peax/analysis/disk_cache.hpp>
#include <peax/core/error.hpp>
#include <peax/train/bench_step.hpp>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>
#include <utility>

namespace command {

namespace {

double samples_in(std::optional<peax::data::data_set> const& set) {
  return set ? static_cast<double>(set->size()) : 0;
}
double samples_in(std::optional<peax::data::stream> const& set) {
  return set ? static_cast<double>(set->samples().size()) : 0;
}

//! A number that --rewrite gives, or the default of the key.
double number_of(rewriter_spec const& spec, std::string const& key) {
  for (auto const& r : known_rewriters())
    for (auto const& k : r.keys)
      if (r.name == spec.name && k.name == key) {
        auto const text = spec.text(key, k.otherwise);
        return text == "measured" ? 0 : to_number(key, text.substr(0, text.find(',')));
      }
  return 0;
}

double parts_of(rewriter_spec const& spec, std::string const& key) {
  for (auto const& r : known_rewriters())
    for (auto const& k : r.keys)
      if (r.name == spec.name && k.name == key) {
        auto const text = spec.text(key, k.otherwise);
        return 1 + static_cast<double>(std::count(text.begin(), text.end(), ','));
      }
  return 1;
}

//! Samples that run through a step of training of the whole network, about.
double trained_samples(std::string const& what, rewriter_spec const& spec, job const& j) {
  double const learn = samples_in(j.train), judge = samples_in(j.validation);
  double const forward = forward_share * (learn + judge);
  auto const& nodes = j.model->nodes();
  auto const convolutions = static_cast<double>(
      std::count_if(nodes.begin(), nodes.end(), [](auto const& n) { return n.op.name() == "Conv"; }));
  if (what == "Early exits") return forward + learn; // 20 epochs of branches on stored maps
  if (what == "Temporal behaviour" || what == "Feature map signatures")
    return forward + 2 * forward_share * samples_in(j.calibration);
  if (what == "confidence_exits")
    return forward_share * samples_in(j.test) +
           (number_of(spec, "finetune") > 0 ? number_of(spec, "finetune_epochs") * learn + forward + learn
                                            : 0);
  if (what == "temporal_exits" || what == "feature_map_termination")
    return 2 * forward_share * samples_in(j.test_stream);
  if (what == "slimming")
    return parts_of(spec, "width") * (0.5 * number_of(spec, "epochs") * learn) + forward;
  if (what == "separable_convolutions") {
    double const layers = number_of(spec, "layers") > 0 ? number_of(spec, "layers") : convolutions;
    return layers * ((number_of(spec, "epochs") + number_of(spec, "new_epochs")) * learn + forward);
  }
  if (what == "right_sizing")
    return number_of(spec, "finetune") > 0 ? 0.5 * convolutions * number_of(spec, "epochs") * learn + forward
                                           : forward + learn;
  return 0;
}

std::string clock_text(double seconds) {
  if (seconds < 1) return "below 1 s";
  if (seconds < 90) return fmt::format("about {:.0f} s", seconds);
  return seconds < 5400 ? fmt::format("about {:.0f} min", seconds / 60)
                        : fmt::format("about {:.1f} h", seconds / 3600);
}

} // namespace

std::optional<double> seconds_of_training(peax::network const& n, common const& c) {
  peax::training::bench_options how;
  how.batch = 16, how.steps = 5, how.warm_up = 1;
  how.threads = c.threads;
  try {
    return 1 / peax::training::bench_step(n, how).samples_per_second;
  } catch (peax::error const&) {
    return std::nullopt; // it is not trained, only run
  }
}

std::vector<foreseen> foresee(plan const& steps, job const& j, std::string const& cache, common const& c) {
  auto const lies_there = [&](peax::digest identity) {
    return !cache.empty() && std::filesystem::exists(peax::disk_cache::file_in(cache, identity));
  };
  std::vector<foreseen> out;
  std::set<std::string> met; // what several passes of the first step read is made once
  for (auto const& pass : expected_of(steps, j, c))
    for (auto const& each : pass.results) {
      bool const is_first = pass.step == 0;
      if (!each.may_be_kept || (is_first && !met.insert(each.identity.text()).second)) continue;
      bool const is_there = is_first && lies_there(each.identity);
      out.push_back({std::to_string(pass.step + 1), each.name,
                     is_there                    ? "cache"
                     : is_first || cache.empty() ? "made"
                                                 : "unknown",
                     is_there ? 0 : trained_samples(each.name, pass.spec, j)});
    }
  return out;
}

std::vector<foreseen> with_seconds(std::vector<foreseen> const& all, job const& j, common const& c) {
  auto const unit = seconds_of_training(j.model, c);
  std::vector<foreseen> out;
  for (auto const& each : all) {
    auto same = std::find_if(out.begin(), out.end(), [&](foreseen const& o) {
      return o.step == each.step && o.what == each.what && each.step != "1";
    });
    if (same == out.end())
      out.push_back(each);
    else
      same->work += each.work;
  }
  std::stable_sort(out.begin(), out.end(), [](auto const& a, auto const& b) {
    return a.step.size() != b.step.size() ? a.step.size() < b.step.size() : a.step < b.step;
  });
  for (auto& each : out)
    if (unit) each.seconds = *unit * each.work;
  return out;
}

double work_behind(job const& j) {
  // The original runs on both, twice on the one that it is judged by; the chosen solution runs on validation or a stream for its page.
  return forward_share * (2 * samples_in(j.validation) + 2 * samples_in(j.test) +
                          2 * samples_in(j.calibration) + 2 * samples_in(j.test_stream));
}

void tell(std::vector<foreseen> const& all, common const& c) {
  double sum = 0;
  bool is_known = true;
  for (auto const& f : all) sum += f.seconds.value_or(0), is_known = is_known && f.seconds;
  if (c.json) {
    json list = json::array();
    for (auto const& f : all)
      list.push_back({{"step", f.step},
                      {"what", f.what},
                      {"from", f.from},
                      {"seconds", f.seconds ? json(*f.seconds) : json()}});
    print_object("peax.dry_run", {{"work", std::move(list)}, {"seconds", is_known ? json(sum) : json()}});
    return;
  }
  text_table rows({{"step"}, {"what"}, {"from"}, {"time", true}});
  for (auto const& f : all)
    rows.add({f.step, f.what, f.from == "unknown" ? "made, if the step before is" : f.from,
              f.from == "cache" ? ""
              : f.seconds       ? clock_text(*f.seconds)
                                : "?"});
  print_text(rows.text() + "\n" +
             (is_known
                  ? fmt::format("{} in all, by a measured step of training; it may be half or twice that\n",
                                clock_text(sum))
                  : std::string()) +
             "nothing was computed or written\n");
}

} // namespace command
