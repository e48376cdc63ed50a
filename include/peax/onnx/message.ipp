#pragma once
//! @file
//! The bodies of message.hpp.

#include <peax/core/error.hpp>
#include <peax/graph/infer.hpp>
#include <peax/onnx/encode.hpp>
#include <peax/onnx/message.hpp>
#include <peax/onnx/opset.hpp>

#include <fmt/core.h>

#include <set>
#include <string>
#include <unordered_set>

namespace peax::onnx {

namespace detail {
//! How the batch dimension is called in files.
inline constexpr char const* batch_name = "N";
} // namespace detail

PEAX_INLINE void write_value(::onnx::ValueInfoProto& to, value const& v) {
  to.set_name(v.name);
  auto& t = *to.mutable_type()->mutable_tensor_type();
  t.set_elem_type(element_code(v.type));
  auto& dims = *t.mutable_shape();
  for (auto e : v.dims) {
    auto& d = *dims.add_dim();
    if (e == batch_extent)
      d.set_dim_param(detail::batch_name);
    else
      d.set_dim_value(e);
  }
}

PEAX_INLINE ::onnx::ModelProto message_of(graph const& g) {
  ::onnx::ModelProto model;
  model.set_ir_version(ir_version_for(g.opset()));
  model.set_producer_name("peax");
  auto& set = *model.add_opset_import();
  set.set_domain("");
  set.set_version(g.opset());
  for (auto const& [key, text] : g.metadata()) {
    auto& entry = *model.add_metadata_props();
    entry.set_key(key);
    entry.set_value(text);
  }
  auto& out = *model.mutable_graph();
  out.set_name(g.name().empty() ? "network" : g.name());
  std::unordered_set<std::string> names;
  for (auto const& v : g.values()) names.insert(v.name);
  for (auto id : g.inputs()) write_value(*out.add_input(), g[id]);
  for (auto id : g.outputs()) write_value(*out.add_output(), g[id]);
  for (auto const& v : g.values())
    if (v.is_constant()) write_tensor(*out.add_initializer(), v.name, v.constant);

  auto const store = [&](std::string const& wish, tensor const& elements) {
    std::string name = wish;
    for (int n = 1; !names.insert(name).second; ++n) name = wish + "_" + std::to_string(n);
    write_tensor(*out.add_initializer(), name, elements);
    return name;
  };
  std::set<std::string> domains;
  for (auto const& n : g.nodes()) {
    auto& to = *out.add_node();
    to.set_name(n.name);
    for (auto id : n.inputs) to.add_input(id == value_id::none ? std::string() : g[id].name);
    for (auto id : n.outputs) to.add_output(id == value_id::none ? std::string() : g[id].name);
    node_writer writer(to, g, n, store);
    try {
      encode_any(n.op, writer);
    } catch (bad_input const& e) {
      throw bad_input(fmt::format("{} '{}': {}", n.op.name(), n.name, e.what()));
    }
    if (!to.domain().empty()) domains.insert(to.domain());
    for (auto id : n.outputs)
      if (id != value_id::none && !g.is_output(id)) write_value(*out.add_value_info(), g[id]);
  }
  for (auto const& domain : domains) {
    auto& extra = *model.add_opset_import();
    extra.set_domain(domain);
    extra.set_version(1);
  }
  return model;
}

} // namespace peax::onnx
