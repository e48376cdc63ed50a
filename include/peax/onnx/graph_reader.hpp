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
#include <peax/onnx/input_shape.hpp>
#include <peax/onnx/known_value.hpp>
#include <peax/onnx/legacy.hpp>
#include <peax/onnx/model_index.hpp>
#include <peax/onnx/nested_graphs.hpp>
#include <peax/onnx/shape_numbers.hpp>
#include <peax/onnx/softmax_rows.hpp>
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

using constant_map = std::unordered_map<std::string, tensor>;

//! The constants of a graph that somebody reads. `folder`: where their external data lie.
inline constant_map constants_of(model_index const& index, std::filesystem::path const& folder) {
  constant_map out;
  for (auto const& [name, message] : index.constants())
    if (index.is_read(name)) out.emplace(name, read_tensor(*message, folder));
  return out;
}

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
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      shape dims(inputs[i].extents);
      if (batched[i]) dims[0] = batch_extent;
      value_id const id = editor_.add_input(inputs[i].name, inputs[i].type, dims);
      remember(known_value{inputs[i].name, id, inputs[i].type, dims, {}, {}});
    }
    return read();
  }

 private:
  //! Names of nodes: those of the file, and those given.
  struct node_names {
    std::unordered_set<std::string> in_file, given;
    std::unordered_map<std::string, int> last_number; // behind names that are there more than once
  };

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
    for (auto const* n : index_.nodes()) names_->in_file.insert(n->name());
    for (auto const& [name, elements] : constants) remember_constant(name, elements);
  }

  void read_nodes() {
    for (auto const* n : index_.nodes()) read_node(*n);
  }

  graph read() {
    read_nodes();
    for (auto const& out : proto_.output()) {
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
    if (v.id == value_id::none) v.id = editor_.add_constant(v.name, elements_of(v));
    return v.id;
  }

  std::string name_for(::onnx::NodeProto const& n) {
    if (!n.name().empty() && names_->given.insert(n.name()).second) return n.name();
    std::string const wish =
        n.name().empty() ? n.op_type() + "_" + std::to_string(editor_.node_count()) : n.name();
    return unique_node(wish);
  }

  void read_node(::onnx::NodeProto const& n) {
    if (n.op_type() == "If" && domain_of_node(n).empty()) return read_choice(n);
    std::optional<any_op> op;
    node_reader node = reader_for(n);
    try {
      if (n.output_size() == 0) throw bad_input("has no output");
      if (is_known_while_loading(n, node)) return;
      bool const is_of_onnx = domain_of_node(n).empty();
      if (is_of_onnx) align(node, translate_legacy(n.op_type(), node));
      if (is_of_onnx && (n.op_type() == "Einsum" || node.is_identity(n.op_type()))) return lower(n, node);
      op = decode(known_kinds_, n.op_type(), domain_of_node(n), node);
      if (!op) refuse_operator(n);
      node.refuse_leftovers();
      if (is_of_onnx) check_operands(op->kind(), node);
      drop_outputs(index_, *op, node);
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
    if (n.op_type() == "Loop" || n.op_type() == "Scan")
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
        if (auto const& v = *known_.at(name); !is_constant(v)) inputs.push_back(v.id);
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
                        std::string const part = unique_node(name);
                        return editor_.add_node(std::move(op), std::move(from),
                                                {index_.fresh_name(part + "_part")}, part)[0];
                      }).build(equation, inputs);
    add(op::identity{}, {made}, node.outputs, unique_node(name));
  }

  //! Softmax, LogSoftmax and Hardmax before opset 13 join all axes from `axis` on. True if that needed more than one operator.
  bool add_softmax_of_rows(any_op const& op, node_reader const& node, std::vector<value_id> const& inputs,
                           std::string const& name) {
    auto const rows = softmax_before_13(op, node.input(0).dims);
    if (!rows) return false;
    auto const joined = editor_.add_node(rows->to_rows, inputs, {index_.fresh_name(name + "_rows")},
                                         unique_node(name + "_rows"));
    auto const made = editor_.add_node(rows->along, joined, {index_.fresh_name(name + "_shares")}, name);
    add(rows->back, made, node.outputs, unique_node(name + "_shape"));
    return true;
  }
  std::string unique_node(std::string const& wish) {
    std::string name = wish;
    for (int& i = names_->last_number[wish];
         names_->in_file.contains(name) || !names_->given.insert(name).second;)
      name = wish + "_" + std::to_string(++i);
    return name;
  }

  ::onnx::GraphProto const& proto_;
  op_kinds known_kinds_;
  model_index& index_;
  std::filesystem::path const& folder_;
  bool batch_was_one_;
  graph_editor own_editor_;
  graph_editor& editor_;
  std::unordered_map<std::string, std::shared_ptr<known_value>> known_;
  std::shared_ptr<node_names> names_;
};

} // namespace peax::onnx::detail
