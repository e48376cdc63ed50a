// peax train MODEL.onnx --train X,Y --validation X,Y --output OUT.onnx [--epochs N] [--optimizer ...]
// [--rate R] [--batch N] [--reinitialize]

#include "dry_run.hpp"
#include "input.hpp"
#include "named_files.hpp"
#include "output.hpp"
#include "reinitialize.hpp"
#include "task_figures.hpp"
#include "verbs.hpp"
#include <peax/core/error.hpp>
#include <peax/data/load.hpp>
#include <peax/document/number.hpp>
#include <peax/graph/editor.hpp>
#include <peax/graph/join_inputs.hpp>
#include <peax/report/batch_size.hpp>
#include <peax/train/decided_task.hpp>
#include <peax/train/fit.hpp>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

namespace command {

namespace {

namespace training = peax::training;

struct train_options {
  std::string model, train, validation, output, optimizer = "adam", batch = "64";
  std::int64_t epochs = 10;
  double rate = 1e-3;
  bool reinitialize = false, dry_run = false;
  input_options input;
};

training::optimizer_kind optimizer_named(std::string const& name) {
  if (name == "adam") return training::optimizer_kind::adam;
  if (name == "adamw") return training::optimizer_kind::adamw;
  if (name == "sgd") return training::optimizer_kind::sgd;
  throw peax::usage_error(fmt::format("--optimizer: there is no '{}'{}; adam, adamw and sgd are there", name,
                                      suggestion(name, {"adam", "adamw", "sgd"})));
}

json number_or_null(double value) { return std::isfinite(value) ? json(value) : json(); }

//! Validation figures of an epoch for people; empty without validation data.
std::string words_of(training::epoch_record const& e, bool scored) {
  if (std::isnan(e.validation_loss)) return {};
  auto const score =
      scored ? fmt::format(", accuracy {}", peax::document::percent(e.validation_score, 2)) : std::string();
  return fmt::format(", validation loss {:.4f}{}", e.validation_loss, score);
}

training::fit_options options_of(train_options const& given, common const& c) {
  training::fit_options how;
  how.optimizer.kind = optimizer_named(given.optimizer);
  how.optimizer.rate = given.rate;
  if (!(given.rate > 0)) throw peax::usage_error("--rate: must be above 0");
  how.epochs = static_cast<std::size_t>(given.epochs);
  if (given.batch != "measured") how.batch = static_cast<std::size_t>(to_count("--batch", given.batch, 1));
  how.schedule = training::schedule::cosine();
  how.threads = c.threads;
  how.seed = c.seed;
  return how;
}

//! The trained network with the inputs and outputs of the file, in their order.
peax::network as_loaded(peax::network const& trained, peax::graph const& loaded) {
  bool const is_joined = loaded.inputs().size() != 1;
  peax::graph const separate = is_joined ? separate_inputs(*trained, loaded) : *trained;
  std::vector<peax::value_id> outputs;
  for (auto const id : loaded.outputs()) outputs.push_back(separate.find(loaded[id].name));
  if (std::equal(outputs.begin(), outputs.end(), separate.outputs().begin(), separate.outputs().end()))
    return is_joined ? peax::network(separate) : trained;
  peax::graph_editor edit(separate);
  edit.set_outputs(std::move(outputs));
  return peax::network(edit.finish());
}

//! Samples of an epoch, counted in steps of training.
double passes_of_epoch(peax::data::data_set const& learn, peax::data::data_set const& judge) {
  return static_cast<double>(learn.size()) + forward_share * static_cast<double>(judge.size());
}

//! What a training begins with.
struct prepared {
  peax::network loaded, trainable; //!< as the file has it; the one that is trained, with one input
  peax::data::data_set samples, held_out;
  peax::decided_task task;
  bool validates = false;

