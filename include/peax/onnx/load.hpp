#pragma once
//! @file
//! Loads ONNX files as networks. For an op set of one's own include the bodies too: load.ipp.

#include <peax/core/config.hpp>
#include <peax/graph/network.hpp>
#include <peax/onnx/load_options.hpp>

#include <filesystem>
#include <string>
#include <string_view>

namespace peax::onnx {

//! The network of a serialized ONNX model. `name`: for errors, and for a graph without a name; `folder`: where external data may lie.
//! Throws bad_input with file, node, shape and reason for everything that peax cannot represent exactly.
template <class Ops = default_ops>
[[nodiscard]] network load_bytes(std::string_view bytes, load_options const& options = {},
                                 std::string const& name = "model", std::filesystem::path const& folder = {});

//! The network of an ONNX file: opset 7 to 25, the operators of graph/op.hpp.
//! A free or fixed-to-1 leading dimension of the inputs is the batch; shape arithmetic is folded; constants nobody reads are dropped.
template <class Ops = default_ops>
[[nodiscard]] network load(std::filesystem::path const& file, load_options const& options = {});

PEAX_COMPILED_ONCE(network load_bytes<default_ops>(std::string_view, load_options const&, std::string const&,
                                                   std::filesystem::path const&));
PEAX_COMPILED_ONCE(network load<default_ops>(std::filesystem::path const&, load_options const&));

} // namespace peax::onnx

#ifndef PEAX_COMPILED
#include <peax/onnx/load.ipp>
#endif
