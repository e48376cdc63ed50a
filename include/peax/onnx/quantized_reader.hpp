#pragma once
//! @file
//! Nodes of ONNX that compute with codes, read as operators on the real numbers that the codes mean.
//!
//! A value of integers with a scale has its real numbers in the graph, and its scale beside them. QuantizeLinear rounds real numbers to
//! those that codes can mean; DequantizeLinear by the same scale changes nothing; QLinearConv is Conv and a rounding behind.

#include <peax/core/error.hpp>
#include <peax/graph/editor.hpp>
#include <peax/graph/quantization.hpp>
#include <peax/onnx/code_arithmetic.hpp>
#include <peax/onnx/code_scales.hpp>
#include <peax/onnx/codes.hpp>
#include <peax/onnx/float_types.hpp>
#include <peax/onnx/known_operators.hpp>
#include <peax/onnx/known_value.hpp>
#include <peax/onnx/model_index.hpp>
#include <peax/onnx/node_reader.hpp>
#include <peax/onnx/opset.hpp>

#include <fmt/core.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::onnx::detail {

class quantized_reader {
 public:
  //! What it shares with the reader of the graph, and what that does for it.
  struct services {
    model_index& index;
    graph_editor& edit;
    known_values& known;
    std::function<std::string(::onnx::NodeProto const& n)> name_for; //!< of a node in the graph
    std::function<void(::onnx::NodeProto const& n)> read;            //!< reads a node into the graph
    std::function<value_id(known_value& v)> in_graph; //!< of a value, which enters when it must
  };
  quantized_reader(services of, ::onnx::GraphProto const& g)
      : graph_(std::move(of)), scales_(graph_.index.nodes(), g, [this](std::string const& name) {
          auto const found = graph_.known.find(name);
          return found == graph_.known.end() ? nullptr : found->second.get();
        }) {}
  quantized_reader(quantized_reader const&) = delete;

  //! How the operators that read an input of integers take them; nothing when none has a constant scale for them.
  [[nodiscard]] std::optional<quantization> of_input(std::string const& name, data_type type) const {
    return holds_codes(type) ? scales_.of_input(name, type) : std::nullopt;
  }

  //! Keeps the scales of values with the graph: of its inputs and outputs that are codes in the file, and of what is rounded between.
  void note_scales() {
    auto const& outputs = graph_.edit.outputs();
    for (auto const& [name, v] : graph_.known) {
      if (!v->codes || v->id == value_id::none) continue;
      std::string const& now =
          graph_.edit[v->id].name; // another one where a value in real numbers took it over
      bool const is_end = is_input(v->id) || std::ranges::count(outputs, v->id) > 0;
      if (is_end ? now == name : !means_itself(*v->codes)) set_quantization(graph_.edit, now, *v->codes);
    }
  }

  //! Reads a node on codes; false for a node without any, which is as others.
  bool read(::onnx::NodeProto const& n, node_reader& node) {
    std::string_view const type = n.op_type();
    if (is_quantized_operator(type, domain_of_node(n))) {
      base_ = (n.name().empty() ? n.op_type() : n.name()) + (type == "QuantizeLinear" ? "" : "_codes");
      want(n.output_size() == (type == "DynamicQuantizeLinear" ? 3 : 1),
           fmt::format("has {} outputs", n.output_size()));
      if (type == "QuantizeLinear")
        quantize(n, node);
      else if (type == "DequantizeLinear")
        dequantize(n, node);
      else if (type == "DynamicQuantizeLinear")
        quantize_dynamically(node);
      else if (type == "QLinearConcat")
        concat(n, node);
      else
        on_numbers(n, node, *find_coded(type, domain_of_node(n)));
      return true;
    }
    auto const coded = std::find_if(node.inputs.begin(), node.inputs.end(),
                                    [&](auto const& in) { return !in.name.empty() && find(in.name).codes; });
    if (coded == node.inputs.end() || domain_of_node(n) == microsoft) return false; // the latter is not known
    base_ = (n.name().empty() ? n.op_type() : n.name()) + "_codes";
    on_codes(n, node, *find(coded->name).codes);
    return true;
  }

 private:
  // ---- scales

  //! The scale and zero point of a node's inputs.
  [[nodiscard]] quantization scales_of(node_reader const& node, int scale, int zero, data_type type,
                                       std::int64_t axis) const {
    auto const constant = [&](int i, char const* what, bool must_be) -> tensor const* {
      if (i == none || (!must_be && !node.has_input(static_cast<std::size_t>(i)))) return nullptr;
      auto const& in = node.input(static_cast<std::size_t>(i));
      if (!in.constant)
        throw bad_input(fmt::format("{} '{}' is computed while running; it must be constant", what, in.name));
      return &in.constant;
    };
    return quantization_by(constant(scale, "the scale", true), constant(zero, "the zero point", false), type,
                           axis);
  }

