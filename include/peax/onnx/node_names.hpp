#pragma once
//! @file
//! Names of nodes while a graph is read: those of the file where they are unique, and made-up ones.

#include <onnx/onnx_pb.h>

#include <cstddef>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace peax::onnx::detail {

class node_names {
 public:
  void add_file(std::vector<::onnx::NodeProto const*> const& nodes) {
    for (auto const* n : nodes) in_file_.insert(n->name());
  }

  //! The node's own name, or one made of its operator and `place`.
  [[nodiscard]] std::string of(::onnx::NodeProto const& n, std::size_t place) {
    if (!n.name().empty() && given_.insert(n.name()).second) return n.name();
    return unique(n.name().empty() ? n.op_type() + "_" + std::to_string(place) : n.name());
  }

  //! A name that no node of the file has and that was not given before.
  [[nodiscard]] std::string unique(std::string const& wish) {
    std::string name = wish;
    for (int& i = last_number_[wish]; in_file_.contains(name) || !given_.insert(name).second;)
      name = wish + "_" + std::to_string(++i);
    return name;
  }

 private:
  std::unordered_set<std::string> in_file_, given_;
  std::unordered_map<std::string, int> last_number_; // behind names that are there more than once
};

} // namespace peax::onnx::detail
