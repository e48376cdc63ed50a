// peax run MODEL.onnx --input X.npy --output Y.npy [--output-name NAME] [--lengths L.npy]

#include "input.hpp"
#include "output.hpp"
#include "run_conditional.hpp"
#include "verbs.hpp"
#include <peax/core/error.hpp>
#include <peax/data/load.hpp>
#include <peax/data/npy.hpp>
#include <peax/engine/run.hpp>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>

namespace command {

namespace {

struct run_options {
  std::string model, output, lengths;
  std::vector<std::string> inputs;
  bool exact = false;
  input_options input;
};

//! The first `count` inputs of the network from the files, in the shapes that it takes.
std::vector<peax::tensor> load_all(peax::network const& n, std::size_t count, run_options const& given,
                                   common const& c) {
  if (given.inputs.size() != count)
    throw peax::usage_error(
        fmt::format("{} has {} inputs, --input is given {} times; give it once for each, in their order",
                    n.name(), count, given.inputs.size()));
  if (given.inputs.empty()) throw peax::bad_input(n.name() + ": has no input; there is nothing to run it on");
  std::vector<peax::tensor> all;
  for (std::size_t i = 0; i < given.inputs.size(); ++i)
    all.push_back(peax::data::load_inputs(given.inputs[i], given.input.loading(c, *n, i)));
  return all;
}

//! The first output of the network, of the type that the file gives it.
peax::tensor run_network(peax::network const& n, run_options const& given, common const& c) {
  if (!given.lengths.empty())
    throw peax::usage_error("--lengths: " + n.name() + " remembers nothing from sample to sample");
  auto const inputs = load_all(n, n->inputs().size(), given, c);
  std::vector<std::span<float const>> values;
  for (auto const& t : inputs) values.push_back(t.floats());
  peax::engine::plan_options how;
  how.wanted = {n->outputs()[0]};
  how.threads = c.threads;
  how.exact_convolution = given.exact;
  peax::engine::runner runner(n, how, std::clamp<peax::engine::index>(inputs[0].dims()[0], 1, 64));
  return typed(runner(values, show_progress(c)).front(), (*n)[n->outputs()[0]].type);
}

int run_model(run_options const& given, common const& c) {
  expect_writable(given.output);
  auto whole = given.input;
  whole.output_name.clear();
  auto n = load_network(given.model, whole, given.inputs);
  peax::tensor result;
  std::string name;
  if (auto const layout = peax::deploy::conditional_layout_of(*n)) {
    std::size_t const wanted = output_called(n, given.input.output_name);
    name = (*n)[n->outputs()[wanted]].name;
    result = run_conditional(n, load_all(n, layout->inputs, given, c), given.lengths, wanted, given.exact);
  } else {
    if (!given.input.output_name.empty()) n = with_output(n, given.input.output_name);
    name = (*n)[n->outputs()[0]].name;
    result = run_network(n, given, c);
  }
  peax::data::write_npy(given.output, result);
  if (c.json)
    print_object("peax.run",
                 {{"output", given.output},
                  {"name", name},
                  {"shape", std::vector<std::int64_t>(result.dims().begin(), result.dims().end())}});
  else if (!c.quiet)
    print_text(fmt::format("{} {} written to {}\n", name, result.dims().text(), given.output));
  return 0;
}

} // namespace

action declare_run(options& o) {
  auto const given = std::make_shared<run_options>();
  o.argument("model", given->model, "an ONNX or .tflite file");
  o.texts("--input", given->inputs, "an array; for several inputs once for each, in the network's order");
  o.required("--output", given->output, "the .npy file to write");
  o.text("--lengths", given->lengths,
         "[R] int: the lengths of the recordings, for a file with memory (default: one recording)");
  o.flag("--exact", given->exact,
         "convolutions by their definition, slower and a few millionths more accurate");
  given->input.declare(o);
  return [given](common const& c) { return run_model(*given, c); };
}

} // namespace command