  //! Whether the graph computes an input, other than one that is the graph's own.
  [[nodiscard]] bool is_computed(node_reader const& node, int i) const {
    if (i == none || !node.has_input(static_cast<std::size_t>(i))) return false;
    auto const& v = find(node.inputs[static_cast<std::size_t>(i)].name);
    return !is_constant(v) && !is_input(v.id);
  }
  [[nodiscard]] bool is_input(value_id id) const { return std::ranges::count(graph_.edit.inputs(), id) > 0; }

  // ---- values

  code_arithmetic arithmetic() {
    return {graph_.edit, [this](any_op op, std::vector<value_id> inputs) {
              std::string const name = node_name(base_);
              return graph_.edit.add_node(std::move(op), std::move(inputs),
                                          {graph_.index.fresh_name(name + "_part")}, name)[0];
            }};
  }
  std::string node_name(std::string const& wish) {
    ::onnx::NodeProto n;
    n.set_name(wish);
    return graph_.name_for(n);
  }

  [[nodiscard]] known_value& find(std::string const& name) const { return *graph_.known.at(name); }
  void remember(known_value v) {
    std::string const name = v.name;
    graph_.known[name] = std::make_shared<known_value>(std::move(v));
  }

  //! Remembers a value of the graph under a name.
  known_value const& hold(std::string const& name, value_id id, std::optional<quantization> codes = {}) {
    auto const& v = graph_.edit[id];
    remember(known_value{name, id, v.type, v.dims, {}, {}, std::move(codes)});
    return find(name);
  }
  void hold(std::string const& name, tensor const& elements) {
    charge(elements.size());
    remember(known_value{
        name, value_id::none, elements.type(), elements.dims(), elements, numbers_of(elements), {}});
  }
  value_id id_of(std::string const& name) { return graph_.in_graph(find(name)); }

  //! Counts what is made of constants: nodes may share a tensor, so that a small file can ask for any amount of memory.
  void charge(std::size_t elements) {
    elements_ += elements;
    want(elements_ <= std::size_t{1} << 28,
         "its integer constants are read so often that they do not fit in memory");
  }

  //! The name of the real numbers that a value's codes mean by a scale; they carry no scale.
  std::string numbers(std::string const& name, quantization const& q) {
    auto const& v = find(name);
    std::string out = graph_.index.fresh_name(name + "_real");
    if (is_constant(v)) {
      check_type(name, v.type, q);
      hold(out, real_numbers(elements_of(v), q));
    } else if (v.codes) {
      check_type(name, v.codes->type, q);
      hold(out, *v.codes == q ? v.id : arithmetic().reread(v.id, *v.codes, q));
    } else {
      check_type(name, v.type, q);
      auto to = arithmetic();
      hold(out, to.reread(to.add(op::cast{data_type::float32}, {v.id}), {q.type, {1.0F}, {0}, 0}, q));
    }
    return out;
  }

  [[nodiscard]] data_type type_in_file(std::string const& name) const {
    auto const& v = find(name);
    return v.codes ? v.codes->type : v.type;
  }
  //! The codes themselves as numbers.
  std::string as_they_are(std::string const& name) {
    return numbers(name, {type_in_file(name), {1.0F}, {0}, 0});
  }

  //! Gives a value the name that the file has for it: its own, when nobody else reads the value it comes from.
  void give(std::string const& made, std::string const& from, std::string const& out) {
    value_id const id = id_of(made);
    bool const is_new = id != find(from).id;
    if (is_new || (!is_input(id) && scales_.has_one_reader(from))) {
      graph_.edit.rename(id, out);
      hold(out, id);
      return;
    }
    hold(out, graph_.edit.add_node(op::identity{}, {id}, {out}, node_name(base_))[0]);
  }

  //! Real numbers rounded to codes, which the file calls `out`.
  void round(value_id x, quantization const& q, std::string const& out) {
    value_id const id = arithmetic().rounded(x, q);
    graph_.edit.rename(id, out);
    hold(out, id, q);
  }

  // ---- nodes

