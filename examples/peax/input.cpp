#include "input.hpp"

#include "named_files.hpp"
#include "output.hpp"
#include <peax/core/error.hpp>
#include <peax/data/read_array.hpp>
#include <peax/graph/extract.hpp>
#include <peax/graph/op/branch.hpp>
#include <peax/graph/outline.hpp>
#include <peax/graph/output_called.hpp>
#include <peax/graph/quantization.hpp>
#include <peax/onnx/load.hpp>
#include <peax/onnx/save.hpp>
#include <peax/tflite/load.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace command {

namespace {

//! [1, ...] with the extents of an array behind its samples, and the same with an axis of size 1 put in or
//! left out: what the free dimensions of a network may be. The network's own extents decide among them.
std::vector<peax::shape> shapes_from(std::string const& array) {
  auto const dims = peax::data::read_array(array.substr(0, array.find(','))).dims;
  std::vector<peax::shape> out;
  if (dims.rank() == 0) return out;
  std::vector<std::int64_t> extents(dims.begin(), dims.end());
  extents[0] = 1;
  out.emplace_back(extents);
  for (std::size_t at = 1; at <= dims.rank(); ++at) {
    auto longer = extents;
    longer.insert(longer.begin() + static_cast<std::ptrdiff_t>(at), 1);
    out.emplace_back(std::move(longer));
  }
  for (std::size_t at = 1; at < dims.rank(); ++at) {
    if (extents[at] != 1) continue;
    auto shorter = extents;
    shorter.erase(shorter.begin() + static_cast<std::ptrdiff_t>(at));
    out.emplace_back(std::move(shorter));
  }
  return out;
}

//! What integers mean that are given for an input; nothing where the network takes real numbers.
std::optional<peax::data::input_codes> codes_of(peax::graph const& g, std::string const& input) {
  auto const q = peax::quantization_of(g, input);
  if (!q || q->scales.size() != 1) return std::nullopt;
  auto const scale = q->scales[0];
  return peax::data::input_codes{
      q->type,
      {{scale}, {static_cast<float>(-static_cast<double>(scale) * static_cast<double>(q->zero_points[0]))}}};
}

//! By what the file holds, whatever it is called.
peax::network load_file(std::string const& file, peax::onnx::load_options const& how) {
  if (!peax::tflite::is_tflite(file)) return peax::onnx::load(file, how);
  return peax::tflite::load(file,
                            {how.input_shape, how.input_shapes, how.output_name, how.leading_one_is_batch});
}

//! Shapes of inputs that are named with their arrays, each as it lies in its file; nothing unless all are.
std::optional<std::map<std::string, peax::shape>> shapes_by_name(std::vector<std::string> const& arrays) {
  std::map<std::string, peax::shape> out;
  for (auto const& text : arrays)
    for (std::size_t at = 0; at <= text.size();) {
      auto const end = std::min(text.find(',', at), text.size());
      auto const [name, path] = split_name(text.substr(at, end - at));
      at = end + 1;
      if (name.empty()) return std::nullopt;
      if (auto const shapes = shapes_from(path); !shapes.empty()) out.emplace(name, shapes[0]);
    }
  return out;
}

peax::network load_bound(std::string const& file, input_options const& given, std::string const& output,
                         std::vector<std::string> const& arrays) {
  peax::onnx::load_options how;
  how.output_name = output;
  std::tie(how.input_shape, how.input_shapes) = given.shapes();
  bool const is_bound = !given.input_shape.empty();
  try {
    return load_file(file, how);
  } catch (peax::refused_network const&) {
    throw; // whatever its shapes are
  } catch (peax::bad_input const&) {
    if (is_bound || arrays.empty()) throw;
    std::vector<peax::onnx::load_options> tried;
    if (auto const named = shapes_by_name(arrays)) {
      how.input_shapes = *named;
      tried.push_back(how);
    } else if (arrays.size() == 1) {
      for (auto const& dims : shapes_from(arrays[0])) how.input_shape = dims, tried.push_back(how);
    }
    for (auto const& with : tried) {
      try {
        return load_file(file, with);
      } catch (peax::bad_input const&) {
        // another reading of the array may fit; the first error tells more than the last
      }
    }
    throw;
  }
}

//! The network cut down to some of its outputs; its metadata stays.
peax::network cut_down(peax::network const& n, std::span<peax::value_id const> outputs) {
  peax::graph_editor edit(peax::extract(*n, n->inputs(), outputs, n.name()));
  for (auto const& [key, text] : n->metadata()) edit.set_metadata(key, text);
  return peax::network(edit.finish());
}

} // namespace

std::size_t output_called(peax::network const& n, std::string const& name) {
  std::vector<std::string> names;
  for (auto const id : n->outputs()) names.push_back((*n)[id].name);
  return peax::output_called(name, names, "--output-name: " + n.name());
}