  //! What the figures before and after are taken on.
  [[nodiscard]] peax::data::data_set const& judge() const { return validates ? held_out : samples; }
};

prepared prepare(train_options const& given, common const& c) {
  prepared p;
  p.loaded = load_network_whole(given.model, given.input, {given.train});
  refuse_branches(p.loaded, "train");
  auto const whole = with_output_in_front(p.loaded, given.input.output_name); // what the answers are of
  p.trainable = fed_by_rows(whole);
  if (given.reinitialize) p.trainable = reinitialized(p.trainable, c.seed);
  auto data = given.input.loading(c, *whole);
  if (!given.input.split.empty() && !given.validation.empty())
    throw peax::usage_error("--split cuts the set of --train; leave out --validation");
  data.part = given.input.part(c, peax::data::data_part::name::train);
  p.samples = load_set("--train", given.train, whole, given.input, c, data);
  p.task = peax::decide_task(*p.trainable, 0, p.samples);
  p.samples = p.samples.read_as(kind_of(p.task.is)); // the validation data need not show it alone
  (void)answers_as(p.task, p.samples);
  expect_all_classes(p.task.classes(), p.samples);
  p.trainable = with_use(p.trainable, given.input, p.samples);
  p.validates = !given.validation.empty() || data.part.has_value();
  if (!p.validates) return p;
  data.classes = p.samples.class_names(); // another folder may lack one
  data.part = given.input.part(c, peax::data::data_part::name::validation);
  p.held_out =
      load_set("--validation", data.part ? given.train : given.validation, whole, given.input, c, data)
          .read_as(p.samples.task());
  (void)answers_as(p.task, p.held_out);
  remark_if_same(c, "--train", p.samples, "--validation", p.held_out);
  return p;
}

//! What `--dry-run` says.
void foretell(prepared const& p, train_options const& given, common const& c) {
  auto const unit = seconds_of_training(p.trainable, c);
  std::vector<foreseen> work;
  auto const add = [&](std::string what, double times) {
    work.push_back(
        {"train", std::move(what), "made", times, unit ? std::optional(*unit * times) : std::nullopt});
  };
  add(fmt::format("{} epochs on {} samples", given.epochs, p.samples.size()),
      static_cast<double>(given.epochs) * passes_of_epoch(p.samples, p.held_out));
  add("figures before and after", 2 * forward_share * static_cast<double>(p.judge().size()));
  tell(work, c);
}

int train(train_options const& given, common const& c) {
  auto how = options_of(given, c);
  if (given.output.empty() && !given.dry_run)
    throw peax::usage_error("--output: say which ONNX file to write, as in --output trained.onnx");
  if (!given.dry_run) expect_writable(given.output);
  prepared const p = prepare(given, c);
  if (given.dry_run) {
    foretell(p, given, c);
    return 0;
  }
  if (given.batch == "measured") {
    how.batch = peax::report::training_batch(p.trainable, 0);
    remark(c, fmt::format("{} samples a step train fastest here", how.batch));
  }
  bool const scored = p.task.classifies();

  json history = json::array();
  how.on_epoch = [&](std::size_t epoch, training::epoch_record const& e) {
    history.push_back({{"train_loss", e.train_loss},
                       {"validation_loss", number_or_null(e.validation_loss)},
                       {"validation_accuracy", scored ? number_or_null(e.validation_score) : json()}});
    remark(c, fmt::format("epoch {}: loss {:.4f}{}", epoch + 1, e.train_loss, words_of(e, scored)));
  };
  double const once = forward_share * static_cast<double>(p.judge().size());
  shown_progress const shown(
      c, {once, static_cast<double>(how.epochs) * passes_of_epoch(p.samples, p.held_out), once});
  auto const judged = [&](peax::network const& by, std::size_t stage) {
    return peax::report::measure_accuracy(by, peax::report::first_output(by, p.judge(), shown.stage(stage)),
                                          p.judge());
  };
  auto const before = judged(p.trainable, 0);
  auto const result = training::fit(p.trainable, p.samples, p.held_out, how, shown.stage(1));
  auto const after = judged(result.network, 2);
  save_network(as_loaded(result.network, *p.loaded), given.output);
  char const* const judged_on = p.validates ? "validation" : "train";
  if (is_worse(after, before))
    remark(c, fmt::format(
                  "peax: training ended worse than it began: {} on {}, before it {}; try a smaller --rate",
                  words_of_task(after), judged_on, words_of_task(before)));
  if (c.json)
    print_object("peax.train", {{"output", given.output},
                                {"task", name_of(p.task.is)},
                                {"task_because", p.task.because},
                                {"epochs", std::move(history)},
                                {"best_epoch", result.best_epoch + 1},
                                {"measured_on", judged_on},
                                {"before", figures_of_task(before)},
                                {"after", figures_of_task(after)}});
  else if (!c.quiet)
    print_text(
        fmt::format("{} trained for {} epochs{}, epoch {} written to {}\n{} on {}, before training {}\n"
                    "task: {}\n",
                    p.trainable.name(), result.history.size(),
                    words_of(result.history[result.best_epoch], scored), result.best_epoch + 1, given.output,
                    words_of_task(after), judged_on, words_of_task(before), p.task.text()));
  return 0;
}

} // namespace

action declare_train(options& o) {
  auto const given = std::make_shared<train_options>();
  o.argument("model MODEL", given->model, "an ONNX or .tflite file");
  o.required("--train X,Y", given->train,
             "inputs and class labels or targets; or a folder with a folder of pictures or sounds for "
             "each class");
  o.text("--validation X,Y", given->validation, "chooses the epoch whose weights are kept");
  o.text("--output FILE", given->output, "the ONNX file to write; needless with --dry-run");
  o.is_needed();
  o.flag("--dry-run", given->dry_run, "only says what would be done, and about how long it takes");
  o.count("--epochs N", given->epochs, "default 10");
  o.text("--optimizer adam|adamw|sgd", given->optimizer, "default adam");
  o.number("--rate R", given->rate, "at the start; it falls to 0 along half a cosine (default 0.001)");
  o.text("--batch N", given->batch,
         "samples a step, or 'measured': as many as train fastest here (default 64)");
  o.flag("--reinitialize", given->reinitialize, "starts from random weights");
  given->input.declare(o);
  given->input.declare_task(o);
  given->input.declare_split(o);
  given->input.declare_modality(o);
  o.example(
      "peax train model.onnx --train train_x.npy,train_y.npy --validation validation_x.npy,validation_y.npy "
      "--epochs 3 --output trained.onnx",
      "goes on from the weights in the file");
  o.example(
      "peax train model.onnx --train train_x.npy,train_y.npy --split 0.8,0.2 --reinitialize --rate 0.01 "
      "--epochs 3 --output anew.onnx",
      "from random weights, one set cut in two");
  o.example("peax train model.onnx --train train_x.npy,train_y.npy --epochs 50 --dry-run",
            "how long it would take");
  return [given](common const& c) { return train(*given, c); };
}

} // namespace command
