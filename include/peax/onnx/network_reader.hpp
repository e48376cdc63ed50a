#pragma once
//! @file
//! From the message of an ONNX model to a network: shape arithmetic folded, names kept, the batch found.

#include <peax/core/error.hpp>
#include <peax/graph/constant_work.hpp>
#include <peax/graph/editor.hpp>
#include <peax/graph/network.hpp>
#include <peax/graph/op.hpp>
#include <peax/onnx/decode.hpp>
#include <peax/onnx/input_shape.hpp>
#include <peax/onnx/legacy.hpp>
#include <peax/onnx/load_options.hpp>
#include <peax/onnx/model_index.hpp>
#include <peax/onnx/shape_numbers.hpp>
#include <peax/onnx/tensor_codec.hpp>

#include <fmt/core.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace peax::onnx::detail {

//! A value of the file while it is read; a constant enters the graph when an operator reads it.
struct known_value {
  std::string name;
  value_id id = value_id::none;
  data_type type = data_type::float32;
  shape dims;
  tensor constant;
  std::optional<numbers> content;
};

//! Builds the graph once, for one reading of the leading dimensions.
class network_reader {
 public:
  network_reader(::onnx::ModelProto const& model, op_kinds known, model_index& index,
                 std::unordered_map<std::string, tensor> const& constants, bool batch_was_one)
      : model_(model), known_kinds_(known), index_(index), constants_(constants),
        batch_was_one_(batch_was_one), editor_(model.graph().name()) {
    for (auto const* n : index.nodes()) node_names_.insert(n->name());
  }

