#pragma once
//! @file
//! The memory certificate: every buffer of the generated code with where and when it lies, and the peak, exit by exit.

#include <peax/core/config.hpp>
#include <peax/deploy/c/program.hpp>
#include <peax/deploy/json_value.hpp>
#include <peax/graph/graph.hpp>

#include <string>

namespace peax::deploy::c {

//! certificate.json of a planned program whose buffers have been named (contents.hpp), in the words of the graph that they were named
//! after, so that it can be checked from `model.onnx`: verify/certificate_checker.hpp. Keys: docs/reference/schema/certificate.schema.json.
//! `name`: of the C; `processor`: that runs it, empty for the whole network on one; `repeats`: a temporal rule reads outputs again
//! when the whole network has run.
[[nodiscard]] PEAX_INLINE json certificate_of(program const& p, graph const& original,
                                              std::string const& name, std::string const& processor = {},
                                              bool repeats = false);

} // namespace peax::deploy::c

#ifndef PEAX_COMPILED
#include <peax/deploy/c/certificate.ipp>
#endif
