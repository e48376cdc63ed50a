#include "input.hpp"

#include "named_files.hpp"
#include "output.hpp"
#include <peax/core/error.hpp>
#include <peax/core/read_file.hpp>
#include <peax/data/read_array.hpp>
#include <peax/graph/declared_use.hpp>
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
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <tuple>
#include <utility>
#include <vector>

namespace command {

namespace {

//! [1, ...] with the extents of an array behind its samples, and the same with an axis of size 1 put in or
//! left out: what the free dimensions of a network may be. The network's own extents decide among them.
std::vector<peax::shape> shapes_from(std::string const& array, peax::data::media_reading const& how) {
  auto const of_media = peax::data::shape_of_media(array, how);
  auto const dims = of_media ? *of_media : peax::data::read_array(array.substr(0, array.find(','))).dims;
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

//! "a,b,c", or a file with a name a line.
std::vector<std::string> names_from(std::string const& given) {
  std::error_code unknown;
  bool const is_file = std::filesystem::is_regular_file(given, unknown);
  std::string const text =
      is_file ? peax::read_file(given, {"names of classes", "is larger than 1 MB; give one name a line",
                                        std::size_t{1} << 20})
              : given;
  std::vector<std::string> names;
  for (std::size_t at = 0; at <= text.size();) {
    auto const end = std::min(text.find(is_file ? '\n' : ',', at), text.size());
    auto name = text.substr(at, end - at);
    if (is_file && name.ends_with('\r')) name.pop_back();
    at = end + 1;
    if (name.empty() && is_file && at > text.size()) break; // the last line ends, too
    if (name.empty())
      throw peax::usage_error("--classes: a name is empty; give a,b,c or a file with one a line");
    if (std::find(names.begin(), names.end(), name) != names.end())
      throw peax::usage_error("--classes: '" + name + "' is named twice");
    names.push_back(std::move(name));
  }
  return names;
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

std::vector<std::string> input_names(std::string const& file, std::string const& output) {
  return peax::tflite::is_tflite(file) ? peax::tflite::input_names(file, output)
                                       : peax::onnx::input_names(file, output);
}

//! The array of each input, by name or in their order, as far as there is one. What stands behind the last input's, such as answers, is
//! no input's.
std::map<std::string, std::string> files_of(std::vector<std::string> const& inputs,
                                            std::vector<std::string> const& arrays) {
  std::map<std::string, std::string> out;
  std::vector<std::string> unnamed;
  for (auto const& text : arrays)
    for (std::size_t at = 0; at <= text.size();) {
      bool const is_one = at == 0 && std::filesystem::exists(text); // with a comma in its name
      auto const end = is_one ? text.size() : std::min(text.find(',', at), text.size());
      auto const [name, file] = split_name(text.substr(at, end - at));
      at = end + 1;
      if (name.empty())
        unnamed.push_back(file);
      else if (std::find(inputs.begin(), inputs.end(), name) != inputs.end())
        out.emplace(name, file);
      if (arrays.size() > 1) break; // each is the array of one input; answers may stand behind it
    }
  std::size_t next = 0;
  for (auto const& input : inputs)
    if (next < unnamed.size() && out.emplace(input, unnamed[next]).second) ++next;
  return out;
}

//! What the shapes of the inputs may be by their arrays: each as it lies in its file; of one alone with axes of size 1 put in or out, too.
std::vector<std::map<std::string, peax::shape>> shapes_by(std::map<std::string, std::string> const& files,
                                                          peax::data::media_reading const& media) {
  std::vector<std::map<std::string, peax::shape>> out;
  std::map<std::string, peax::shape> all;
  for (auto const& [input, file] : files) {
    auto const shapes = shapes_from(file, media);
    if (!shapes.empty()) all.emplace(input, shapes[0]);
    if (files.size() == 1)
      for (auto const& dims : shapes) out.push_back({{input, dims}});
  }
  if (files.size() > 1) out.push_back(std::move(all));
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
    for (auto& shapes : shapes_by(files_of(input_names(file, output), arrays), given.media())) {
      how.input_shapes = std::move(shapes);
      try {
        return load_file(file, how);
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
  o.section("Reading models and data");
  o.text("--scale A", scale,
         "inputs are x * scale + offset; a number, or a list of one per channel (default 1)");
  o.text("--offset B", offset, "see --scale (default 0)");
  declare_shape(o);
  o.text("--output-name NAME", output_name, "an output other than the first");
  o.text("--csv-header yes|no", csv_header,
         "whether the first row of CSV files is a header (default: found out, and said)");
  o.text("--mean M", mean,
         "with --std: inputs are (x * scale + offset - mean) / std; each like --scale (default 0)");
  o.text("--std S", deviation, "see --mean (default 1)");
  declare_media(o);
}

void input_options::declare_media(options& o) {
  o.text("--pictures KEY=VALUE,...", pictures,
         "of a folder: "
         "channels=grey|rgb|bgr,resize=bilinear|antialias|nearest,fit=stretch|crop,layout=nchw|nhwc,"
         "size=HxW");
  o.text("--sounds KEY=VALUE,...", sounds,
         "of a folder: rate=HZ,length=SAMPLES,hop=SAMPLES,place=start|centre,channels=mono");
  o.text("--features NAME[:KEY=VALUE,...]", features,
         "of sounds: spectrogram, log_mel or "
         "mfcc[:window=N,hop=N,fft=N,bands=N,coefficients=N,low=HZ,high=HZ,floor=X,"
         "order=frames|bands] (default: the samples)");
}

void input_options::declare_split(options& o) {
  o.text("--split 0.7,0.15,0.15", split,
         "one data set is cut into train, validation and test, by class, by --seed; 0.8,0.2 "
         "without test");
}

void input_options::declare_modality(options& o) {
  o.text("--modality image|time_series|audio|tabular", modality,
         "what inputs are (default: what was noted, what a folder holds, else the shape)");
}

void input_options::declare_shape(options& o) {
  o.texts("--input-shape SHAPE", input_shape,
          "binds free dimensions: 1,3,48,192; for several inputs NAME=1,3,48,192 once for each");
}

void input_options::declare_task(options& o) {
  o.text("--task classification|regression|segmentation|multi_label", task,
         "what the answers are (default: what they say themselves)");
  o.text("--classes NAMES", classes,
         "names in the network's order, a,b,c or a file with one a line (default: noted in the network, else "
         "the folders' "
         "by their bytes)");
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
  how.media = media();
  how.classes = classes.empty() ? peax::declared_classes(g) : names_from(classes);
  how.remark = [&c](std::string const& said) { remark(c, "peax: " + said); };
  return how;
}

peax::data::scaling input_options::scaling(peax::data::scaling saved) const {
  bool const is_given = !scale.empty() || !offset.empty() || !mean.empty() || !deviation.empty();
  if (is_given) saved = {}; // half of each would be neither
  if (!scale.empty()) saved.scale = peax::data::parse_numbers("--scale", scale);
  if (!offset.empty()) saved.offset = peax::data::parse_numbers("--offset", offset);
  if (mean.empty() && deviation.empty()) return saved;
  return peax::data::normalized(
      saved, mean.empty() ? std::vector{0.0F} : peax::data::parse_numbers("--mean", mean),
      deviation.empty() ? std::vector{1.0F} : peax::data::parse_numbers("--std", deviation));
}

peax::data::media_reading input_options::media() const {
  peax::data::media_reading how;
  if (!pictures.empty()) how.pictures = peax::data::parse_pictures("--pictures", pictures);
  if (!sounds.empty()) how.sounds = peax::data::parse_sounds("--sounds", sounds);
  if (!features.empty()) how.sounds.features = peax::data::parse_features("--features", features);
  return how;
}

std::optional<peax::data::data_part> input_options::part(common const& c,
                                                         peax::data::data_part::name which) const {
  if (split.empty()) return std::nullopt;
  return peax::data::data_part{peax::data::parse_shares("--split", split), which, c.seed};
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

peax::network with_use(peax::network const& n, input_options const& given,
                       peax::data::data_set const& samples) {
  using peax::modality;
  using peax::data::media_kind;
  auto const kind = samples.came_from().kind;
  std::optional<modality> said;
  if (!given.modality.empty()) said = peax::parse_modality("--modality", given.modality);
  bool const other = (kind == media_kind::pictures && said && *said != modality::image) ||
                     (kind == media_kind::sounds && said && *said == modality::image);
  if (other)
    throw peax::usage_error("--modality: " + given.modality + " is said, and " + samples.came_from().inputs +
                            " holds " + std::string(name_of(kind)));
  if (!said && kind == media_kind::pictures) said = modality::image;
  if (!said && kind == media_kind::sounds) said = modality::audio;
  if (!said && samples.class_names().empty()) return n;
  peax::graph_editor edit(*n);
  peax::declare_classes(edit, samples.class_names());
  if (said) peax::declare_modality(edit, *said);
  return peax::network(edit.finish());
}

void expect_all_classes(std::size_t classes, peax::data::data_set const& samples) {
  auto const& names = samples.class_names();
  if (names.empty() || classes == 0 || names.size() == classes) return;
  throw peax::bad_input(samples.answers_name() + ": has " + std::to_string(names.size()) + " classes (" +
                        names.front() + " ... " + names.back() + "), the network " + std::to_string(classes) +
                        "; say all of the network's with --classes, in its order");
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