  graph read(std::vector<declared_input> const& inputs, std::vector<bool> const& batched) {
    editor_.set_opset(std::max(index_.opset(), oldest_opset));
    for (auto const& entry : model_.metadata_props()) editor_.set_metadata(entry.key(), entry.value());
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      shape dims(inputs[i].extents);
      if (batched[i]) dims[0] = batch_extent;
      value_id const id = editor_.add_input(inputs[i].name, inputs[i].type, dims);
      remember(known_value{inputs[i].name, id, inputs[i].type, dims, {}, {}});
    }
    for (auto const& [name, elements] : constants_) remember_constant(name, elements);
    for (auto const* n : index_.nodes()) read_node(*n);
    for (auto const& out : model_.graph().output()) {
      auto& v = *known_.at(out.name());
      if (v.id == value_id::none && v.name != out.name())
        editor_.add_output(editor_.add_constant(out.name(), elements_of(v)));
      else
        editor_.add_output(in_graph(v));
    }
    graph made = editor_.finish();
    check_constant_work(made);
    return made;
  }

 private:
  void remember(known_value v) {
    std::string name = v.name;
    known_[name] = std::make_shared<known_value>(std::move(v));
  }
  void remember_constant(std::string const& name, tensor const& elements) {
    remember(
        known_value{name, value_id::none, elements.type(), elements.dims(), elements, numbers_of(elements)});
  }
  void remember_numbers(std::string const& name, numbers n) {
    data_type const type = n.type;
    shape dims = n.dims();
    remember(known_value{name, value_id::none, type, std::move(dims), {}, std::move(n)});
  }

  static tensor elements_of(known_value const& v) {
    return v.constant ? v.constant : tensor_of(*v.content, v.name);
  }

  value_id in_graph(known_value& v) {
    if (v.id == value_id::none) v.id = editor_.add_constant(v.name, elements_of(v));
    return v.id;
  }

  std::string name_for(::onnx::NodeProto const& n) {
    if (!n.name().empty() && named_.insert(n.name()).second) return n.name();
    std::string const wish =
        n.name().empty() ? n.op_type() + "_" + std::to_string(editor_.node_count()) : n.name();
    return unique_node(wish);
  }

  void read_node(::onnx::NodeProto const& n) {
    std::optional<any_op> op;
    node_reader node = reader_for(n);
    try {
      if (n.output_size() == 0) throw bad_input("has no output");
      if (is_known_while_loading(n, node)) return;
      bool const is_of_onnx = domain_of_node(n).empty();
      if (is_of_onnx) align(node, translate_legacy(n.op_type(), node));
      op = decode(known_kinds_, n.op_type(), domain_of_node(n), node);
      if (!op) refuse_operator(n);
      node.refuse_leftovers();
      if (is_of_onnx) check_operands(op->kind(), node);
      drop_outputs(*op, node);
      if (fold_node(*op, node)) return;
    } catch (bad_input const& e) {
      throw bad_input(fmt::format("{}: {}", describe(n), e.what()));
    }
    while (!node.inputs.empty() && node.inputs.back().name.empty()) node.inputs.pop_back();
    std::vector<value_id> inputs;
    try {
      for (auto const& in : node.inputs)
        inputs.push_back(in.name.empty() ? value_id::none : in_graph(*known_.at(in.name)));
    } catch (bad_input const& e) {
      throw bad_input(fmt::format("{}: {}", describe(n), e.what()));
    }
    std::string const name = name_for(n);
    if (index_.opset() < since::softmax_along_axis && add_softmax_of_rows(*op, node, inputs, name)) return;
    add(*op, inputs, node.outputs, name);
  }

  node_reader reader_for(::onnx::NodeProto const& n) const {
    std::vector<input_facts> facts;
    for (auto const& name : n.input()) {
      if (name.empty()) {
        facts.emplace_back();
        continue;
      }
      auto const& v = *known_.at(name);
      facts.push_back({name, v.type, v.dims, v.content, v.constant});
    }
    try {
      return node_reader(n, index_.opset(), std::move(facts), batch_was_one_);
    } catch (bad_input const& e) {
      throw bad_input(fmt::format("{}: {}", describe(n), e.what()));
    }
  }

  void align(node_reader& node, std::optional<reshaped_input> const& wanted) {
    if (!wanted) return;
    auto& in = node.inputs[wanted->input];
    in.constant = in.constant.reshaped(wanted->dims);
    in.dims = wanted->dims;
    in.name = index_.fresh_name(in.name + "_aligned");
    remember_constant(in.name, in.constant);
  }

  static std::string domain_of_node(::onnx::NodeProto const& n) {
    return n.domain() == "ai.onnx" ? "" : n.domain();
  }

  [[noreturn]] static void refuse_operator(::onnx::NodeProto const& n) {
    if (!domain_of_node(n).empty())
      throw bad_input(
          fmt::format("operators of the domain '{}' are not supported; export the model with standard ONNX "
                      "operators, or name the operator's type: op_set<default_ops, my_op>",
                      n.domain()));
    if (n.op_type() == "If" || n.op_type() == "Loop" || n.op_type() == "Scan")
      throw bad_input("control flow is not supported; export the model without it");
    throw bad_input(fmt::format("the operator {} is not supported", n.op_type()));
  }

  //! Constant, Shape, Range and constants behind Identity have no node in the graph.
  bool is_known_while_loading(::onnx::NodeProto const& n, node_reader& node) {
    if (!domain_of_node(n).empty() || n.output_size() != 1) return false;
    if (n.op_type() == "Constant") {
      remember_constant(n.output(0), constant_of(node));
    } else if (n.op_type() == "Identity" && known_.at(node.input(0).name)->id == value_id::none) {
      known_[n.output(0)] = known_.at(node.input(0).name);
      return true;
    } else if (n.op_type() == "Shape") {
      numbers all = numbers_of(node.input(0).dims);
      std::int64_t const rank = static_cast<std::int64_t>(all.elements.size());
      auto const range =
          range_of(node.take_or<std::int64_t>("start", 0), node.take_or<std::int64_t>("end", rank), 1, rank);
      auto const from = all.elements.begin() + range.start;
      remember_numbers(n.output(0), {data_type::int64, false, {from, from + range.count}});
    } else if (n.op_type() == "Size") {
      number all{1, 0};
      for (auto e : node.input(0).dims) all = times(all, e == batch_extent ? number{0, 1} : number{e, 0});
      remember_numbers(n.output(0), {data_type::int64, true, {all}});
    } else if (n.op_type() == "Range") {
      remember_numbers(n.output(0), range(node));
    } else {
      return false;
    }
    node.refuse_leftovers();
    return true;
  }

  tensor constant_of(node_reader& node) const {
    if (auto const* value = node.take_message("value")) return read_tensor(value->t(), {});
    std::int64_t i = 0;
    float f = 0;
    op::ints list;
    std::vector<float> floats;
    if (node.take("value_int", i)) return tensor::scalar(i);
    if (node.take("value_float", f)) return tensor::scalar(f);
    if (node.take("value_ints", list)) return tensor::list(list);
    if (node.take("value_floats", floats)) return tensor::list(floats);
    node.refuse_leftovers();
    throw bad_input("holds no value");
  }

  static numbers range(node_reader const& node) {
    std::int64_t limits[3];
    for (std::size_t i = 0; i < 3; ++i) {
      op::ints const one = node.fixed_ints(i, "the limits");
      want(one.size() == 1, "a limit is no single number");
      limits[i] = one[0];
    }
    auto const [start, limit, step] = limits;
    numbers out{node.input(0).type, false, {}};
    want(step != 0, "the step is 0");
    for (std::int64_t at = start; step > 0 ? at < limit : at > limit;) {
      out.elements.push_back({at, 0});
      want(out.elements.size() <= most_numbers, "the range is too long");
      if (__builtin_add_overflow(at, step, &at)) break;
    }
    return out;
  }

  bool fold_node(any_op const& op, node_reader const& node) {
    if (node.outputs.size() != 1) return false;
    std::vector<numbers> inputs;
    for (auto const& in : node.inputs) {
      if (!in.content) return false;
      inputs.push_back(*in.content);
    }
    if (auto made = fold(op, inputs)) {
      remember_numbers(node.outputs[0], std::move(*made));
      return true;
    }
    return false;
  }

  //! Masks, indices and statistics of training are outputs that inference does not need.
  void drop_outputs(any_op const& op, node_reader& node) const {
    if (!op.traits().training_outputs) return;
    for (std::size_t i = 1; i < node.outputs.size(); ++i)
      if (!node.outputs[i].empty() && index_.is_read(node.outputs[i]))
        throw bad_input(
            fmt::format("its output '{}' (mask, indices or statistics) is used, which is not supported",
                        node.outputs[i]));
    node.outputs.resize(1);
  }

  void add(any_op op, std::vector<value_id> inputs, std::vector<std::string> const& outputs,
           std::string name) {
    auto const made = editor_.add_node(std::move(op), std::move(inputs), outputs, std::move(name));
    for (std::size_t i = 0; i < made.size(); ++i)
      if (!outputs[i].empty())
        remember(known_value{outputs[i], made[i], editor_[made[i]].type, editor_[made[i]].dims, {}, {}});
  }

  //! Softmax and LogSoftmax before opset 13 join all axes from `axis` on. True if that needed more than one operator.
  bool add_softmax_of_rows(any_op const& op, node_reader const& node, std::vector<value_id> const& inputs,
                           std::string const& name) {
    auto const* plain = op.get_if<op::softmax>();
    auto const* log = op.get_if<op::log_softmax>();
    if (plain == nullptr && log == nullptr) return false;
    shape const& x = node.input(0).dims;
    std::size_t const axis = axis_of(plain != nullptr ? plain->axis : log->axis, x.rank());
    auto const last = static_cast<std::int64_t>(axis);
    auto const is_one = [](std::int64_t e) { return e == 1; };
    if (std::all_of(x.begin() + static_cast<std::ptrdiff_t>(axis) + 1, x.end(), is_one)) return false;
    op::ints rows(axis, 0), back;
    rows.push_back(-1);
    for (auto e : x) back.push_back(e == batch_extent ? 0 : e);
    auto const fresh = [&](char const* what) {
      return std::vector<std::string>{index_.fresh_name(name + what)};
    };
    auto const joined =
        editor_.add_node(op::reshape{rows}, inputs, fresh("_rows"), unique_node(name + "_rows"));
    auto const made =
        editor_.add_node(plain != nullptr ? any_op(op::softmax{last}) : any_op(op::log_softmax{last}), joined,
                         fresh("_shares"), name);
    add(op::reshape{back}, made, node.outputs, unique_node(name + "_shape"));
    return true;
  }
  std::string unique_node(std::string const& wish) {
    std::string name = wish;
    for (int& i = last_number_[wish]; node_names_.contains(name) || !named_.insert(name).second;)
      name = wish + "_" + std::to_string(++i);
    return name;
  }

  ::onnx::ModelProto const& model_;
  op_kinds known_kinds_;
  model_index& index_;
  std::unordered_map<std::string, tensor> const& constants_;
  bool batch_was_one_;
  graph_editor editor_;
  std::unordered_map<std::string, std::shared_ptr<known_value>> known_;
  std::unordered_set<std::string> node_names_, named_;
  std::unordered_map<std::string, int> last_number_; // behind names that are there more than once
};