  void quantize(::onnx::NodeProto const& n, node_reader& node) {
    std::int64_t const axis = node.take_or<std::int64_t>("axis", 1),
                       to = node.take_or<std::int64_t>("output_dtype", 0);
    node.ignore("saturate"); // concerns 8-bit floating-point numbers
    node.ignore("precision");
    want(node.take_or<std::int64_t>("block_size", 0) == 0, "scales of blocks are not supported");
    node.refuse_leftovers();
    auto const& x = find(node.input(0).name);
    want(x.type == data_type::float32 && !x.codes,
         fmt::format("'{}' is no float32; integers are quantized already", x.name));
    data_type const type = to == 0 ? data_type::uint8 : element_type(static_cast<std::int32_t>(to));
    if (is_computed(node, 1) || is_computed(node, 2)) {
      data_type const zero = node.has_input(2) ? type_in_file(node.input(2).name) : type;
      auto const scale = id_of(node.input(1).name);
      auto const shift = node.has_input(2) ? id_of(as_they_are(node.input(2).name))
                                           : arithmetic().constant(tensor::scalar(0.0F));
      value_id const id = arithmetic().codes_by(id_of(x.name), scale, shift, zero);
      graph_.edit.rename(id, n.output(0));
      hold(n.output(0), id, quantization{zero, {1.0F}, {0}, 0});
      return;
    }
    quantization const q = scales_of(node, 1, 2, type, axis);
    for (float const s : q.scales) want(s > 0, "the scale 0 is not above 0");
    if (is_constant(x)) return hold(n.output(0), codes_of_numbers(elements_of(x), q));
    round(id_of(x.name), q, n.output(0));
  }

  void dequantize(::onnx::NodeProto const& n, node_reader& node) {
    std::int64_t const axis = node.take_or<std::int64_t>("axis", 1);
    node.ignore("output_dtype"); // of real numbers, which are float32 here
    want(node.take_or<std::int64_t>("block_size", 0) == 0, "scales of blocks are not supported");
    node.refuse_leftovers();
    std::string const name = node.input(0).name;
    if (is_computed(node, 1) || is_computed(node, 2)) {
      auto codes = id_of(as_they_are(name));
      if (node.has_input(2))
        codes = arithmetic().add(op::sub{}, {codes, id_of(as_they_are(node.input(2).name))});
      value_id const id = arithmetic().add(op::mul{}, {codes, id_of(node.input(1).name)});
      graph_.edit.rename(id, n.output(0));
      hold(n.output(0), id);
      return;
    }
    quantization const q = scales_of(node, 1, 2, type_in_file(name), axis);
    std::string const made = numbers(name, q);
    auto const& v = find(made);
    if (!is_constant(v)) return give(made, name, n.output(0));
    hold(n.output(0), elements_of(v));
    set_quantization(graph_.edit, n.output(0), q);
  }

  void quantize_dynamically(node_reader& node) {
    node.refuse_leftovers();
    auto const& x = find(node.input(0).name);
    want(x.type == data_type::float32 && !x.codes, fmt::format("'{}' is no float32", x.name));
    auto const all = arithmetic().dynamic(id_of(x.name));
    quantization const codes{data_type::uint8, {1.0F}, {0}, 0};
    value_id const made[] = {all.codes, all.scale, all.zero};
    for (std::size_t i = 0; i < 3; ++i) {
      if (node.outputs[i].empty()) continue;
      graph_.edit.rename(made[i], node.outputs[i]);
      hold(node.outputs[i], made[i], i == 1 ? std::optional<quantization>() : codes);
    }
  }

  void concat(::onnx::NodeProto const& n, node_reader& node) {
    ::onnx::NodeProto real = n;
    real.set_op_type("Concat");
    real.clear_domain();
    real.clear_input();
    want(n.input_size() >= 5 && n.input_size() % 3 == 2, "its inputs are no values with scales");
    for (int i = 2; i < n.input_size(); i += 3) real.add_input(operand(node, {i, i + 1, i + 2}, false));
    read_rounded(n, real, scales_of(node, 0, 1, data_type::uint8, 0));
  }

  //! Reads the node on real numbers, and rounds what it makes.
  void read_rounded(::onnx::NodeProto const& n, ::onnx::NodeProto& real, quantization const& q) {
    std::string const exact = graph_.index.fresh_name(n.output(0) + "_exact");
    real.set_output(0, exact);
    graph_.read(real);
    round(id_of(exact), q, n.output(0));
  }

  //! An operand's real numbers; its zero point may be computed where its scale is 1.
  std::string operand(node_reader const& node, coded_operand const& o, bool transposed) {
    std::string const name = node.input(static_cast<std::size_t>(o.value)).name;
    if (o.scale == none && is_computed(node, o.zero_point)) {
      auto const zero = id_of(as_they_are(node.input(static_cast<std::size_t>(o.zero_point)).name));
      std::string out = graph_.index.fresh_name(name + "_real");
      hold(out, arithmetic().add(op::sub{}, {id_of(as_they_are(name)), zero}));
      return out;
    }
    auto const q = scales_of(node, o.scale, o.zero_point, type_in_file(name), transposed ? 0 : o.axis);
    std::string made = numbers(name, q);
    if (is_constant(find(made))) set_quantization(graph_.edit, made, q);
    return made;
  }

