#pragma once
//! @file
//! The body of verify.hpp.

#include <peax/core/error.hpp>
#include <peax/graph/infer.hpp>
#include <peax/graph/verify.hpp>

#include <fmt/core.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace peax {

PEAX_INLINE void verify(graph const& g) {
  auto const fail = [&](std::string const& why) {
    throw bad_input(fmt::format("graph {}: {}", g.name(), why));
  };
  std::size_t const count = g.values().size();
  std::unordered_set<std::string_view> names;
  std::vector<bool> made(count, false);
  for (auto const& v : g.values())
    if (v.name.empty() || !names.insert(v.name).second)
      fail(fmt::format("the value name '{}' is empty or taken twice", v.name));
  auto const exists = [&](value_id id, std::string const& who) {
    if (index_of(id) >= count) fail(who + " names a value that does not exist");
  };
  for (auto id : g.inputs()) {
    exists(id, "the input list");
    if (made[index_of(id)]) fail(fmt::format("input '{}' is listed twice", g[id].name));
    made[index_of(id)] = true;
  }
  for (std::size_t i = 0; i < count; ++i) {
    value const& v = g.values()[i];
    if (!v.is_constant()) continue;
    if (made[i]) fail(fmt::format("'{}' is an input and a constant", v.name));
    if (v.constant.type() != v.type || v.constant.dims() != v.dims)
      fail(fmt::format("constant '{}' is {}, its value says {}", v.name, v.constant.dims().text(),
                       v.dims.text()));
    made[i] = true;
  }
  for (auto const& n : g.nodes()) {
    std::string const who = std::string(n.op.name()) + " '" + n.name + "'";
    std::vector<value const*> read;
    for (auto id : n.inputs) {
      if (id == value_id::none) {
        read.push_back(nullptr);
        continue;
      }
      exists(id, who);
      if (!made[index_of(id)]) fail(fmt::format("{} reads '{}' before it is made", who, g[id].name));
      read.push_back(&g[id]);
    }
    auto const types = infer_types(n.op, n.name, read, n.outputs.size());
    for (std::size_t k = 0; k < n.outputs.size(); ++k) {
      if (n.outputs[k] == value_id::none) continue;
      exists(n.outputs[k], who);
      value const& v = g[n.outputs[k]];
      if (made[index_of(n.outputs[k])])
        fail(fmt::format("'{}' is made twice, the second time by {}", v.name, who));
      if (v.type != types[k].type || v.dims != types[k].dims)
        fail(fmt::format("{} makes {}, '{}' says {}", who, types[k].dims.text(), v.name, v.dims.text()));
      made[index_of(n.outputs[k])] = true;
    }
  }
  if (g.outputs().empty()) fail("it has no output");
  for (auto id : g.outputs()) {
    exists(id, "the output list");
    if (!made[index_of(id)]) fail(fmt::format("nothing makes the output '{}'", g[id].name));
  }
}

} // namespace peax
