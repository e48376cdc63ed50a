// peax evaluate MODEL.onnx|SOLUTION_DIR|conditional.onnx --data X,Y | --stream X,Y,L [--score ...]

#include "evaluation.hpp"
#include "named_files.hpp"
#include "output.hpp"
#include "task_figures.hpp"
#include "verbs.hpp"
#include <peax/core/error.hpp>
#include <peax/data/load.hpp>
#include <peax/document/number.hpp>
#include <peax/graph/cost.hpp>
#include <peax/report/accuracy.hpp>
#include <peax/score/score.hpp>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <filesystem>
#include <memory>
#include <optional>
#include <utility>

namespace command {

namespace {

peax::data::load_options loading(evaluate_options const& given, peax::network const& n, common const& c,
                                 peax::data::scaling const& saved) {
  auto how = given.input.loading(c, *n);
  how.scaling = given.input.scaling(saved);
  how.groups = given.test_groups.empty() ? given.validation_groups : given.test_groups;
  if (!given.input.split.empty()) {
    using part = peax::data::data_part::name;
    bool const has_test = peax::data::parse_shares("--split", given.input.split)[2] > 0;
    how.part = given.input.part(c, has_test ? part::test : part::validation);
  }
  return how;
}

//! The figure of --score; absent when the task has no classes.
std::optional<double> score_of(peax::scoring::score const& by, peax::report::accuracy_figures const& f) {
  if (!f.top_1) return std::nullopt;
  if (by.kind == peax::scoring::score_kind::accuracy) return f.top_1;
  if (by.kind == peax::scoring::score_kind::macro_f1) return f.macro_f1;
  if (by.classes.empty()) return f.mean_recall;
  double sum = 0;
  for (auto const label : by.classes) {
    auto const c = static_cast<std::size_t>(label);
    if (c >= f.recall.size() || std::isnan(f.recall[c]))
      throw peax::bad_input(
          fmt::format("mean recall: class {} has no sample; leave it out of --score", label));
    sum += f.recall[c];
  }
  return sum / static_cast<double>(by.classes.size());
}

evaluation evaluate_output(peax::network const& n, peax::data::data_set const& samples,
                           peax::scoring::score const& by, common const& c) {
  auto const fed = fed_by_rows(n);
  expect_all_classes(peax::decide_task(*fed, 0, samples).classes(), samples);
  auto const outputs = peax::report::first_output(fed, samples, show_progress(c));
  auto const f = peax::report::measure_accuracy(fed, outputs, samples);
  evaluation e{.output = (*n)[n->outputs()[0]].name,
               .samples = f.samples,
               .accuracy = f.top_1,
               .macro_f1 = f.macro_f1,
               .mean_recall = f.mean_recall,
               .score = score_of(by, f),
               .accuracy_interval = f.interval};
  if (!f.top_1) e.of_task = figures_of_task(f), e.words = words_of_task(f);
  e.task = name_of(f.task), e.because = f.because;
  e.mean_macs = static_cast<double>(peax::cost_of(*n).macs.value);
  return e;
}

//! Every output for which there are answers; without names that is the first.
evaluation evaluate_network(evaluate_options const& given, peax::scoring::score const& by, common const& c) {
  auto const all = load_network(given.model, given.input, {given.data.empty() ? given.stream : given.data});
  if (auto found = evaluate_conditional(given, all, by, c)) return *found;
  bool const is_plain = all->inputs().size() == 1 && given.data.find('=') == std::string::npos;
  if (!given.stream.empty() || is_plain) {
    auto const n = with_first_output(all);
    return evaluate_output(n, load_samples(given, n, c), by, c);
  }
  auto const files = files_of_set("--data", given.data, *all);
  std::optional<evaluation> first;
  for (auto const& [output, answers] : files.answers) {
    auto const n = with_output(all, (*all)[all->outputs()[output]].name);
    auto const samples = load_set(files, answers, n, given.input, c, loading(given, n, c, {}));
    auto found = evaluate_output(n, samples, by, c);
    if (first)
      first->others.push_back(std::move(found));
    else
      first = std::move(found);
  }
  return *std::move(first);
}

json as_json(evaluation const& e) {
  json out{{"samples", e.samples}, {"task", e.task}, {"task_because", e.because}};
  auto const put = [&](char const* key, std::optional<double> const& value) {
    if (value) out[key] = *value;
  };
  put("accuracy", e.accuracy);
  if (e.accuracy)
    out["accuracy_interval"] =
        e.accuracy_interval ? json{e.accuracy_interval->low, e.accuracy_interval->high} : json();
  put("macro_f1", e.macro_f1);
  put("mean_recall", e.mean_recall);
  out.update(e.of_task);
  out["score"] = e.score ? json(*e.score) : json();
  out["mean_macs"] = e.mean_macs;
  out["relative_macs"] = e.relative_macs;
  out["exit_shares"] = e.exit_shares;
  out.update(e.of_stream);
  if (e.others.empty()) return out;
  json all = json::array({json{{"output", e.output}}});
  all[0].update(out);
  for (auto const& other : e.others) {
    all.push_back({{"output", other.output}});
    all.back().update(as_json(other));
  }
  out["outputs"] = std::move(all);
  return out;
}

std::string as_text(evaluation const& e, std::string const& score_name) {
  using peax::document::percent;
  std::string out;
  auto const say = [&](std::string const& what) { out += (out.empty() ? "" : ", ") + what; };
  if (e.accuracy) {
    auto const& i = e.accuracy_interval;
    say(fmt::format("accuracy {}{}", percent(*e.accuracy, 2),
                    i ? fmt::format(" (95 %: {} to {})", percent(i->low, 2), percent(i->high, 2))
                      : std::string()));
  }
  if (e.macro_f1) say(fmt::format("macro F1 {:.4f}", *e.macro_f1));
  if (e.score && score_name.starts_with("mean_recall"))
    say(fmt::format("{} {}", score_name, percent(*e.score, 2)));
  if (!e.words.empty()) say(e.words);
  out += fmt::format(" on {} samples, {} MACs", peax::document::grouped(static_cast<std::int64_t>(e.samples)),
                     peax::document::fixed(e.mean_macs, 0));
  if (e.exit_shares.size() > 1) {
    out += fmt::format(" ({} of the original), leaving", percent(e.relative_macs));
    for (std::size_t k = 0; k < e.exit_shares.size(); ++k)
      out += (k == 0 ? " " : " / ") + percent(e.exit_shares[k]);
  }
  out += fmt::format("\ntask: {} ({})\n", e.task, e.because);
  if (!e.others.empty()) out = e.output + ": " + out;
  for (auto const& other : e.others) out += other.output + ": " + as_text(other, score_name);
  auto const told = [&](char const* key) { return e.of_stream.contains(key) && !e.of_stream[key].is_null(); };
  if (told("change_delay"))
    out += fmt::format("a change of label is seen after {:.2f} samples on average, {} of them never\n",
                       e.of_stream["change_delay"].get<double>(),
                       percent(e.of_stream["changes_missed"].get<double>()));
  if (!told("control")) return out;
  text_table rows({{"the whole network on every", true}, {"MACs", true}, {"score", true}});
  for (auto const& k : e.of_stream["control"])
    rows.add({fmt::format("{}. sample", k["every"].get<int>()), percent(k["relative_macs"].get<double>()),
              percent(k["score"].get<double>(), 2)});
  return out + "for comparison, without a rule:\n" + rows.text();
}

int evaluate(evaluate_options const& given, common const& c) {
  if (given.data.empty() == given.stream.empty())
    throw peax::usage_error("give either --data X,Y or --stream X,Y,L");
  if (!given.test_groups.empty() && !given.validation_groups.empty())
    throw peax::usage_error(
        "--test-groups and --validation-groups name the groups of the one data set here; give one of them");
  auto const by = peax::scoring::parse_score(given.score);
  auto const found = std::filesystem::is_directory(given.model) ? evaluate_solution(given, by, c)
                                                                : evaluate_network(given, by, c);
  if (c.json)
    print_object("peax.evaluate", as_json(found));
  else
    print_text(as_text(found, given.score));
  return 0;
}

} // namespace

peax::data::data_set load_samples(evaluate_options const& given, peax::network const& n, common const& c,
                                  peax::data::scaling const& saved) {
  if (given.data.empty()) return load_recordings(given, n, c, saved).samples();
  return load_set("--data", given.data, n, given.input, c, loading(given, n, c, saved));
}

peax::data::stream load_recordings(evaluate_options const& given, peax::network const& n, common const& c,
                                   peax::data::scaling const& saved) {
  if (n->inputs().size() != 1)
    throw peax::bad_input(
        fmt::format("{} has {} inputs; a stream X,Y,L feeds one", n.name(), n->inputs().size()));
  return peax::data::load_stream(given.stream, loading(given, n, c, saved));
}

action declare_evaluate(options& o) {
  auto const given = std::make_shared<evaluate_options>();
  o.argument("model MODEL", given->model,
             "an ONNX file (conditional.onnx too) or a .tflite file, or the folder of a solution");
  o.text("--data X,Y", given->data,
         "inputs and class labels or targets; of several inputs or outputs INPUT=X,OUTPUT=Y; or a folder "
         "with a folder of pictures or sounds for each class");
  o.text("--stream X,Y,L", given->stream, "the same in time order, with the lengths of the recordings");
  o.text("--score SCORE", given->score,
         "accuracy, mean_recall, mean_recall:0,1,2 (classes) or macro_f1 (default accuracy)");
  o.text("--test-groups G.npy", given->test_groups,
         "[N] int: the independent unit of each sample, for the interval");
  o.text("--validation-groups G.npy", given->validation_groups, "the same");
  given->input.declare(o);
  given->input.declare_task(o);
  given->input.declare_split(o);
  o.example("peax evaluate model.onnx --data test_x.npy,test_y.npy",
            "accuracy with its interval, and macro F1");
  o.example("peax evaluate model.onnx --data test_x.npy,test_y.npy --score mean_recall --json",
            "for a script");
  return [given](common const& c) { return evaluate(*given, c); };
}

} // namespace command