peax::network with_output(peax::network const& n, std::string const& name) {
  std::array const wanted{n->outputs()[output_called(n, name)]};
  return cut_down(n, wanted);
}

void input_options::declare(options& o) {
  o.text("--scale", scale,
         "inputs are x * scale + offset; a number, or a list of one per channel (default 1)");
  o.text("--offset", offset, "see --scale (default 0)");
  declare_shape(o);
  o.text("--output-name", output_name, "an output other than the first");
  o.text("--csv-header", csv_header,
         "yes or no: whether the first row of CSV files is a header (default: found out, and said)");
}

void input_options::declare_shape(options& o) {
  o.texts("--input-shape", input_shape,
          "binds free dimensions: 1,3,48,192; for several inputs NAME=1,3,48,192 once for each");
}

void input_options::declare_task(options& o) {
  o.text("--task", task,
         "classification, regression, segmentation or multi_label (default: what the answers say)");
}

peax::data::task_kind input_options::wanted_task() const {
  return task.empty() ? peax::data::task_kind::automatic : peax::data::parse_task(task);
}

peax::data::load_options input_options::loading(common const& c, peax::graph const& g,
                                                std::size_t input) const {
  using peax::data::csv_header;
  if (!this->csv_header.empty() && this->csv_header != "yes" && this->csv_header != "no")
    throw peax::usage_error("--csv-header: '" + this->csv_header + "' is not known; say yes or no");
  peax::data::load_options how;
  how.scaling = scaling();
  auto const& taken = g[g.inputs()[input]];
  how.input_shape = taken.dims;
  if (scale.empty() && offset.empty()) how.codes = codes_of(g, taken.name);
  how.task = wanted_task();
  how.header = this->csv_header.empty()   ? csv_header::automatic
               : this->csv_header == "no" ? csv_header::no
                                          : csv_header::yes;
  how.remark = [&c](std::string const& said) { remark(c, "peax: " + said); };
  return how;
}

peax::data::scaling input_options::scaling(peax::data::scaling saved) const {
  if (!scale.empty()) saved.scale = peax::data::parse_numbers("--scale", scale);
  if (!offset.empty()) saved.offset = peax::data::parse_numbers("--offset", offset);
  return saved;
}

std::pair<std::optional<peax::shape>, std::map<std::string, peax::shape>> input_options::shapes() const {
  std::pair<std::optional<peax::shape>, std::map<std::string, peax::shape>> out;
  for (auto const& text : input_shape) {
    auto const equals = text.rfind('=');
    std::string_view const list = std::string_view(text).substr(equals == std::string::npos ? 0 : equals + 1);
    peax::shape dims;
    for (std::size_t at = 0; at <= list.size();) {
      auto const end = std::min(list.find(',', at), list.size());
      dims.push_back(to_count("--input-shape", list.substr(at, end - at), 1));
      at = end + 1;
    }
    bool const is_new = equals != std::string::npos ? out.second.emplace(text.substr(0, equals), dims).second
                                                    : !std::exchange(out.first, dims).has_value();
    if (!is_new)
      throw peax::usage_error("--input-shape: '" + text +
                              "' gives an input a second shape; give NAME=1,3,48,192 once for each");
  }
  return out;
}

peax::network load_network(std::string const& file, input_options const& given,
                           std::vector<std::string> const& arrays) {
  return load_bound(file, given, given.output_name, arrays);
}

peax::network load_network_whole(std::string const& file, input_options const& given,
                                 std::vector<std::string> const& arrays) {
  try {
    return load_bound(file, given, "", arrays);
  } catch (peax::bad_input const&) {
    if (given.output_name.empty()) throw;
    return load_bound(file, given, given.output_name, arrays);
  }
}

peax::network with_output_in_front(peax::network const& n, std::string const& name) {
  std::vector<peax::value_id> outputs(n->outputs().begin(), n->outputs().end());
  auto const at = outputs.begin() + static_cast<std::ptrdiff_t>(output_called(n, name));
  std::rotate(outputs.begin(), at, at + 1);
  peax::graph_editor edit(*n);
  edit.set_outputs(std::move(outputs));
  return peax::network(edit.finish());
}

void refuse_branches(peax::network const& n, std::string const& verb) {
  for (auto const& each : n->nodes())
    if (each.op.is<peax::op::if_else>())
      throw peax::bad_input(n.name() + ": If '" + each.name + "': a network with branches is only run; " +
                            verb + " the network that it was made from");
}

peax::network with_first_output(peax::network const& n) {
  if (n->outputs().size() < 2) return n;
  return cut_down(n, n->outputs().first(1));
}

void save_network(peax::network const& n, std::string const& file) { peax::onnx::save(n, file); }

} // namespace command
