#pragma once
//! @file
//! From the message of an ONNX graph to a graph: shape arithmetic folded, names kept, branches read with what they capture.

#include <peax/core/error.hpp>
#include <peax/graph/constant_work.hpp>
#include <peax/graph/editor.hpp>
#include <peax/graph/evaluate.hpp>
#include <peax/graph/op.hpp>
#include <peax/onnx/decode.hpp>
#include <peax/onnx/einsum.hpp>
#include <peax/onnx/extra_outputs.hpp>
#include <peax/onnx/graph_constants.hpp>
#include <peax/onnx/input_shape.hpp>
#include <peax/onnx/known_operators.hpp>
#include <peax/onnx/known_value.hpp>
#include <peax/onnx/legacy.hpp>
#include <peax/onnx/model_index.hpp>
#include <peax/onnx/nested_graphs.hpp>
#include <peax/onnx/node_names.hpp>
#include <peax/onnx/quantized_reader.hpp>
#include <peax/onnx/recurrent_reader.hpp>
#include <peax/onnx/shape_numbers.hpp>
#include <peax/onnx/softmax_rows.hpp>
#include <peax/onnx/survey.hpp>
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
#include <utility>
#include <vector>

namespace peax::onnx::detail {

//! Builds the graph once, for one reading of the leading dimensions.
class graph_reader {
 public:
  graph_reader(::onnx::ModelProto const& model, op_kinds known, model_index& index,
               constant_map const& constants, std::filesystem::path const& folder, bool batch_was_one)
      : proto_(model.graph()), known_kinds_(known), index_(index), folder_(folder),
        batch_was_one_(batch_was_one), own_editor_(model.graph().name()), editor_(own_editor_),
        names_(std::make_shared<node_names>()) {
    for (auto const& entry : model.metadata_props()) editor_.set_metadata(entry.key(), entry.value());
    begin(constants);
  }

  graph read(std::vector<declared_input> const& inputs, std::vector<bool> const& batched) {
    add_inputs(inputs, batched);
    return read();
  }

  //! What can be read when not all can.
  outline read_what_can_be(std::vector<declared_input> const& inputs, std::vector<bool> const& batched) {
    survey notes(proto_, known_kinds_, std::find(batched.begin(), batched.end(), true) != batched.end(),
                 batch_was_one_);
    add_inputs(inputs, batched);
    for (auto const* n : index_.nodes()) read_or_note(*n, notes);
    return notes.finish(editor_, proto_.name(), inputs.size());
  }

 private:
  void add_inputs(std::vector<declared_input> const& inputs, std::vector<bool> const& batched) {
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      shape dims(inputs[i].extents);
      if (batched[i]) dims[0] = batch_extent;
      auto codes = quantized_.of_input(inputs[i].name, inputs[i].type);
      data_type const type = codes ? data_type::float32 : inputs[i].type;
      value_id const id = editor_.add_input(inputs[i].name, type, dims);
      remember(known_value{inputs[i].name, id, type, dims, {}, {}, std::move(codes)});
    }
  }

  //! Of a branch: with an editor of its own, or with the one around it, to put the branch in the place of its node.
  graph_reader(graph_reader& around, ::onnx::GraphProto const& branch, model_index& index,
               constant_map const& constants, bool in_place)
      : proto_(branch), known_kinds_(around.known_kinds_), index_(index), folder_(around.folder_),
        batch_was_one_(around.batch_was_one_), own_editor_(branch.name()),
        editor_(in_place ? around.editor_ : own_editor_),
        names_(in_place ? around.names_ : std::make_shared<node_names>()) {
    begin(constants);
  }

  void begin(constant_map const& constants) {
    own_editor_.set_opset(std::max(index_.opset(), oldest_opset));
    names_->add_file(index_.nodes());
    for (auto const& [name, elements] : constants) remember_constant(name, elements);
  }

  void read_nodes() {
    for (auto const* n : index_.nodes()) read_node(*n);
  }

