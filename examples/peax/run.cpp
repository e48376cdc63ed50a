// peax run MODEL.onnx --input X.npy --output Y.npy|Y.npz [--output-name NAME] [--lengths L.npy]

#include "input.hpp"
#include "named_files.hpp"
#include "output.hpp"
#include "run_conditional.hpp"
#include "verbs.hpp"
#include <peax/core/error.hpp>
#include <peax/data/load.hpp>
#include <peax/data/npy.hpp>
#include <peax/data/npz.hpp>
#include <peax/engine/run.hpp>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <set>
#include <utility>

namespace command {

namespace {

struct run_options {
  std::string model, output, lengths;
  std::vector<std::string> inputs;
  bool exact = false;
  input_options input;
};

using named_tensors = std::vector<std::pair<std::string, peax::tensor>>;

//! The first `count` inputs of the network from the files, in the shapes that it takes.
std::vector<peax::tensor> load_all(peax::network const& n, std::size_t count, run_options const& given,
                                   common const& c) {
  auto const files = files_by_input("--input", given.inputs, *n, count);
  if (files.empty()) throw peax::bad_input(n.name() + ": has no input; there is nothing to run it on");
  std::vector<peax::tensor> all;
  for (std::size_t i = 0; i < files.size(); ++i)
    all.push_back(peax::data::load_inputs(files[i], given.input.loading(c, *n, i)));
  auto const samples = all[0].dims()[0];
  for (std::size_t i = 1; i < all.size(); ++i)
    if ((*n)[n->inputs()[i]].dims.is_batched() && all[i].dims()[0] != samples)
      throw peax::bad_input(
          fmt::format("{}: holds {} samples, {} holds {}", files[i], all[i].dims()[0], files[0], samples));
  return all;
}

//! The outputs of the network, of the types that the file gives them.
std::vector<peax::tensor> run_network(peax::network const& n, run_options const& given, common const& c) {
  if (!given.lengths.empty())
    throw peax::usage_error("--lengths: " + n.name() + " remembers nothing from sample to sample");
  auto const inputs = load_all(n, n->inputs().size(), given, c);
  std::vector<std::span<float const>> values;
  for (auto const& t : inputs) values.push_back(t.floats());
  peax::engine::plan_options how;
  how.threads = c.threads;
  how.exact_convolution = given.exact;
  peax::engine::runner runner(n, how, std::clamp<peax::engine::index>(inputs[0].dims()[0], 1, 64));
  auto out = runner(values, show_progress(c));
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = typed(out[i], (*n)[n->outputs()[i]].type);
  return out;
}

named_tensors outputs_of(run_options const& given, common const& c) {
  auto n = load_network_whole(given.model, given.input, given.inputs);
  bool const names_one = !given.input.output_name.empty();
  std::vector<peax::tensor> made;
  std::vector<std::size_t> wanted; // of a conditional file, which runs as a whole
  if (auto const layout = peax::deploy::conditional_layout_of(*n)) {
    for (std::size_t i = 0; i < layout->outputs + 2; ++i) wanted.push_back(i); // its state aside
    if (names_one) wanted = {output_called(n, given.input.output_name)};
    made = run_conditional(n, load_all(n, layout->inputs, given, c), given.lengths, wanted, given.exact,
                           show_progress(c));
  } else {
    if (names_one) n = with_output(n, given.input.output_name);
    made = run_network(n, given, c);
    for (std::size_t i = 0; i < made.size(); ++i) wanted.push_back(i);
  }
  named_tensors out;
  for (std::size_t i = 0; i < made.size(); ++i)
    out.emplace_back((*n)[n->outputs()[wanted[i]]].name, std::move(made[i]));
  return out;
}

//! A name as a part of a file's: letters, digits, '.', '-' and '_' stay.
std::string in_file_name(std::string const& name) {
  std::string out;
  for (char const c : name) {
    bool const stays = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                       c == '-' || c == '_' || c == '.';
    out += stays ? c : '_';
  }
  return out;
}

//! Where each output goes: all into one .npz, or the first into the .npy that was named and each other into one beside it.
std::vector<std::string> places(std::string const& output, named_tensors const& outputs) {
  std::filesystem::path const at = output;
  if (at.extension() == ".npz") return std::vector<std::string>(outputs.size(), output);
  std::vector<std::string> out{output};
  std::set<std::string> taken{output};
  auto const stem = at.extension() == ".npy" ? at.stem().string() : at.filename().string();
  for (std::size_t i = 1; i < outputs.size(); ++i) {
    std::string const name = stem + "." + in_file_name(outputs[i].first);
    auto file = (at.parent_path() / (name + ".npy")).string();
    if (!taken.insert(file).second)
      taken.insert(file = (at.parent_path() / fmt::format("{}.{}.npy", name, i)).string());
    out.push_back(std::move(file));
  }
  return out;
}

int run_model(run_options const& given, common const& c) {
  expect_writable(given.output);
  auto const outputs = outputs_of(given, c);
  auto const files = places(given.output, outputs);
  bool const is_archive = std::filesystem::path(given.output).extension() == ".npz";
  if (is_archive)
    peax::data::write_npz(given.output, outputs, peax::data::packing::stored);
  else
    for (std::size_t i = 0; i < outputs.size(); ++i) peax::data::write_npy(files[i], outputs[i].second);
  auto const shape_of = [&](std::size_t i) {
    auto const& dims = outputs[i].second.dims();
    return std::vector<std::int64_t>(dims.begin(), dims.end());
  };
  if (c.json) {
    json all = json::array();
    for (std::size_t i = 0; i < outputs.size(); ++i)
      all.push_back({{"name", outputs[i].first}, {"shape", shape_of(i)}, {"file", files[i]}});
    print_object("peax.run", {{"output", given.output},
                              {"name", outputs[0].first},
                              {"shape", shape_of(0)},
                              {"outputs", std::move(all)}});
  } else if (!c.quiet) {
    std::string text;
    for (std::size_t i = 0; i < outputs.size(); ++i)
      text +=
          fmt::format("{} {} written to {}\n", outputs[i].first, outputs[i].second.dims().text(), files[i]);
    print_text(text);
  }
  return 0;
}

} // namespace

action declare_run(options& o) {
  auto const given = std::make_shared<run_options>();
  o.argument("model MODEL", given->model, "an ONNX or .tflite file");
  o.texts("--input X", given->inputs,
          "an array; for several inputs once for each, in the network's order or as NAME=FILE");
  o.required("--output FILE", given->output,
             "the .npy file to write; further outputs go beside it as FILE.NAME.npy, or all into one .npz");
  o.text("--lengths L.npy", given->lengths,
         "[R] int: the lengths of the recordings, for a file with memory (default: one recording)");
  o.flag("--exact", given->exact,
         "convolutions by their definition, slower and a few millionths more accurate");
  given->input.declare(o);
  o.example("peax run model.onnx --input test_x.npy --output y.npy", "the first output of every sample");
  o.example("peax run model.onnx --input test_x.npy --output all.npz", "all outputs in one file");
  return [given](common const& c) { return run_model(*given, c); };
}

} // namespace command
