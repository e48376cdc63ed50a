// peax info MODEL.onnx [--platform P.json] [--output DIR] [--svg FILE]

#include "info_fit.hpp"
#include "info_layers.hpp"
#include "info_outline.hpp"
#include "info_pages.hpp"
#include "input.hpp"
#include "named_files.hpp"
#include "output.hpp"
#include "verbs.hpp"
#include <peax/core/error.hpp>
#include <peax/deploy/conditional_runner.hpp>
#include <peax/document/number.hpp>
#include <peax/graph/declared_use.hpp>
#include <peax/graph/memory.hpp>
#include <peax/graph/outline.hpp>
#include <peax/graph/quantization.hpp>
#include <peax/hardware/read_platform.hpp>
#include <peax/report/architecture.hpp>
#include <peax/report/dataset.hpp>
#include <peax/report/footprint.hpp>
#include <peax/report/hardware_fit.hpp>
#include <peax/train/decided_task.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace command {

namespace {

struct info_options {
  std::string model, platform, data, output, svg;
  input_options input;
};

//! Everything that the verb says, computed once for both forms.
struct findings {
  peax::network net;
  peax::report::architecture structure;
  peax::report::footprint costs;
  std::optional<peax::report::hardware_fit> fit;
  std::vector<peax::decided_task> tasks; //!< of each output
  std::optional<peax::data::data_set> samples;
  std::optional<peax::report::platform> target;
  std::optional<peax::deploy::conditional_layout> layout; //!< of a conditional file
};

//! What answers say of the outputs that they are of.
void take_answers(findings& f, info_options const& given, common const& c) {
  auto const how = given.input.loading(c, *f.net);
  bool const is_plain = f.net->inputs().size() == 1 && given.data.find('=') == std::string::npos;
  auto const files = is_plain ? set_files{} : files_of_set("--data", given.data, *f.net);
  for (std::size_t i = 0; i < (is_plain ? 1 : files.answers.size()); ++i) {
    std::size_t const output = is_plain ? 0 : files.answers[i].first;
    auto const samples = is_plain ? peax::data::load_data_set(given.data, how)
                                  : load_set(files, files.answers[i].second, f.net, given.input, c, how);
    if (i == 0) f.samples = samples;
    f.tasks[output] = peax::decide_task(*f.net, output, samples);
    (void)answers_as(f.tasks[output], samples); // labels outside the classes are refused
    expect_all_classes(f.tasks[output].classes(), samples);
  }
}

//! What a conditional file gives beside the user's outputs; empty for those, and for all of another network.
std::string role_of(findings const& f, std::size_t output) {
  if (!f.layout || output < f.layout->outputs) return {};
  if (output == f.layout->outputs) return "the exit where the sample stopped, 0 the first";
  if (output == f.layout->outputs + 1) return "how sure the exit was that answered";
  return "state for the next sample";
}

findings look_at(info_options const& given, common const& c) {
  findings f;
  if (!given.platform.empty())
    f.target = peax::report::platform{peax::hardware::read_platform(given.platform)};
  f.net = load_network(given.model, given.input,
                       given.data.empty() ? std::vector<std::string>{} : std::vector{given.data});
  auto const wanted = given.input.wanted_task();
  for (std::size_t i = 0; i < f.net->outputs().size(); ++i)
    f.tasks.push_back(peax::guess_task(*f.net, i, i == 0 ? wanted : peax::data::task_kind::automatic));
  f.layout = peax::deploy::conditional_layout_of(*f.net);
  if (f.layout)
    f.tasks[0] = peax::guess_task(*peax::deploy::whole_of_conditional(*f.net, *f.layout), 0, wanted);
  if (!given.data.empty()) take_answers(f, given, c);
  f.net = with_use(f.net, given.input, f.samples ? *f.samples : peax::data::data_set());
  f.structure = peax::report::architecture::default_reporter{}.make(f.net);
  f.costs = peax::report::footprint::default_reporter{}.make(f.net, f.structure);
  if (f.target) f.fit = peax::report::hardware_fit::default_reporter{}.make(f.net, f.costs, *f.target);
  return f;
}

//! How a value was quantized in the file; null for a real one.
json codes_as_json(peax::graph const& g, peax::value_id id) {
  auto const q = id == peax::value_id::none ? std::nullopt : peax::quantization_of(g, g[id].name);
  if (!q) return {};
  return {
      {"type", name_of(q->type)}, {"scales", q->scales}, {"zero_points", q->zero_points}, {"axis", q->axis}};
}

//! Whether the file it comes from held integers.
bool is_quantized(peax::graph const& g) {
  for (auto const& v : g.values())
    if (peax::quantization_of(g, v.name)) return true;
  return false;
}

//! The constant that a layer multiplies with, or none.
peax::value_id weights_of(peax::graph const& g, peax::node const& n) {
  for (auto const id : n.inputs)
    if (id != peax::value_id::none && g[id].is_constant()) return id;
  return peax::value_id::none;
}

json by_type(auto const& bytes_at) {
  return {{"float32", bytes_at(32).value}, {"float16", bytes_at(16).value}, {"int8", bytes_at(8).value}};
}

char const* structure_of(findings const& f) {
  return f.structure.is_recurrent ? "recurrent" : "feed-forward";
}

json ends_as_json(findings const& f) {
  auto const& g = *f.net;
  json inputs = json::array(), outputs = json::array();
  for (std::size_t i = 0; i < g.inputs().size(); ++i) {
    auto const& v = g[g.inputs()[i]];
    inputs.push_back({{"name", v.name},
                      {"shape", list_of(v.dims)},
                      {"data_type", name_of(v.type)},
                      {"modality", name_of(f.structure.modalities[i])}});
    if (json codes = codes_as_json(g, g.inputs()[i]); !codes.is_null())
      inputs.back()["quantization"] = std::move(codes);
  }
  for (std::size_t i = 0; i < g.outputs().size(); ++i) {
    auto const& v = g[g.outputs()[i]];
    outputs.push_back({{"name", v.name}, {"shape", list_of(v.dims)}, {"data_type", name_of(v.type)}});
    auto const role = role_of(f, i);
    outputs.back()["task"] = role.empty() ? json(name_of(f.tasks[i].is)) : json();
    outputs.back()["task_because"] = role.empty() ? f.tasks[i].because : role;
    if (json codes = codes_as_json(g, g.outputs()[i]); !codes.is_null())
      outputs.back()["quantization"] = std::move(codes);
    if (auto names = peax::declared_classes(g); i == 0 && !names.empty())
      outputs.back()["classes"] = std::move(names);
  }
  json out{{"name", g.name()},
           {"opset", g.opset()},
           {"structure", structure_of(f)},
           {"inputs", std::move(inputs)},
           {"outputs", std::move(outputs)}};
  if (f.layout)
    out["conditional"] = {
        {"exits", f.layout->exits()}, {"macs", f.layout->macs}, {"has_memory", f.layout->has_memory()}};
  if (!g.notes().converted_from.empty()) out["converted_from"] = g.notes().converted_from;
  return out;
}

//! Elements of the feature maps that a layer makes of one sample.
std::int64_t made_by(peax::graph const& g, peax::node const& n) {
  std::int64_t elements = 0;
  for (auto const v : n.outputs)
    if (v != peax::value_id::none && !g[v].is_constant()) elements += g[v].dims.elements();
  return elements;
}

json layers_as_json(findings const& f) {
  auto const& g = *f.net;
  json layers = json::array();
  for (std::size_t i = 0; i < g.nodes().size(); ++i) {
    auto const& n = g.nodes()[i];
    auto const& c = f.costs.layers[i];
    layers.push_back(
        {{"name", n.name},
         {"op", n.op.name()},
         {"output_shape", list_of(g[n.outputs.front()].dims)},
         {"macs", c.macs.value},
         {"element_ops", c.elements.value},
         {"parameters", c.parameters},
         {"storage_bytes", by_type([&](int bits) { return peax::storage_of(c.parameters, bits); })},
         {"feature_map_bytes", by_type([&](int bits) { return peax::storage_of(made_by(g, n), bits); })},
         {"block", f.structure.blocks[f.structure.block_of_node[i]].name}});
    if (json codes = codes_as_json(g, n.outputs.front()); !codes.is_null())
      layers.back()["quantization"] = std::move(codes);
    if (json codes = codes_as_json(g, weights_of(g, n)); !codes.is_null())
      layers.back()["weights_quantization"] = std::move(codes);
  }
  return layers;
}

json blocks_as_json(findings const& f) {
  auto const& g = *f.net;
  json blocks = json::array();
  for (auto const& b : f.structure.blocks) {
    json names = json::array();
    for (auto const id : b.nodes) names.push_back(g[id].name);
    blocks.push_back({{"name", b.name},
                      {"layers", std::move(names)},
                      {"output_shape", b.output == peax::value_id::none ? json() : list_of(g[b.output].dims)},
                      {"macs", b.cost.macs.value}});
  }
  return blocks;
}

json as_json(findings const& f) {
  json out{{"model", ends_as_json(f)},
           {"totals",
            {{"macs", f.costs.total.macs.value},
             {"element_ops", f.costs.total.elements.value},
             {"parameters", f.costs.total.parameters},
             {"storage_bytes", by_type([&](int bits) { return f.costs.storage(bits); })},
             {"peak_memory_bytes", by_type([&](int bits) { return f.costs.peak_bytes(bits); })}}},
           {"layers", layers_as_json(f)},
           {"blocks", blocks_as_json(f)}};
  if (f.fit) out["fit"] = fit_as_json(*f.fit);
  return out;
}

// ---- for people

using peax::document::binary_bytes;
using peax::document::grouped;

std::string sizes(auto const& bytes_at) {
  auto const text = [&](int bits) { return binary_bytes(static_cast<double>(bytes_at(bits).value)); };
  return fmt::format("{} float32, {} float16, {} int8", text(32), text(16), text(8));
}

//! "probabilities [N,10]", and the type of elements that are no float32: "label int64 [1]".
std::string end_in_words(peax::value const& v) {
  auto const type = v.type == peax::data_type::float32 ? std::string() : std::string(name_of(v.type)) + " ";
  return v.name + " " + type + v.dims.text();
}

//! ", int8 scale 0.5 zero 3" behind an end of the network; nothing for a real one.
std::string codes_as_text(peax::graph const& g, peax::value_id id) {
  auto const q = peax::quantization_of(g, g[id].name);
  return q ? ", " + peax::to_text(*q) : std::string();
}

//! Scales and zero points of what layers make and of their weights; nothing for a network of real numbers.
std::string quantization_as_text(peax::graph const& g) {
  if (!is_quantized(g)) return {};
  auto const range_of = [](auto const& list) {
    auto const [least, most] = std::minmax_element(list.begin(), list.end());
    return *least == *most ? fmt::format("{}", *least)
                           : fmt::format("{} to {} ({})", *least, *most, list.size());
  };
  text_table table({{"layer"}, {"value"}, {"was"}, {"scale", true}, {"zero point", true}});
  for (auto const& n : g.nodes()) {
    auto const add = [&](peax::value_id id, char const* what) {
      auto const q = id == peax::value_id::none ? std::nullopt : peax::quantization_of(g, g[id].name);
      if (q)
        table.add(
            {n.name, what, std::string(name_of(q->type)), range_of(q->scales), range_of(q->zero_points)});
    };
    add(weights_of(g, n), "weights");
    add(n.outputs.front(), "output");
  }
  return "\nintegers of the file, real = scale * (code - zero point):\n" + table.text();
}

std::string as_text(findings const& f) {
  auto const& g = *f.net;
  auto const& total = f.costs.total;
  std::string out = fmt::format("{} (opset {}, {})\n", g.name(), g.opset(), structure_of(f));
  for (std::size_t i = 0; i < g.inputs().size(); ++i)
    out += fmt::format("  input   {}, {}{}\n", end_in_words(g[g.inputs()[i]]),
                       name_of(f.structure.modalities[i]), codes_as_text(g, g.inputs()[i]));
  for (std::size_t i = 0; i < g.outputs().size(); ++i)
    out += fmt::format("  output  {}, {}{}\n", end_in_words(g[g.outputs()[i]]),
                       role_of(f, i).empty() ? f.tasks[i].text() : role_of(f, i),
                       codes_as_text(g, g.outputs()[i]));
  if (f.layout)
    out += fmt::format("  remark  a conditional file of peax: one sample a run, {} exits{}\n",
                       f.layout->exits(), f.layout->has_memory() ? ", a state from sample to sample" : "");
  if (auto const names = peax::declared_classes(g); !names.empty())
    out += fmt::format("  classes {}\n", fmt::join(names, ", "));
  if (auto const& types = g.notes().converted_from; !types.empty())
    out += fmt::format("  remark  the file holds {}; peax computes in float32\n", types);
  out += fmt::format("\n  {} MACs, {} element operations, {} parameters\n", grouped(total.macs.value),
                     grouped(total.elements.value), grouped(total.parameters));
  out += fmt::format("  weights       {}\n", sizes([&](int bits) { return f.costs.storage(bits); }));
  out += fmt::format("  feature maps  {}\n\n", sizes([&](int bits) { return f.costs.peak_bytes(bits); }));

  text_table blocks({{"block"}, {"layers", true}, {"output"}, {"MACs", true}, {"share", true}});
  for (auto const& b : f.structure.blocks)
    blocks.add({b.name, std::to_string(b.nodes.size()),
                b.output == peax::value_id::none ? "" : g[b.output].dims.text(), grouped(b.cost.macs.value),
                total.macs.value == 0 ? "" : peax::document::percent(b.cost.macs / total.macs)});
  out += blocks.text() + "\n";
  auto layers = layer_table("block");
  for (std::size_t i = 0; i < g.nodes().size(); ++i) {
    auto const& n = g.nodes()[i];
    auto const& c = f.costs.layers[i];
    layers.add({n.name, std::string(n.op.name()), g[n.outputs.front()].dims.text(), grouped(c.macs.value),
                grouped(c.elements.value), grouped(c.parameters),
                f.structure.blocks[f.structure.block_of_node[i]].name});
  }
  out += layers.text();
  out += quantization_as_text(g);
  if (f.fit) out += fit_as_text(*f.fit);
  return out;
}

//! What the pages tell of a network that nothing was done to.
peax::summary::analysis_record as_record(findings const& f, std::string const& file, common const& c) {
  peax::summary::analysis_record r;
  r.title = title_of(file);
  r.footprint = f.costs;
  r.command = c.command_line;
  peax::document::section task{"Task"};
  for (std::size_t i = 0; i < f.tasks.size(); ++i)
    task.say((*f.net)[f.net->outputs()[i]].name +
             (role_of(f, i).empty() ? " is taken for a " + f.tasks[i].text() : ": " + role_of(f, i)) + ".");
  r.data.push_back(std::move(task));
  if (f.samples) r.data.push_back(describe(peax::report::dataset<peax::train>{*f.samples}));
  if (f.target) r.hardware.push_back(describe(*f.target));
  if (f.fit) r.hardware.push_back(describe(*f.fit));
  return r;
}

} // namespace

