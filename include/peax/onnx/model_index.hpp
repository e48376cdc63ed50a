#pragma once
//! @file
//! The nodes, constants and inputs of an ONNX graph by name: what is live, in which order it runs, and what is broken.

#include <peax/core/error.hpp>
#include <peax/onnx/nested_graphs.hpp>
#include <peax/onnx/opset.hpp>

#include <fmt/core.h>
#include <onnx/onnx_pb.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <queue>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace peax::onnx {

//! "Conv 'conv1'": how errors name a node of a file.
[[nodiscard]] inline std::string describe(::onnx::NodeProto const& n) {
  std::string const domain = n.domain().empty() || n.domain() == "ai.onnx" ? "" : n.domain() + "::";
  if (!n.name().empty()) return fmt::format("{}{} '{}'", domain, n.op_type(), n.name());
  return domain + n.op_type() + (n.output_size() > 0 ? " that makes '" + n.output(0) + "'" : "");
}

//! Names looked up. Throws bad_input for names given twice, values that nobody makes, and cycles.
class model_index {
 public:
  explicit model_index(::onnx::ModelProto const& model) : graph_(model.graph()), nested_(false) {
    if (!model.has_graph()) throw bad_input("holds no graph; it is no ONNX model, or cut off");
    read_opset(model);
    read_graph();
  }

  //! Of a graph inside of a node, which reads names of the graphs around it; that these exist is checked with the node.
  model_index(::onnx::GraphProto const& inner, std::int64_t opset)
      : graph_(inner), nested_(true), opset_(opset) {
    read_graph();
  }

  [[nodiscard]] std::int64_t opset() const { return opset_; }
  [[nodiscard]] std::unordered_map<std::string, ::onnx::TensorProto const*> const& constants() const {
    return constants_;
  }
  [[nodiscard]] std::vector<::onnx::ValueInfoProto const*> const& inputs() const { return inputs_; }

  //! The nodes that some output needs, each behind what it reads; the file's order where that is one.
  [[nodiscard]] std::vector<::onnx::NodeProto const*> const& nodes() const { return order_; }

  //! Whether a live node or the graph's outputs read the value.
  [[nodiscard]] bool is_read(std::string const& name) const { return read_.contains(name); }

  //! A value name that the file does not use; taken from then on.
  [[nodiscard]] std::string fresh_name(std::string const& wish) {
    std::string name = wish;
    if (!names_.insert(name).second)
      for (int& n = last_number_[wish]; !names_.insert(name).second;) name = wish + "_" + std::to_string(++n);
    return name;
  }

 private:
  void read_graph() {
    for (auto const& t : graph_.initializer()) {
      add_name(t.name(), "initializer");
      constants_.emplace(t.name(), &t);
    }
    for (auto const& t : graph_.sparse_initializer()) sparse_.insert(t.values().name());
    for (auto const& v : graph_.input())
      if (!constants_.contains(v.name())) { // files up to IR 3 list initializers as inputs too
        add_name(v.name(), "input");
        inputs_.push_back(&v);
      }
    for (int i = 0; i < graph_.node_size(); ++i)
      for (auto const& out : graph_.node(i).output())
        if (!out.empty()) {
          add_name(out, "output", &graph_.node(i));
          producers_.emplace(out, static_cast<std::size_t>(i));
        }
    if (graph_.output_size() == 0) throw bad_input("its graph has no output");
    find_live();
    sort();
  }

  void read_opset(::onnx::ModelProto const& model) {
    opset_ = 0;
    for (auto const& set : model.opset_import())
      if (set.domain().empty() || set.domain() == "ai.onnx") opset_ = set.version();
    if (opset_ == 0)
      throw bad_input(
          "names no version of ONNX's operator set; it is no ONNX model, or uses other operators alone");
    if (opset_ < 1 || opset_ > newest_opset)
      throw bad_input(
          fmt::format("has opset {}, peax knows versions up to {}; export it again with an older one", opset_,
                      newest_opset));
  }

  void add_name(std::string const& name, char const* role, ::onnx::NodeProto const* of = nullptr) {
    if (name.empty()) throw bad_input(fmt::format("an {} has no name", role));
    if (!names_.insert(name).second)
      throw bad_input(fmt::format("the name '{}' ({}{}) is given to two values", name, role,
                                  of == nullptr ? "" : " of " + describe(*of)));
  }

  void find_live() {
    std::vector<std::string> open;
    for (auto const& out : graph_.output()) {
      if (!read_.insert(out.name()).second)
        throw bad_input(fmt::format("output '{}' is listed twice", out.name()));
      if (!nested_ && !names_.contains(out.name()))
        throw bad_input(fmt::format("output '{}' is made by no node", out.name()));
      open.push_back(out.name());
    }
    live_.assign(static_cast<std::size_t>(graph_.node_size()), false);
    while (!open.empty()) {
      auto const made = producers_.find(open.back());
      open.pop_back();
      if (made == producers_.end() || live_[made->second]) continue;
      live_[made->second] = true;
      auto const& n = graph_.node(static_cast<int>(made->second));
      for (auto const& in : names_read(n)) {
        if (in.empty()) continue;
        if (sparse_.contains(in))
          throw bad_input(fmt::format(
              "{}: '{}' is a sparse initializer, which is not supported; store it dense", describe(n), in));
        if (!nested_ && !names_.contains(in))
          throw bad_input(fmt::format(
              "{}: its input '{}' is made by no node and is neither input nor initializer", describe(n), in));
        if (read_.insert(in).second) open.push_back(in);
      }
    }
  }

  void sort() {
    std::size_t const n = live_.size();
    std::vector<std::size_t> missing(n, 0);
    std::vector<std::vector<std::size_t>> readers(n);
    std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready;
    std::size_t live = 0;
    for (std::size_t i = 0; i < n; ++i) {
      if (!live_[i]) continue;
      ++live;
      for (auto const& in : names_read(graph_.node(static_cast<int>(i))))
        if (auto const made = producers_.find(in); made != producers_.end()) {
          readers[made->second].push_back(i);
          ++missing[i];
        }
      if (missing[i] == 0) ready.push(i);
    }
    while (!ready.empty()) {
      std::size_t const i = ready.top();
      ready.pop();
      order_.push_back(&graph_.node(static_cast<int>(i)));
      for (auto r : readers[i])
        if (--missing[r] == 0) ready.push(r);
    }
    if (order_.size() == live) return;
    for (std::size_t i = 0; i < n; ++i)
      if (live_[i] && missing[i] != 0)
        throw bad_input(describe(graph_.node(static_cast<int>(i))) +
                        " waits for its own output: the nodes form a cycle");
  }

  ::onnx::GraphProto const& graph_;
  bool nested_;
  std::int64_t opset_ = 0;
  std::unordered_map<std::string, ::onnx::TensorProto const*> constants_;
  std::unordered_set<std::string> sparse_, names_, read_;
  std::unordered_map<std::string, int> last_number_;
  std::unordered_map<std::string, std::size_t> producers_;
  std::vector<::onnx::ValueInfoProto const*> inputs_;
  std::vector<bool> live_;
  std::vector<::onnx::NodeProto const*> order_;
};

} // namespace peax::onnx
