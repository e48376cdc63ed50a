#pragma once
//! @file
//! The bodies of message.hpp.

#include <peax/core/error.hpp>
#include <peax/graph/op/branch.hpp>
#include <peax/onnx/encode.hpp>
#include <peax/onnx/encode_pieces.hpp>
#include <peax/onnx/encode_recurrent.hpp>
#include <peax/onnx/message.hpp>
#include <peax/onnx/opset.hpp>

#include <fmt/core.h>

#include <cstddef>
#include <set>
#include <string>
#include <unordered_set>
#include <vector>

namespace peax::onnx {

PEAX_INLINE void write_value(::onnx::ValueInfoProto& to, value const& v, file_notes const& notes) {
  to.set_name(v.name);
  auto& t = *to.mutable_type()->mutable_tensor_type();
  t.set_elem_type(element_code(v.type));
  auto& dims = *t.mutable_shape();
  for (auto e : v.dims) {
    auto& d = *dims.add_dim();
    if (e != batch_extent)
      d.set_dim_value(e);
    else if (notes.batch_is_one)
      d.set_dim_value(1);
    else
      d.set_dim_param(notes.batch_name);
  }
}

namespace detail {
//! Writes a graph, and the graphs of its nodes inside of it.
class graph_message {
 public:
  graph_message(::onnx::GraphProto& out, graph const& g, std::unordered_set<std::string>& names,
                std::set<std::string>& domains)
      : out_(out), g_(g), notes_(g.notes()), names_(names), domains_(domains) {
    for (auto const& v : g.values()) called_.push_back(v.name), names_.insert(v.name);
    for (auto id : g.inputs()) write_value(*out.add_input(), g[id]);
    for (auto id : g.outputs()) write_value(*out.add_output(), g[id]);
    write();
  }

 private:
  //! Of a node: what it captures has the names of the values around it.
  graph_message(::onnx::GraphProto& out, graph const& g, graph_message const& around, node const& of)
      : out_(out), g_(g), notes_(around.notes_), names_(around.names_), domains_(around.domains_),
        called_(g.values().size()) {
    for (std::size_t i = 0; i < g.inputs().size(); ++i)
      called_[index_of(g.inputs()[i])] = around.called_[index_of(of.inputs[i + 1])];
    // An output of a branch is made in it: a constant or what it captured goes through an Identity, which has the output's name.
    std::vector<std::string> outputs;
    for (auto id : g.outputs()) outputs.push_back(fresh(g[id].name));
    for (std::size_t i = 0; i < outputs.size(); ++i)
      if (g.producer(g.outputs()[i]) != node_id::none) called_[index_of(g.outputs()[i])] = outputs[i];
    for (std::size_t i = 0; i < called_.size(); ++i)
      if (called_[i].empty()) // the name itself may be the output's, and one with a number a later branch's
        called_[i] = fresh(g.values()[i].name + (g.is_output(static_cast<value_id>(i)) ? "/value" : ""));
    write();
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      value_id const id = g.outputs()[i];
      if (g.producer(id) == node_id::none) {
        auto& copy = *out.add_node();
        copy.set_op_type("Identity");
        copy.add_input(called_[index_of(id)]);
        copy.add_output(outputs[i]);
      }
      write_value(*out.add_output(), g[id], outputs[i]);
    }
  }

  void write_value(::onnx::ValueInfoProto& to, value const& v, std::string const& name) const {
    write_value(to, v);
    to.set_name(name);
  }
  void write_value(::onnx::ValueInfoProto& to, value const& v) const { onnx::write_value(to, v, notes_); }

  std::string fresh(std::string const& wish) {
    std::string name = wish;
    for (int n = 1; !names_.insert(name).second; ++n) name = wish + "_" + std::to_string(n);
    return name;
  }

