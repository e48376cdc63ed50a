#pragma once
//! @file
//! ONNX's own operator tests (Debian: libonnx-testdata), run through any engine: a function from a network and inputs to outputs.

#include <peax/core/error.hpp>
#include <peax/graph/network.hpp>
#include <peax/onnx/load.hpp>
#include <peax/onnx/tensor_codec.hpp>

#include <onnx/onnx_pb.h>
#include <support/reference_interpreter.hpp>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace peax::testing {

struct conformance_result {
  std::vector<std::string> passed, failed;
  std::map<std::string, std::vector<std::string>> unsupported; //!< by the kind of the reason
  std::map<std::string, std::string> reasons;                  //!< of each test: the whole message

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
  if (message.data_type() == ::onnx::TensorProto::DOUBLE ||
      message.data_type() == ::onnx::TensorProto::FLOAT16)
    throw bad_input(file.string() + ": element type " + onnx::element_type_name(message.data_type()) +
                    " is not supported");
  return onnx::read_tensor(message, {});
}

inline std::vector<tensor> read_test_tensors(std::filesystem::path const& folder, std::string const& role) {
  std::vector<tensor> out;
  for (int i = 0;; ++i) {
    auto const file = folder / (role + "_" + std::to_string(i) + ".pb");
    if (!std::filesystem::exists(file)) return out;
    out.push_back(read_test_tensor(file));
  }
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
    try {
      n = onnx::load(test / "model.onnx");
      for (int set = 0; std::filesystem::exists(test / ("test_data_set_" + std::to_string(set))); ++set) {
        inputs.push_back(read_test_tensors(test / ("test_data_set_" + std::to_string(set)), "input"));
        wanted.push_back(read_test_tensors(test / ("test_data_set_" + std::to_string(set)), "output"));
      }
    } catch (error const& e) {
      result.unsupported[kind_of_refusal(e.what())].push_back(name);
      result.reasons[name] = e.what();
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
          tensor const& want = wanted[set][i];
          bool const close =
              want.type() == data_type::float32 ? distance(got[i], want) <= 1e-5 : got[i] == want;
          if (!close)
            why = "output " + std::to_string(i) + " " + got[i].dims().text() + " differs from " +
                  want.dims().text();
        }
      } catch (refused const& e) {
        result.unsupported[kind_of_refusal(e.what())].push_back(name);
        result.reasons[name] = e.what();
        why.clear();
        break;
      } catch (std::exception const& e) {
        why = e.what();
      }
    }
    if (result.reasons.contains(name)) continue;
    (why.empty() ? result.passed : result.failed).push_back(name);
    if (!why.empty()) result.reasons[name] = why;
  }
  return result;
}

//! "supported 300, passed 300, failed 0, unsupported 700", the reasons with their counts, and each failure.
inline std::string text(conformance_result const& r) {
  std::string out = "supported " + std::to_string(r.passed.size() + r.failed.size()) + ", passed " +
                    std::to_string(r.passed.size()) + ", failed " + std::to_string(r.failed.size()) +
                    ", unsupported " + std::to_string(r.refused()) + "\n";
  for (auto const& [kind, names] : r.unsupported)
    out += "  unsupported " + std::to_string(names.size()) + ": " + kind + " (" + names.front() + ")\n";
  for (auto const& name : r.failed) out += "  FAILED " + name + ": " + r.reasons.at(name) + "\n";
  return out;
}

} // namespace peax::testing
