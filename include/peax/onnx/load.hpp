#pragma once
//! @file
//! Loads ONNX files as networks. Files are named by texts; a std::filesystem::path turns into one.

#include <peax/core/config.hpp>
#include <peax/graph/any_op.hpp>
#include <peax/graph/network.hpp>
#include <peax/onnx/load_options.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace peax::onnx {

//! The network of a serialized ONNX model. `name`: for errors, and for a graph without a name; `folder`: where external data may lie.
//! Throws bad_input with file, node, shape and reason for everything that peax cannot represent exactly.
[[nodiscard]] PEAX_INLINE network load_bytes(op_kinds known, std::string_view bytes,
                                             load_options const& options = {},
                                             std::string const& name = "model",
                                             std::string const& folder = {});

//! The same with the operators of peax.
[[nodiscard]] PEAX_INLINE network load_bytes(std::string_view bytes, load_options const& options = {},
                                             std::string const& name = "model",
                                             std::string const& folder = {});

//! The network of an ONNX file: opset 7 to 25, operators of the known kinds.
//! A free or fixed-to-1 leading dimension of the inputs is the batch; shape arithmetic is folded; constants nobody reads are dropped.
[[nodiscard]] PEAX_INLINE network load(op_kinds known, std::string const& file,
                                       load_options const& options = {});

//! The same with the operators of peax: graph/op.hpp.
[[nodiscard]] PEAX_INLINE network load(std::string const& file, load_options const& options = {});

//! The names of the inputs of an ONNX file in its order; with `output_name` of those that this output needs. Throws as `load` does for
//! what is no model.
[[nodiscard]] PEAX_INLINE std::vector<std::string> input_names(std::string const& file,
                                                               std::string const& output_name = {});

//! The same with those of a set: `load<op_set<default_ops, my_op>>("model.onnx")`.
template <class Ops> [[nodiscard]] network load(std::string const& file, load_options const& options = {}) {
  return load(kinds_of<Ops>(), file, options);
}
template <class Ops>
[[nodiscard]] network load_bytes(std::string_view bytes, load_options const& options = {},
                                 std::string const& name = "model", std::string const& folder = {}) {
  return load_bytes(kinds_of<Ops>(), bytes, options, name, folder);
}

} // namespace peax::onnx

#ifndef PEAX_COMPILED
#include <peax/onnx/load.ipp>
#endif
