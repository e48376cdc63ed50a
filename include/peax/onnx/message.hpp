#pragma once
//! @file
//! A graph as a message of ONNX's protobuf, for those who write more into it. For bodies: it includes protobuf.

#include <peax/core/config.hpp>
#include <peax/graph/graph.hpp>

#include <onnx/onnx_pb.h>

namespace peax::onnx {

//! The model message of a graph: names, opset, metadata; every constant an initializer. Throws bad_input for what the opset cannot say.
[[nodiscard]] PEAX_INLINE ::onnx::ModelProto message_of(graph const& g);

//! Declares a value of a graph: its name, element type and shape, the batch as the notes say.
PEAX_INLINE void write_value(::onnx::ValueInfoProto& to, value const& v, file_notes const& notes = {});

} // namespace peax::onnx

#ifndef PEAX_COMPILED
#include <peax/onnx/message.ipp>
#endif