  //! What a node makes that is not read enters the graph as an input, where the file states its shape.
  void read_or_note(::onnx::NodeProto const& n, survey& notes) {
    std::size_t const before = editor_.node_count();
    auto const reads = names_read(n);
    std::string why;
    if (std::all_of(reads.begin(), reads.end(),
                    [&](auto const& name) { return name.empty() || known_.contains(name); })) {
      try {
        read_node(n);
        return notes.note_read(before, editor_);
      } catch (bad_input const& e) {
        why = e.what();
      }
    }
    notes.note_read(before, editor_); // of a node that is read as several
    notes.note_unread(n, why);
    for (auto const& out : n.output())
      if (auto const type = out.empty() ? std::nullopt : notes.type_of(out))
        remember(
            known_value{out, editor_.add_input(out, type->type, type->dims), type->type, type->dims, {}, {}});
  }

  graph read() {
    read_nodes();
    for (auto const& out : proto_.output()) {
      auto& v = *known_.at(out.name());
      if (v.id == value_id::none && v.name != out.name() && is_constant(v))
        editor_.add_output(editor_.add_constant(out.name(), elements_of(v)));
      else
        editor_.add_output(output_of(v, out.name()));
    }
    quantized_.note_scales();
    graph made = editor_.finish();
    check_constant_work(made);
    return made;
  }

  //! A value under the name of an output.
  value_id output_of(known_value& v, std::string const& name) {
    if (v.id == value_id::none) v.name = name;
    value_id const id = in_graph(v);
    return editor_[id].name == name ? id
                                    : editor_.add_node(op::identity{}, {id}, {name}, names_->unique(name))[0];
  }

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

  value_id in_graph(known_value& v) {
    if (v.id == value_id::none)
      v.id = v.view || v.repeated ? turned_.make(v) : editor_.add_constant(v.name, elements_of(v));
    return v.id;
  }

  std::string name_for(::onnx::NodeProto const& n) { return names_->of(n, editor_.node_count()); }

