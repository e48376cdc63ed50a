#pragma once
//! @file
//! One node of an ONNX file while it is read: attributes each taken once, inputs that are constants taken as attributes.

#include <peax/core/error.hpp>
#include <peax/graph/any_op.hpp>
#include <peax/onnx/shape_numbers.hpp>

#include <fmt/core.h>
#include <onnx/onnx_pb.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace peax::onnx {

//! What is known of an input while loading. Absent optional inputs have no name.
struct input_facts {
  std::string name;
  data_type type = data_type::float32;
  shape dims;
  std::optional<numbers> content; //!< integers known up to the batch
  tensor constant;                //!< elements, if it is a constant
};

//! Reads a node. Whatever attribute nobody asked for is refused by name: it would change the meaning.
class node_reader {
 public:
  node_reader(::onnx::NodeProto const& from, std::int64_t opset_of_file,
              std::vector<input_facts> known_inputs, bool is_batch_from_one)
      : inputs(std::move(known_inputs)), opset(opset_of_file), batch_was_one(is_batch_from_one) {
    for (auto const& a : from.attribute())
      if (!attributes_.emplace(a.name(), &a).second)
        throw bad_input(fmt::format("attribute {} is given twice", a.name()));
    for (auto const& name : from.output()) outputs.push_back(name);
  }

  std::vector<input_facts> inputs; //!< those that are left to the operator; decode takes the others away
  std::vector<std::string> outputs;
  std::int64_t opset;
  bool batch_was_one; //!< the batch stands for a dimension that the file fixes to 1

  //! Moves an attribute into `to`; false when the node has none of that name.
  template <class T> bool take(std::string const& name, T& to) {
    auto const at = attributes_.find(name);
    if (at == attributes_.end()) return false;
    read(*at->second, to);
    attributes_.erase(at);
    return true;
  }

  //! The value of an attribute, or a default.
  template <class T> T take_or(std::string const& name, T otherwise) {
    take(name, otherwise);
    return otherwise;
  }

  //! The message of an attribute, taken; nullptr when there is none.
  ::onnx::AttributeProto const* take_message(std::string const& name) {
    auto const at = attributes_.find(name);
    if (at == attributes_.end()) return nullptr;
    auto const* found = at->second;
    attributes_.erase(at);
    return found;
  }

  void ignore(std::string const& name) { attributes_.erase(name); }

  //! Throws for attributes that are left.
  void refuse_leftovers() const {
    if (!attributes_.empty())
      throw bad_input(
          fmt::format("attribute '{}' is not supported in opset {}", attributes_.begin()->first, opset));
  }

  [[nodiscard]] bool has_input(std::size_t i) const { return i < inputs.size() && !inputs[i].name.empty(); }

  [[nodiscard]] input_facts const& input(std::size_t i) const {
    if (!has_input(i)) throw bad_input(fmt::format("input {} is missing", i));
    return inputs[i];
  }

  //! A constant list of integers, which may name the batch.
  [[nodiscard]] std::vector<number> known_numbers(std::size_t i, char const* what) const {
    auto const& in = input(i);
    if (!in.content && in.dims.rank() == 1 && in.dims[0] > static_cast<std::int64_t>(most_numbers))
      throw bad_input(fmt::format("{} '{}' are a list of {}, too long (most_numbers is {})", what, in.name,
                                  in.dims[0], most_numbers));
    if (!in.content)
      throw bad_input(
          fmt::format("{} '{}' are computed while running; they must be constant", what, in.name));
    return in.content->elements;
  }

  [[nodiscard]] op::ints fixed_ints(std::size_t i, char const* what) const {
    op::ints out;
    for (auto const& n : known_numbers(i, what)) {
      if (!n.is_fixed())
        throw bad_input(fmt::format("{} '{}' depend on the batch size; export with a fixed batch of 1", what,
                                    input(i).name));
      out.push_back(n.fixed);
    }
    return out;
  }

  //! A constant of one float element.
  [[nodiscard]] float fixed_float(std::size_t i, char const* what) const {
    auto const& in = input(i);
    if (!in.constant || in.constant.size() != 1 || in.constant.type() != data_type::float32)
      throw bad_input(
          fmt::format("{} '{}' is no constant float32 number; it must be constant", what, in.name));
    return in.constant.floats()[0];
  }

  //! Whether it is a reduction over no axis, which since opset 13 may say that it changes nothing.
  [[nodiscard]] bool is_identity(std::string const& type) const {
    auto const noop = attributes_.find("noop_with_empty_axes");
    bool const plain = type == "ReduceSum" || type == "ReduceMean" || type == "ReduceMax" ||
                       type == "ReduceMin" || type == "ReduceProd";
    return plain && noop != attributes_.end() && noop->second->i() != 0 &&
           (!has_input(1) || (inputs[1].content && inputs[1].content->elements.empty())) &&
           !attributes_.contains("axes");
  }

  //! Leaves the first n inputs to the operator.
  void keep_inputs(std::size_t n) {
    if (inputs.size() > n) inputs.resize(n);
  }

 private:
  using proto = ::onnx::AttributeProto;

  static void want(proto const& a, proto::AttributeType type) {
    if (a.type() != type && a.type() != proto::UNDEFINED) // files of IR 1 and 2 carry no type
      throw bad_input(fmt::format("attribute {} has the wrong type", a.name()));
  }
  static void read(proto const& a, std::int64_t& to) {
    want(a, proto::INT);
    to = a.i();
  }
  static void read(proto const& a, bool& to) {
    want(a, proto::INT);
    to = a.i() != 0;
  }
  static void read(proto const& a, float& to) {
    want(a, proto::FLOAT);
    to = a.f();
  }
  static void read(proto const& a, std::string& to) {
    want(a, proto::STRING);
    to = a.s();
  }
  static void read(proto const& a, op::ints& to) {
    want(a, proto::INTS);
    to.assign(a.ints().begin(), a.ints().end());
  }
  static void read(proto const& a, std::vector<std::string>& to) {
    want(a, proto::STRINGS);
    to.assign(a.strings().begin(), a.strings().end());
  }
  static void read(proto const& a, std::vector<float>& to) {
    want(a, proto::FLOATS);
    to.assign(a.floats().begin(), a.floats().end());
  }
  static void read(proto const& a, op::body&) {
    throw bad_input(fmt::format("attribute {} is a graph, which only If has here", a.name()));
  }
  template <class T> static void read(proto const& a, std::optional<T>& to) {
    T value{};
    read(a, value);
    to = value;
  }

  std::map<std::string, proto const*> attributes_;
};

} // namespace peax::onnx