  void write() {
    out_.set_name(g_.name().empty() ? "network" : g_.name());
    for (std::size_t i = 0; i < called_.size(); ++i)
      if (auto const& v = g_.values()[i]; v.is_constant() && !is_state_alone(g_, static_cast<value_id>(i)))
        write_tensor(*out_.add_initializer(), called_[i], v.constant);
    for (auto const& n : g_.nodes()) write(n);
  }

  //! A constant under a free name.
  std::string store(std::string const& wish, tensor const& elements) {
    std::string name = fresh(wish);
    write_tensor(*out_.add_initializer(), name, elements);
    return name;
  }

  node_writer writer_of(::onnx::NodeProto& to, node const& n) {
    return {to,
            g_,
            n,
            [this](std::string const& wish, tensor const& elements) { return store(wish, elements); },
            [this, &n](::onnx::GraphProto& inner, graph const& g) { graph_message(inner, g, *this, n); },
            [this](std::string& wish) -> ::onnx::NodeProto& {
              wish = fresh(wish);
              return *out_.add_node();
            }};
  }

  //! Operators that are several nodes in a file.
  bool write_several(node const& n) {
    writing_services const services{
        out_, [this](std::string const& wish) { return fresh(wish); },
        [this](value_id id) { return called_[index_of(id)]; },
        [this](std::string const& wish, tensor const& elements) { return store(wish, elements); },
        [&](::onnx::NodeProto& to) { return writer_of(to, n); }};
    return write_recurrent(g_, n, services) || write_in_pieces(g_, n, services);
  }

  void write(node const& n) {
    if (!write_several(n)) write_plain(n);
    for (auto id : n.outputs)
      if (id != value_id::none && !g_.is_output(id))
        write_value(*out_.add_value_info(), g_[id], called_[index_of(id)]);
  }

  void write_plain(node const& n) {
    auto& to = *out_.add_node();
    to.set_name(n.name);
    for (auto id : n.inputs) {
      to.add_input(id == value_id::none ? std::string() : called_[index_of(id)]);
      if (n.op.is<op::if_else>()) break; // the others are captured
    }
    for (auto id : n.outputs) to.add_output(id == value_id::none ? std::string() : called_[index_of(id)]);
    node_writer writer = writer_of(to, n);
    try {
      encode_any(n.op, writer);
    } catch (bad_input const& e) {
      throw bad_input(fmt::format("{} '{}': {}", n.op.name(), n.name, e.what()));
    }
    if (!to.domain().empty()) domains_.insert(to.domain());
  }

  ::onnx::GraphProto& out_;
  graph const& g_;
  file_notes const& notes_;                //!< of the outermost graph
  std::unordered_set<std::string>& names_; //!< of the whole file: none is given twice
  std::set<std::string>& domains_;
  std::vector<std::string> called_; //!< by value: its name in the file
};
} // namespace detail

PEAX_INLINE ::onnx::ModelProto message_of(graph const& g) {
  ::onnx::ModelProto model;
  model.set_ir_version(ir_version_for(g.opset()));
  model.set_producer_name("peax");
  auto const& notes = g.notes();
  if (!notes.doc_string.empty()) model.set_doc_string(notes.doc_string);
  if (!notes.graph_doc_string.empty()) model.mutable_graph()->set_doc_string(notes.graph_doc_string);
  if (!notes.domain.empty()) model.set_domain(notes.domain);
  if (notes.model_version != 0) model.set_model_version(notes.model_version);
  auto& set = *model.add_opset_import();
  set.set_domain("");
  set.set_version(g.opset());
  for (auto const& [key, text] : g.metadata()) {
    auto& entry = *model.add_metadata_props();
    entry.set_key(key);
    entry.set_value(text);
  }
  std::unordered_set<std::string> names;
  std::set<std::string> domains;
  [[maybe_unused]] detail::graph_message const written(*model.mutable_graph(), g, names, domains);
  for (auto const& domain : domains) {
    auto& extra = *model.add_opset_import();
    extra.set_domain(domain);
    extra.set_version(1);
  }
  return model;
}

} // namespace peax::onnx