  void read_node(::onnx::NodeProto const& n) {
    if (n.op_type() == "If" && domain_of_node(n).empty()) return read_choice(n);
    std::optional<any_op> op;
    std::vector<value_id> inputs;
    node_reader node = reader_for(n);
    auto const name = [&] { return name_for(n); };
    try {
      if (n.output_size() == 0) throw bad_input("has no output");
      if (is_known_while_loading(n, node) || quantized_.read(n, node)) return;
      bool const is_of_onnx = domain_of_node(n).empty();
      if (is_of_onnx) align(node, translate_legacy(n.op_type(), node));
      if (is_of_onnx && (n.op_type() == "Einsum" || node.is_identity(n.op_type()))) return lower(n, node);
      if (is_of_onnx &&
          (turned_.read_extents(n.op_type(), node) || turned_.read_layer(n.op_type(), node, name)))
        return;
      op = decode(known_kinds_, n.op_type(), domain_of_node(n), node);
      if (!op) refuse_operator(n);
      node.refuse_leftovers();
      if (is_of_onnx) check_operands(op->kind(), node);
      drop_outputs(index_, *op, node);
      if (fold_node(*op, node) || turned_.read(*op, node, name)) return;
      while (!node.inputs.empty() && node.inputs.back().name.empty()) node.inputs.pop_back();
      for (auto const& in : node.inputs)
        inputs.push_back(in.name.empty() ? value_id::none : in_graph(*known_.at(in.name)));
    } catch (bad_input const& e) {
      throw bad_input(fmt::format("{}: {}", describe(n), e.what()));
    }
    std::string const given = name();
    if (index_.opset() < since::softmax_along_axis && add_softmax_of_rows(*op, node, inputs, given)) return;
    add(*op, inputs, node.outputs, given);
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

  //! Constant, Shape, Range and constants behind Identity have no node in the graph.
  bool is_known_while_loading(::onnx::NodeProto const& n, node_reader& node) {
    if (!domain_of_node(n).empty() || n.output_size() != 1) return false;
    if (n.op_type() == "Constant") {
      remember_constant(n.output(0), constant_of(node));
    } else if (n.op_type() == "Identity" && known_.at(node.input(0).name)->id == value_id::none) {
      known_[n.output(0)] = known_.at(node.input(0).name);
      return true;
    } else if (n.op_type() == "Shape") {
      remember_numbers(n.output(0), extents_of(node));
    } else if (n.op_type() == "Size") {
      remember_numbers(n.output(0), size_of(node));
    } else if (n.op_type() == "Range") {
      remember_numbers(n.output(0), range_numbers(node));
    } else {
      return false;
    }
    node.refuse_leftovers();
    return true;
  }

  bool fold_node(any_op const& op, node_reader const& node) {
    if (node.outputs.size() != 1) return false;
    std::vector<numbers> inputs;
    std::vector<tensor> constants;
    for (auto const& in : node.inputs) {
      if (in.content) inputs.push_back(*in.content);
      if (in.constant) constants.push_back(in.constant);
    }
    if (inputs.size() == node.inputs.size())
      if (auto made = fold(op, inputs)) {
        remember_numbers(node.outputs[0], std::move(*made));
        return true;
      }
    if (!gives_truth(op) || constants.size() != node.inputs.size()) return false;
    remember_constant(node.outputs[0], evaluate(op, node.outputs[0], constants)[0]);
    return true;
  }

  void read_choice(::onnx::NodeProto const& n) {
    op::if_else choice;
    std::vector<value_id> inputs;
    node_reader node = reader_for(n);
    try {
      auto const *then_branch = node.take_message("then_branch"),
                 *else_branch = node.take_message("else_branch");
      node.refuse_leftovers();
      for (auto const* branch : {then_branch, else_branch}) {
        if (branch == nullptr || !branch->has_g()) throw bad_input("a branch is missing");
        if (branch->g().output_size() != n.output_size())
          throw bad_input(fmt::format("its {} gives {} values, the node {}", branch->name(),
                                      branch->g().output_size(), n.output_size()));
      }
      if (node.inputs.size() != 1)
        throw bad_input(fmt::format("has {} inputs, wanted its condition", node.inputs.size()));
      auto const captured = captured_names(n);
      if (auto const holds = constant_truth(node.input(0)))
        return put_in_place(n, *holds ? *then_branch : *else_branch, captured);
      inputs.push_back(in_graph(*known_.at(node.input(0).name)));
      for (auto const& name : captured)
        if (auto& v = *known_.at(name); !is_constant(v)) inputs.push_back(in_graph(v));
      for (auto const id : inputs)
        if (editor_[id].dims.is_batched())
          throw bad_input(fmt::format(
              "decides for one sample, and '{}' keeps the batch free; export with a fixed batch of 1",
              editor_[id].name));
      choice = {read_branch(*then_branch, captured), read_branch(*else_branch, captured)};
    } catch (bad_input const& e) {
      throw bad_input(fmt::format("{}: {}", describe(n), e.what()));
    }
    add(choice, inputs, node.outputs, name_for(n));
  }

  //! A branch as a graph of its own; what it captures and is no constant becomes its inputs, in their order.
  op::body read_branch(::onnx::AttributeProto const& branch, std::vector<std::string> const& captured) {
    try {
      model_index index(branch.g(), index_.opset());
      if (!index.inputs().empty()) throw bad_input("has inputs of its own, which a branch of If has not");
      graph_reader inner(*this, branch.g(), index, constants_of(index, folder_), false);
      for (auto const& name : captured) {
        known_value v = *known_.at(name);
        v.name = name;
        v.id = is_constant(v) ? value_id::none : inner.editor_.add_input(name, v.type, v.dims);
        if (!inner.known_.contains(name)) inner.remember(std::move(v));
      }
      return op::body(std::make_shared<graph const>(inner.read()));
    } catch (bad_input const& e) {
      throw bad_input(fmt::format("{}: {}", branch.name(), e.what()));
    }
  }

  //! The nodes of the branch that a constant condition takes.
  void put_in_place(::onnx::NodeProto const& n, ::onnx::AttributeProto const& branch,
                    std::vector<std::string> const& captured) {
    model_index index(branch.g(), index_.opset());
    graph_reader inner(*this, branch.g(), index, constants_of(index, folder_), true);
    for (auto const& name : captured) inner.known_.emplace(name, known_.at(name));
    inner.read_nodes();
    for (int i = 0; i < n.output_size(); ++i) {
      std::string const &from = branch.g().output(i).name(), &to = n.output(i);
      if (to.empty()) continue;
      known_value v = *inner.known_.at(from);
      v.name = to;
      if (is_constant(v))
        v.id = value_id::none;
      else if (std::find(captured.begin(), captured.end(), from) == captured.end())
        editor_.rename(v.id, to);
      else {
        add(op::identity{}, {v.id}, {to}, name_for(n));
        continue;
      }
      remember(std::move(v));
    }
  }

  void add(any_op op, std::vector<value_id> inputs, std::vector<std::string> const& outputs,
           std::string name) {
    auto const made = editor_.add_node(std::move(op), std::move(inputs), outputs, std::move(name));
    for (std::size_t i = 0; i < made.size(); ++i)
      if (!outputs[i].empty())
        remember(known_value{outputs[i], made[i], editor_[made[i]].type, editor_[made[i]].dims, {}, {}});
  }

  //! What the graph says in other operators: Einsum, and reductions over no axis.
  void lower(::onnx::NodeProto const& n, node_reader& node) {
    std::vector<value_id> inputs;
    for (auto const& in : node.inputs)
      if (!in.name.empty()) inputs.push_back(in_graph(*known_.at(in.name)));
    if (n.op_type() != "Einsum") return add(op::identity{}, {inputs.at(0)}, node.outputs, name_for(n));
    std::vector<std::size_t> ranks;
    for (auto const id : inputs) ranks.push_back(editor_[id].dims.rank());
    einsum_equation const equation(node.take_or<std::string>("equation", ""), ranks);
    node.refuse_leftovers();
    std::string const name = name_for(n);
    auto const made = einsum_builder(editor_, [&](any_op op, std::vector<value_id> from) {
                        std::string const part = names_->unique(name);
                        return editor_.add_node(std::move(op), std::move(from),
                                                {index_.fresh_name(part + "_part")}, part)[0];
                      }).build(equation, inputs);
    add(op::identity{}, {made}, node.outputs, names_->unique(name));
  }

  //! Softmax, LogSoftmax and Hardmax before opset 13 join all axes from `axis` on. True if that needed more than one operator.
  bool add_softmax_of_rows(any_op const& op, node_reader const& node, std::vector<value_id> const& inputs,
                           std::string const& name) {
    auto const rows = softmax_before_13(op, node.input(0).dims);
    if (!rows) return false;
    auto const joined = editor_.add_node(rows->to_rows, inputs, {index_.fresh_name(name + "_rows")},
                                         names_->unique(name + "_rows"));
    auto const made = editor_.add_node(rows->along, joined, {index_.fresh_name(name + "_shares")}, name);
    add(rows->back, made, node.outputs, names_->unique(name + "_shape"));
    return true;
  }

  ::onnx::GraphProto const& proto_;
  op_kinds known_kinds_;
  model_index& index_;
  std::filesystem::path const& folder_;
  bool batch_was_one_;
  graph_editor own_editor_;
  graph_editor& editor_;
  known_values known_;
  std::shared_ptr<node_names> names_;
  quantized_reader quantized_{{index_, editor_, known_, [this](auto const& n) { return name_for(n); },
                               [this](auto const& n) { read_node(n); },
                               [this](auto& v) { return in_graph(v); }},
                              proto_};
  recurrent_reader turned_{
      {editor_, index_, [this](std::string const& name) -> known_value& { return *known_.at(name); },
       [this](known_value v) { remember(std::move(v)); }, [this](known_value& v) { return in_graph(v); },
       [this](std::string const& wish) { return names_->unique(wish); }}};
};

} // namespace peax::onnx::detail