//! Reads the model; a leading dimension fixed to 1 is tried as the batch of all inputs, then of the first, then as it stands.
[[nodiscard]] inline network read_network(::onnx::ModelProto const& model, op_kinds known,
                                          load_options const& options, std::filesystem::path const& folder) {
  model_index index(model);
  std::unordered_map<std::string, tensor> constants;
  for (auto const& [name, message] : index.constants())
    if (index.is_read(name)) constants.emplace(name, read_tensor(*message, folder));
  std::vector<declared_input> inputs;
  for (auto const* v : index.inputs()) {
    auto const named = options.input_shapes.find(v->name());
    shape const* given = named != options.input_shapes.end()     ? &named->second
                         : inputs.empty() && options.input_shape ? &*options.input_shape
                                                                 : nullptr;
    inputs.push_back(declared(*v, given));
  }
  for (auto const& [name, given] : options.input_shapes)
    if (std::none_of(inputs.begin(), inputs.end(), [&](auto const& i) { return i.name == name; }))
      throw bad_input(fmt::format("has no input '{}' to give the shape {} to", name, given.text()));

  std::vector<bool> free_front, one_front, first_one(inputs.size(), false);
  for (auto const& i : inputs)
    free_front.push_back(i.has_free_front), one_front.push_back(i.has_front_of_one);
  bool const any_free = std::find(free_front.begin(), free_front.end(), true) != free_front.end();
  bool const any_one = std::find(one_front.begin(), one_front.end(), true) != one_front.end();
  if (!any_free && any_one && options.leading_one_is_batch) {
    if (!inputs.empty()) first_one[0] = one_front[0];
    for (auto const& batched : {one_front, first_one}) {
      try {
        graph g = network_reader(model, known, index, constants, true).read(inputs, batched);
        bool const all = std::all_of(g.outputs().begin(), g.outputs().end(),
                                     [&](value_id id) { return g[id].dims.is_batched(); });
        if (all) return network(std::move(g));
      } catch (bad_input const&) { // the graph mixes what would be samples: the dimension stays fixed
      }
    }
  }
  try {
    return network(network_reader(model, known, index, constants, false).read(inputs, free_front));
  } catch (bad_input const&) {
    bool const all_given = std::none_of(inputs.begin(), inputs.end(),
                                        [](auto const& i) { return i.has_free_front && i.extents[0] < 1; });
    if (!any_free || !all_given) throw;
  } // the graph mixes the samples of its batch: the given shape binds it
  return network(network_reader(model, known, index, constants, false)
                     .read(inputs, std::vector<bool>(inputs.size(), false)));
}

} // namespace peax::onnx::detail