action declare_info(options& o) {
  auto const given = std::make_shared<info_options>();
  o.argument("model MODEL", given->model, "an ONNX or .tflite file");
  o.text("--platform P.json", given->platform, "a platform file: says what fits which processor");
  o.text("--data X,Y", given->data,
         "X,Y, or a folder of classes: their answers tell the task of the first output");
  o.text("--output DIR", given->output,
         "a folder for pages: blocks, layers, memory over time, the fit to the platform");
  o.text("--svg FILE", given->svg, "a file for the drawing of the blocks");
  o.section("Reading models and data");
  given->input.declare_task(o);
  given->input.declare_modality(o);
  given->input.declare_media(o);
  o.text("--csv-header yes|no", given->input.csv_header, "whether the first row of CSV files is a header");
  given->input.declare_shape(o);
  o.text("--output-name NAME", given->input.output_name, "looks at one output and what it needs");
  o.example("peax info model.onnx", "blocks, layers, and what one sample costs");
  o.example("peax info model.onnx --platform board.json --json", "whether it fits a board, for a script");
  o.example("peax info model.onnx --output pages --svg model.svg", "the same as pages, and a drawing");
  return [given](common const& c) {
    findings f;
    try {
      f = look_at(*given, c);
    } catch (peax::refused_network const& e) { // what is known of it is shown all the same
      if (e.found()->lacks_support()) show_outline(*e.found(), c);
      throw;
    }
    if (!given->output.empty()) write_pages(as_record(f, given->model, c), given->output);
    if (!given->svg.empty()) write_drawing(f.structure, given->svg);
    if (c.json)
      print_object("peax.info", as_json(f));
    else
      print_text(as_text(f));
    return 0;
  };
}

} // namespace command
