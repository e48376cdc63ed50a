#pragma once
//! @file
//! ONNX's own operator tests (Debian: libonnx-testdata), run through any engine: a function from a network and inputs to outputs.

#include <peax/core/error.hpp>
#include <peax/graph/any_op.hpp>
#include <peax/graph/axis.hpp>
#include <peax/graph/evaluate.hpp>
#include <peax/graph/network.hpp>
#include <peax/graph/op/auxiliary.hpp>
#include <peax/graph/quantization.hpp>
#include <peax/onnx/load.hpp>
#include <peax/onnx/tensor_codec.hpp>

#include <onnx/onnx_pb.h>
#include <support/reference_interpreter.hpp>
#include <support/temporary_folder.hpp>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace peax::testing {

struct conformance_result {
  std::vector<std::string> passed, failed;
  std::map<std::string, std::vector<std::string>> unsupported; //!< by the kind of the reason
  std::map<std::string, std::string> reasons;                  //!< of each test: the whole message
  std::vector<std::string> known_but_refused;                  //!< tests whose operators peax has
  std::size_t bound = 0; //!< passed tests with inputs bound as constants

  [[nodiscard]] std::size_t refused() const {
    std::size_t n = 0;
    for (auto const& [kind, names] : unsupported) n += names.size();
    return n;
  }
};

//! Where the operator tests lie: $PEAX_ONNX_TEST_DATA, or where Debian installs them.
inline std::optional<std::filesystem::path> operator_tests() {
  char const* const named = std::getenv("PEAX_ONNX_TEST_DATA");
  std::filesystem::path const root = named != nullptr ? named : "/usr/share/libonnx-testdata/data";
  if (!std::filesystem::exists(root / "node")) return std::nullopt;
  return root;
}

inline tensor read_test_tensor(std::filesystem::path const& file) {
  std::ifstream in(file, std::ios::binary);
  std::string const bytes{std::istreambuf_iterator<char>(in), {}};
  ::onnx::TensorProto message;
  if (!message.ParseFromString(bytes)) throw bad_input(file.string() + ": is no tensor");
  return onnx::read_tensor(message, {});
}

//! How far an answer in float32 may be from what the file says: a float16 has 11 bits.
inline double allowed_distance(std::filesystem::path const& folder, std::size_t output) {
  std::ifstream in(folder / ("output_" + std::to_string(output) + ".pb"), std::ios::binary);
  ::onnx::TensorProto message;
  return message.ParseFromIstream(&in) && message.data_type() == ::onnx::TensorProto::FLOAT16 ? 0x1p-11
                                                                                              : 1e-5;
}

inline std::vector<tensor> read_test_tensors(std::filesystem::path const& folder, std::string const& role) {
  std::vector<tensor> out;
  for (int i = 0;; ++i) {
    auto const file = folder / (role + "_" + std::to_string(i) + ".pb");
    if (!std::filesystem::exists(file)) return out;
    out.push_back(read_test_tensor(file));
  }
}

//! The network of a test. What the operator takes as an attribute and the test gives as an input (axes, limits, repeats) is bound to
//! the test's first data: files that people have hold it as a constant. `bound`: the names of those inputs.
inline network load_test(std::filesystem::path const& test, std::set<std::string>& bound) {
  ::onnx::ModelProto model;
  {
    std::ifstream in(test / "model.onnx", std::ios::binary);
    std::string const bytes{std::istreambuf_iterator<char>(in), {}};
    if (!model.ParseFromString(bytes)) throw bad_input((test / "model.onnx").string() + ": is no model");
  }
  std::optional<temporary_folder> folder;
  std::filesystem::path file = test / "model.onnx";
  for (;;) {
    try {
      return onnx::load(file);
    } catch (bad_input const& e) {
      std::string const why = e.what();
      bool const wants_constant = why.find("must be constant") != std::string::npos;
      int named = -1;
      for (int i = 0; wants_constant && i < model.graph().input_size(); ++i)
        if (why.find("'" + model.graph().input(i).name() + "'") != std::string::npos) named = i;
      auto const data = test / "test_data_set_0" / ("input_" + std::to_string(named) + ".pb");
      if (named < 0 || !std::filesystem::exists(data) ||
          !bound.insert(model.graph().input(named).name()).second)
        throw;
      std::ifstream in(data, std::ios::binary);
      std::string const bytes{std::istreambuf_iterator<char>(in), {}};
      auto& constant = *model.mutable_graph()->add_initializer();
      if (!constant.ParseFromString(bytes)) throw;
      constant.set_name(model.graph().input(named).name());
      if (!folder) folder.emplace();
      file = folder->path() / "model.onnx";
      std::ofstream(file, std::ios::binary) << model.SerializeAsString();
    }
  }
}