  void on_numbers(::onnx::NodeProto const& n, node_reader& node, coded_operator const& o) {
    ::onnx::NodeProto real = n;
    real.set_op_type(std::string(o.real));
    real.clear_domain();
    real.clear_input();
    real.clear_attribute();
    bool transposed = false;
    float factor = 1;
    for (auto const& a : n.attribute()) {
      want(a.name() != "channels_last" || a.i() == 0, "channels_last is not supported");
      want(a.name() != "opset" || a.i() >= since::softmax_along_axis,
           "a softmax of joined axes is not supported");
      if (a.name() == "channels_last" || a.name() == "opset") continue;
      *real.add_attribute() = a;
      transposed = transposed || (a.name() == "transB" && a.i() != 0);
      if (a.name() == "alpha" && o.real == "Gemm") factor = a.f();
    }
    for (auto const& one : o.operands)
      if (one.value != none) real.add_input(operand(node, one, transposed && one.value != 0));
    if (o.bias != none && node.has_input(static_cast<std::size_t>(o.bias)))
      real.add_input(
          numbers(node.inputs[static_cast<std::size_t>(o.bias)].name,
                  scale_of_bias(scales_of(node, o.operands[0].scale, none, data_type::int32, 0),
                                scales_of(node, o.operands[1].scale, none, data_type::int32, 0), factor)));
    if (o.scale != none && node.has_input(static_cast<std::size_t>(o.scale)))
      return read_rounded(n, real, scales_of(node, o.scale, o.zero_point, data_type::uint8, 0));
    graph_.read(real);
    if (o.scale == none)
      hold(n.output(0), id_of(n.output(0)), quantization{data_type::int32, {1.0F}, {0}, 0});
  }

  //! A node of ONNX that knows nothing of scales.
  void on_codes(::onnx::NodeProto const& n, node_reader& node, quantization const& q) {
    std::string const type = domain_of_node(n).empty() ? n.op_type() : std::string();
    bool const moves = moves_codes(type), as_int32 = q.type == data_type::int32 && computes_with_int32(type);
    bool const joins = type == "Concat" || type == "Where" || type == "Max" || type == "Min";
    quantization const plain{q.type, {1.0F}, {0}, 0};
    if (!moves && !as_int32 && !takes_codes_for_numbers(type) && type != "Cast")
      throw bad_input(fmt::format("computes with '{}' of type {}; peax computes in float32", n.input(0),
                                  name_of(q.type)));
    want(q.scales.size() == 1 || type == "Identity",
         "moves codes that have scales along an axis, which is not supported");
    ::onnx::NodeProto real = n;
    for (int i = 0; i < n.input_size(); ++i) {
      if (n.input(i).empty()) continue;
      auto const& v = find(n.input(i));
      bool const is_element = v.codes.has_value() || (v.type == q.type && (as_int32 || joins));
      if (is_element) real.set_input(i, numbers(n.input(i), moves ? q : plain));
    }
    std::int64_t to = 0;
    if (type == "Cast" && node.take("to", to) &&
        computed_as(element_type(static_cast<std::int32_t>(to))) == data_type::float32)
      return give(real.input(0), n.input(0), n.output(0));
    if (type == "Pad") fill_with_code(n, real, node, q);
    graph_.read(real);
    for (int i = 0; (moves || as_int32) && i < (type == "Split" ? n.output_size() : 1); ++i)
      if (!n.output(i).empty()) hold(n.output(i), id_of(n.output(i)), moves ? q : plain);
  }

  //! Pad fills with a code.
  void fill_with_code(::onnx::NodeProto const& n, ::onnx::NodeProto& real, node_reader const& node,
                      quantization const& q) {
    std::int64_t code = 0;
    if (node.has_input(2)) {
      want(static_cast<bool>(node.inputs[2].constant),
           fmt::format("the value '{}' must be constant", node.inputs[2].name));
      code = integers_of(node.inputs[2].constant).at(0);
    } else if (q.zero_points[0] == 0) {
      return;
    }
    want(node.opset >= since::pad_inputs,
         "pads codes with another number than their zero point, which is not supported");
    std::string const name = graph_.index.fresh_name(n.output(0) + "_filling");
    hold(name, tensor::scalar(static_cast<float>(code - q.zero_points[0]) * q.scales[0]));
    while (real.input_size() < 3) real.add_input("");
    real.set_input(2, name);
  }

  services graph_;
  code_scales scales_;
  std::string base_; //!< the name that nodes of the node that is read have in front
  std::size_t elements_ = 0;
};

} // namespace peax::onnx::detail
