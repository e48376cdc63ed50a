#pragma once
//! @file
//! Loads .tflite files as networks: float32, float32 with integer weights, and integer ones as float networks over the
//! values that their integers mean. Meaning of the operators and of quantization: docs/reference/tflite.md.

#include <peax/core/config.hpp>
#include <peax/graph/network.hpp>
#include <peax/tflite/load_options.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace peax::tflite {

//! The network of the bytes of a .tflite file. `name`: for errors and for the network. Scales and zero points stay with it:
//! graph/quantization.hpp. Throws bad_input with file, operator, tensor and reason for everything that peax cannot represent.
[[nodiscard]] PEAX_INLINE network load_bytes(std::string_view bytes, load_options const& options = {},
                                             std::string const& name = "model");

//! The network of a .tflite file. A leading dimension of 1 is the batch; images stay [N,H,W,C] at inputs and outputs,
//! and are channels first between. Throws io_error when the file cannot be read.
[[nodiscard]] PEAX_INLINE network load(std::string const& file, load_options const& options = {});

//! The names of the inputs of a .tflite file in its order; with `output_name` of those that this output needs. Throws as `load` does
//! for what is no model.
[[nodiscard]] PEAX_INLINE std::vector<std::string> input_names(std::string const& file,
                                                               std::string const& output_name = {});

//! Whether a file is meant as a .tflite file: by its identifier, or by the end of its name. False when it cannot be read.
[[nodiscard]] PEAX_INLINE bool is_tflite(std::string const& file);

} // namespace peax::tflite

#ifndef PEAX_COMPILED
#include <peax/tflite/load.ipp>
#endif