//! The operators of a test, its first data aside.
inline std::set<std::string> operators_of(std::filesystem::path const& test) {
  std::ifstream in(test / "model.onnx", std::ios::binary);
  std::string const bytes{std::istreambuf_iterator<char>(in), {}};
  ::onnx::ModelProto model;
  std::set<std::string> out;
  if (model.ParseFromString(bytes))
    for (auto const& n : model.graph().node()) out.insert(n.op_type());
  return out;
}

//! Whether peax has every operator of a test, by itself or as others.
inline bool knows_operators(std::filesystem::path const& test) {
  static std::set<std::string> const as_others{"Constant",
                                               "Shape",
                                               "Size",
                                               "Range",
                                               "Einsum",
                                               "Identity",
                                               "QuantizeLinear",
                                               "DequantizeLinear",
                                               "DynamicQuantizeLinear",
                                               "QLinearConv",
                                               "QLinearMatMul",
                                               "ConvInteger",
                                               "MatMulInteger"};
  auto const all = operators_of(test);
  return !all.empty() && std::all_of(all.begin(), all.end(), [](std::string const& name) {
    auto const kinds = default_kinds();
    return as_others.contains(name) ||
           std::any_of(kinds.begin(), kinds.end(), [&](op_kind const* k) { return k->name == name; });
  });
}

//! The kind of a refusal: the message without the names of files, nodes and values.
inline std::string kind_of_refusal(std::string const& message) {
  for (char const* known :
       {"computed while running", "is no constant float32 number", "control flow", "sparse",
        "sequence, map, optional", "training_mode", "element type", "is float64", "is float16", "casts to",
        "is used, which is not supported", "allowzero", "is free and nothing binds"})
    if (message.find(known) != std::string::npos) return known;
  if (auto const at = message.find("the operator "); at != std::string::npos) return message.substr(at);
  if (auto const at = message.find("operators of the domain"); at != std::string::npos) return "domain";
  if (auto const at = message.find("has opset "); at != std::string::npos)
    return message.substr(at, message.find(',', at) - at);
  if (auto const at = message.rfind(": "); at != std::string::npos) return message.substr(at + 2);
  return message;
}

//! A tensor of the file as the network has it at one of its ends: integers with a scale as what they mean, other floats as float32.
inline tensor as_network_gives(graph const& g, value_id end, tensor const& in_file) {
  if (g[end].type != data_type::float32 || in_file.type() == data_type::float32) return in_file;
  tensor out = evaluate(op::cast{data_type::float32}, "end", {in_file})[0];
  auto const q = quantization_of(g, g[end].name);
  if (!q) return out;
  std::vector<float> numbers(out.floats().begin(), out.floats().end());
  std::size_t inner = 1;
  if (q->scales.size() > 1)
    for (std::size_t a = axis_of(q->axis, out.dims().rank()) + 1; a < out.dims().rank(); ++a)
      inner *= static_cast<std::size_t>(out.dims()[a]);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    std::size_t const k = i / inner % q->scales.size();
    numbers[i] = (numbers[i] - static_cast<float>(q->zero_points[k])) * q->scales[k];
  }
  return tensor(out.dims(), std::move(numbers));
}

//! The data of the inputs that are left, in the types that the network reads.
inline std::vector<tensor> inputs_of(network const& n, std::filesystem::path const& file,
                                     std::vector<tensor> given, std::set<std::string> const& bound) {
  if (!bound.empty()) {
    std::ifstream in(file, std::ios::binary);
    std::string const bytes{std::istreambuf_iterator<char>(in), {}};
    ::onnx::ModelProto model;
    if (!model.ParseFromString(bytes)) return given;
    for (int i = static_cast<int>(given.size()); i-- > 0;)
      if (bound.contains(model.graph().input(i).name())) given.erase(given.begin() + i);
  }
  for (std::size_t i = 0; i < given.size() && i < n->inputs().size(); ++i)
    given[i] = as_network_gives(*n, n->inputs()[i], given[i]);
  return given;
}

