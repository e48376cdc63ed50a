// peax generate MODEL.onnx|SOLUTION_DIR --output DIR [--name NAME] [--data X]

#include "output.hpp"
#include "subject.hpp"
#include "verbs.hpp"
#include <peax/deploy/to_c.hpp>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

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

int generate(generate_options const& given, common const& c) {
  auto const s = read_subject(given.model, given.input, given.data);
  std::vector<peax::tensor> golden;
  if (!given.data.empty()) golden = first_samples(s, given.input, given.data, given.samples, c);
  auto const files = peax::deploy::save_c(s, given.output, given.name, std::move(golden));
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
  o.argument("model MODEL", given->model, "an ONNX or .tflite file, or the folder of a solution");
  o.required("--output DIR", given->output, "the folder to write");
  o.text("--name NAME", given->name, "what all names in the files begin with (default: the network's name)");
  o.texts("--data X", given->data,
          "an array whose first samples become the golden ones, for several inputs once for each (default: "
          "random numbers)");
  o.count("--samples N", given->samples, "golden samples of --data (default 8)", 1);
  given->input.declare(o);
  o.example("peax generate model.onnx --output c --data test_x.npy", "C of a network, with golden samples");
  return [given](common const& c) { return generate(*given, c); };
}

} // namespace command
