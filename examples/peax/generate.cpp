// peax generate MODEL.onnx|SOLUTION_DIR --output DIR [--name NAME] [--data X]

#include "input.hpp"
#include "output.hpp"
#include "verbs.hpp"
#include <peax/core/error.hpp>
#include <peax/data/load.hpp>
#include <peax/deploy/read_solution.hpp>
#include <peax/deploy/to_c.hpp>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace command {

namespace {

struct generate_options {
  std::string model, output, name;
  std::vector<std::string> data;
  std::int64_t samples = 8;
  input_options input;
};

peax::any_solution read_model(generate_options const& given) {
  if (std::filesystem::is_directory(given.model)) {
    if (!given.input.output_name.empty())
      throw peax::usage_error("--output-name: the decision rule says which exit of a solution answers");
    return peax::deploy::read_solution(given.model).what;
  }
  peax::any_solution s;
  s.network = with_first_output(load_network(given.model, given.input, given.data));
  static_cast<peax::result::record&>(s) = peax::result::record_of_network(s.network);
  return s;
}

//! The first samples of --data for each input; none without it.
std::vector<peax::tensor> golden_samples(generate_options const& given, peax::any_solution const& s,
                                         common const& c) {
  std::vector<peax::tensor> out;
  auto const& g = *s.network;
  if (given.data.empty()) return out;
  if (given.data.size() != g.inputs().size())
    throw peax::usage_error(
        fmt::format("{} has {} inputs, --data is given {} times; give it once for each, in their order",
                    g.name(), g.inputs().size(), given.data.size()));
  for (std::size_t i = 0; i < given.data.size(); ++i) {
    auto how = given.input.loading(c, g, i);
    how.scaling = given.input.scaling(s.scaling);
    auto const all = peax::data::load_inputs(given.data[i], how);
    auto dims = all.dims();
    auto const kept = std::min(dims[0], given.samples);
    auto const values =
        all.floats().first(all.size() / static_cast<std::size_t>(dims[0]) * static_cast<std::size_t>(kept));
    dims[0] = kept;
    out.emplace_back(std::move(dims), std::vector<float>(values.begin(), values.end()));
  }
  return out;
}

int generate(generate_options const& given, common const& c) {
  auto const s = read_model(given);
  auto const files = peax::deploy::save_c(s, given.output, given.name, golden_samples(given, s, c));
  if (c.json)
    print_object("peax.generate", {{"output", given.output}, {"files", files}});
  else if (!c.quiet)
    print_text(fmt::format("{} files written to {}; {}/README.md shows how to run them\n", files.size(),
                           given.output, given.output));
  return 0;
}

} // namespace

action declare_generate(options& o) {
  auto const given = std::make_shared<generate_options>();
  o.argument("model", given->model, "an ONNX or .tflite file, or the folder of a solution");
  o.required("--output", given->output, "the folder to write");
  o.text("--name", given->name, "what all names in the files begin with (default: the network's name)");
  o.texts("--data", given->data,
          "an array whose first samples become the golden ones, for several inputs once for each (default: "
          "random numbers)");
  o.count("--samples", given->samples, "golden samples of --data (default 8)", 1);
  given->input.declare(o);
  return [given](common const& c) { return generate(*given, c); };
}

} // namespace command