using run_network = std::function<std::vector<tensor>(network const&, std::vector<tensor> const&)>;

//! Runs every test below the four folders of ONNX's test data.
inline conformance_result run_operator_tests(std::filesystem::path const& root, run_network const& run) {
  conformance_result result;
  std::vector<std::filesystem::path> tests;
  for (char const* part : {"node", "pytorch-operator", "pytorch-converted", "simple"})
    for (auto const& entry : std::filesystem::directory_iterator(root / part)) tests.push_back(entry.path());
  std::sort(tests.begin(), tests.end());
  for (auto const& test : tests) {
    std::string const name = test.parent_path().filename().string() + "/" + test.filename().string();
    std::optional<network> n;
    std::vector<std::vector<tensor>> inputs, wanted;
    std::set<std::string> bound;
    try {
      if (name.find("BFLOAT16") != std::string::npos)
        throw bad_input("ONNX 1.12 stores bfloat16 as uint16, or in a shape that its model denies");
      n = load_test(test, bound);
      for (int set = 0; std::filesystem::exists(test / ("test_data_set_" + std::to_string(set))); ++set) {
        inputs.push_back(
            inputs_of(*n, test / "model.onnx",
                      read_test_tensors(test / ("test_data_set_" + std::to_string(set)), "input"), bound));
        wanted.push_back(read_test_tensors(test / ("test_data_set_" + std::to_string(set)), "output"));
      }
    } catch (error const& e) {
      result.unsupported[kind_of_refusal(e.what())].push_back(name);
      result.reasons[name] = e.what();
      if (knows_operators(test)) result.known_but_refused.push_back(name);
      continue;
    } catch (std::exception const& e) {
      result.failed.push_back(name);
      result.reasons[name] = std::string("an error that is none of peax: ") + e.what();
      continue;
    }
    std::string why = inputs.empty() ? "holds no data" : "";
    for (std::size_t set = 0; set < inputs.size() && why.empty(); ++set) {
      try {
        auto const got = run(*n, inputs[set]);
        if (got.size() != wanted[set].size()) why = "another number of outputs";
        for (std::size_t i = 0; i < got.size() && why.empty(); ++i) {
          tensor const want = as_network_gives(**n, (*n)->outputs()[i], wanted[set][i]);
          bool const close = want.type() == data_type::float32
                                 ? distance(got[i], want) <=
                                       allowed_distance(test / ("test_data_set_" + std::to_string(set)), i)
                                 : got[i] == want;
          if (!close)
            why = "output " + std::to_string(i) + " " + got[i].dims().text() + " differs from " +
                  want.dims().text();
        }
      } catch (refused const& e) {
        result.unsupported[kind_of_refusal(e.what())].push_back(name);
        result.reasons[name] = e.what();
        if (knows_operators(test)) result.known_but_refused.push_back(name);
        why.clear();
        break;
      } catch (std::exception const& e) {
        why = e.what();
      }
    }
    if (result.reasons.contains(name)) continue;
    (why.empty() ? result.passed : result.failed).push_back(name);
    if (why.empty() && !bound.empty()) ++result.bound;
    if (!why.empty()) result.reasons[name] = why;
  }
  return result;
}

//! "supported 300, passed 300, failed 0, unsupported 700", the reasons with their counts, and each failure.
inline std::string text(conformance_result const& r) {
  std::string out = "supported " + std::to_string(r.passed.size() + r.failed.size()) + ", passed " +
                    std::to_string(r.passed.size()) + " (" + std::to_string(r.bound) +
                    " with inputs bound as constants), failed " + std::to_string(r.failed.size()) +
                    ", unsupported " + std::to_string(r.refused()) + "\n";
  for (auto const& [kind, names] : r.unsupported)
    out += "  unsupported " + std::to_string(names.size()) + ": " + kind + " (" + names.front() + ")\n";
  out += "  not run though their operators are known: " + std::to_string(r.known_but_refused.size()) + "\n";
  for (auto const& name : r.known_but_refused) out += "    " + name + ": " + r.reasons.at(name) + "\n";
  for (auto const& name : r.failed) out += "  FAILED " + name + ": " + r.reasons.at(name) + "\n";
  return out;
}

} // namespace peax::testing
